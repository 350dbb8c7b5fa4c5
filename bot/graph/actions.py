"""Where the bot's actions stand in the sources, and what they say of themselves."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Described:
    """An action, as its class tells of it."""

    place: str
    """Such as `actions/handoff.py:42`."""
    about: str
    """The first line of its docstring; may be empty."""


def described(folder: Path) -> Mapping[str, Described]:
    """The actions in a folder's `actions/`, by the names under which domain.yml knows them."""
    found: dict[str, Described] = {}
    for path in sorted((folder / "actions").rglob("*.py")):
        try:
            module = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError):
            continue  # the action server says so when it starts
        for name, defined in _named(module):
            about = (ast.get_docstring(defined) or "").partition("\n")[0]
            found[name] = Described(f"{path.relative_to(folder).as_posix()}:{defined.lineno}", about)
    return found


def _named(module: ast.Module) -> Iterator[tuple[str, ast.ClassDef]]:
    """Classes whose method `name` returns a word, or a constant of the module."""
    constants = {
        target.id: node.value.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for defined in (node for node in module.body if isinstance(node, ast.ClassDef)):
        for value in _returned(defined):
            word = constants.get(value.id) if isinstance(value, ast.Name) else getattr(value, "value", None)
            if isinstance(word, str):
                yield word, defined


def _returned(defined: ast.ClassDef) -> Iterator[ast.expr]:
    methods = (node for node in defined.body if isinstance(node, ast.FunctionDef) and node.name == "name")
    for node in (node for method in methods for node in ast.walk(method)):
        if isinstance(node, ast.Return) and node.value:
            yield node.value
