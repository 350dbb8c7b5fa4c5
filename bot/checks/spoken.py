"""Which responses the actions' sources name: as a word, or as a pattern such as f"utter_help_{slot}"."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_NAME = re.compile(r"utter_[\w/%{}-]+")
_FILLED_IN = re.compile(r"%\w|\{\w*\}")
_ANYTHING = r"[\w/-]+"


TITLE = "title"
"""The function of `actions/variation.py` that takes a response's words for a button's title."""


class Spoken:
    """What the sources of a folder's `actions/` have in quotes."""

    def __init__(self, folder: Path) -> None:
        found = _Quoted()
        for path in sorted((folder / "actions").rglob("*.py")):
            found.visit(_tree(path))
        self.words = frozenset(found.words)
        """As they stand there."""
        self._responses, self._titles = _any_of(found.patterns), _any_of(found.titles)

    def may_say(self, response: str) -> bool:
        """Whether an action may say the response of that name."""
        return self._responses.fullmatch(response) is not None

    def may_be_title(self, response: str) -> bool:
        """Whether an action may put its words on a button."""
        return self._titles.fullmatch(response) is not None


def _any_of(patterns: Iterable[str]) -> "re.Pattern[str]":
    return re.compile("|".join(sorted(patterns)) or r"(?!)")


class _Quoted(ast.NodeVisitor):
    """Strings, and patterns of the names of responses."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.patterns: set[str] = set()
        self.titles: set[str] = set()

    def visit_Constant(self, node: ast.Constant) -> None:
        """A word, and perhaps a name."""
        if isinstance(node.value, str):
            self.words.add(node.value)
            if _NAME.fullmatch(node.value):
                self.patterns.add(_pattern(node.value))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Its literal parts are no words of their own."""
        parts = list(_parts(node))
        if parts and parts[0].startswith("utter_") and parts != ["utter_", _ANYTHING]:
            self.patterns.add("".join(parts))  # what may be any name says of none that it is said
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def visit_Call(self, node: ast.Call) -> None:
        """What is given to `title` may be a title."""
        if isinstance(node.func, ast.Name) and node.func.id == TITLE:
            given = _Quoted()
            for argument in node.args:
                given.visit(argument)
            self.titles |= given.patterns
        self.generic_visit(node)


def _parts(node: ast.JoinedStr) -> Iterator[str]:
    for part in node.values:
        yield re.escape(str(part.value)) if isinstance(part, ast.Constant) else _ANYTHING


def _pattern(name: str) -> str:
    """A name that ends in `_` waits for more: "utter_help_" + slot."""
    known = _ANYTHING.join(map(re.escape, _FILLED_IN.split(name)))
    return known + _ANYTHING if name.endswith("_") else known


def _tree(path: Path) -> ast.AST:
    """Nothing, where it is no Python: the action server says so when it starts."""
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError):
        return ast.Module([], [])
