"""Files that are no YAML: nothing else can be said before they are."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.checks.finding import Finding
from bot.talk_files import data_files


def unreadable(folder: Path) -> Iterator[Finding]:
    """Where config.yml, domain.yml and data/ cannot be read."""
    for path in sources(folder):
        yield from _unreadable(path, path.relative_to(folder))


def sources(folder: Path) -> list[Path]:
    """The files that a bot is made of."""
    return [folder / "config.yml", folder / "domain.yml", *data_files(folder)]


def _unreadable(path: Path, name: Path) -> Iterator[Finding]:
    try:
        yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        began = error.context_mark
        since = f" (in what begins in line {began.line + 1})" if began else ""
        yield Finding(f"{name}{place}: {error.problem}{since}. Look at the indentation.")
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        yield Finding(f"{name} cannot be read: {error}")
