"""Files that are no YAML, or hold nothing, or one name twice: they are mended before all else."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.checks.finding import Finding
from bot.talk_files import data_files

NEVER_EMPTY = ("config.yml", "domain.yml")


def unreadable(folder: Path) -> Iterator[Finding]:
    """Where config.yml, domain.yml and data/ cannot be read as they are meant."""
    for path in sources(folder):
        yield from _unreadable(path, path.relative_to(folder))


def sources(folder: Path) -> list[Path]:
    """The files that a bot is made of."""
    return [folder / "config.yml", folder / "domain.yml", *data_files(folder)]


def _unreadable(path: Path, name: Path) -> Iterator[Finding]:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        began = error.context_mark
        since = f" (in what begins in line {began.line + 1})" if began else ""
        yield Finding(f"{name}{place}: {error.problem}{since}. Look at the indentation.")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        yield Finding(f"{name}, line {line}: this is not UTF-8. Save the file as UTF-8.")
    except (yaml.YAMLError, OSError) as error:
        yield Finding(f"{name} cannot be read: {error}")
    else:
        if node is None and path.name in NEVER_EMPTY:
            yield Finding(f"{name} is empty. Was it saved half-way?")
        yield from _twice(node, name)


def _twice(node: yaml.Node | None, file: Path) -> Iterator[Finding]:
    """Of two values under one name YAML takes the last, without a word."""
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _twice(each, file)
    if not isinstance(node, yaml.MappingNode):
        return
    lines: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if isinstance(key, yaml.ScalarNode) and lines.setdefault(key.value, line) != line:
            yield Finding(
                f"{file}, line {line}: {key.value} stands here and in line {lines[key.value]}. Keep one; two "
                "wordings of a response are two `- text` under one name."
            )
        yield from _twice(value, file)
