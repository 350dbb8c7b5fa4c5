"""What somebody saves in the files that the bot is made of and tried with."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

WATCHED = (
    "config.yml",
    "domain.yml",
    "data",
    "desk.yml",
    "policy.yml",
    "credentials.yml",
    "endpoints.yml",
    "tests/stories",
    "tests/understanding",
    "bot/nlu",
)
"""Below the project's folder."""
KINDS = (".yml", ".yaml", ".csv", ".py")
LOOK_AGAIN = 0.25
"""Seconds between two looks; some dozens of files, so that a look costs less than being told."""
CALM = 0.5
"""Seconds without a change after which a save is whole: editors write in steps, and several files at once."""

Sight = Mapping[Path, tuple[int, int, int]]
"""Of each file when it was written, its size and its inode."""


class Saves:
    """Notices what is saved, from the moment on in which it is made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known = self._look()

    def wait(self) -> Sequence[Path]:
        """The files that were written, made or deleted since the last time, once they are left alone."""
        changed: set[Path] = set()
        while not changed:
            before, self._known = self._known, self._calm()
            changed = {path for path, _ in before.items() ^ self._known.items()}
        return sorted(changed)

    def _calm(self) -> Sight:
        """The files after the next change, as they are when nothing has changed for a moment."""
        seen = self._known
        while (now := self._look()) == seen:
            time.sleep(LOOK_AGAIN)
        while now != seen:
            time.sleep(CALM)
            seen, now = now, self._look()
        return now

    def _look(self) -> Sight:
        """The files by their paths below the folder."""
        found = [self._folder / name for name in WATCHED]
        files = [path for place in found if place.is_dir() for path in place.rglob("*")]
        named = [path for path in (*found, *files) if path.suffix in KINDS]
        return {path.relative_to(self._folder): sign for path in named if (sign := _sign(path))}


def _sign(path: Path) -> tuple[int, int, int] | None:
    """None where it is gone a moment later."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
