"""Tells whoever watches the terminal that a program ended and is started again, as supervisor logs it."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

LOOK_AGAIN = 0.5
"""Seconds between looks at the log."""
ENDED = re.compile(r" exited: (?P<name>\S+) \((?P<how>.+?)(?:; not expected)?\)$")


class Restarts:
    """Follows supervisor's log from where it ends now, until told to stop."""

    def __init__(self, log: Path, screen: TextIO) -> None:
        self._log = log
        self._read = log.stat().st_size if log.exists() else 0
        self._screen = screen
        self._over = threading.Event()
        self._following = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> "Restarts":
        self._following.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._following.join()

    def _follow(self) -> None:
        while not self._over.wait(LOOK_AGAIN):
            for line in self._new_lines():
                if ended := ENDED.search(line):
                    self._screen.write(told(ended["name"], ended["how"]) + "\n")
                    self._screen.flush()

    def _new_lines(self) -> Iterator[str]:
        """Whole lines since the last look; a log that has become shorter was begun anew."""
        try:
            with self._log.open("rb") as log:
                size = log.seek(0, 2)
                log.seek(self._read if size >= self._read else 0)
                new = log.read().rpartition(b"\n")
                self._read = log.tell() - len(new[2])
        except OSError:
            return
        yield from new[0].decode("utf-8", "replace").splitlines()


def told(name: str, how: str) -> str:
    """One line: what happened, and where to read why."""
    return f"{name} ended ({how}) and is started again; what it said is in var/log/{name}.log"
