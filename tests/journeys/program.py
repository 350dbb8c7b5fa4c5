"""A program that runs on while a test goes on: what it prints is read, and lines are typed into it."""

import os
import pty
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from typing_extensions import Self

PATIENCE = 60.0
LOOK_AGAIN = 0.05


class Program:
    """`with Program(command, folder, environment) as program`; it is ended as Ctrl-C does."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self._command, self._folder, self._environment = command, folder, environment
        self._printed = bytearray()
        self._read_up_to = 0
        self._terminal = False

    def in_a_terminal(self) -> Self:
        """As a person starts it, who sees a prompt."""
        self._terminal = True
        return self

    def __enter__(self) -> Self:
        self._into, inner = pty.openpty() if self._terminal else os.pipe()[::-1]
        self._out, outer = (os.dup(self._into), inner) if self._terminal else os.pipe()
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env={**self._environment, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
            stdin=inner,
            stdout=outer,
            stderr=subprocess.STDOUT,
        )
        for end in {inner, outer}:
            os.close(end)
        threading.Thread(target=self._read, daemon=True).start()
        return self

    def __exit__(self, *failure: object) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(PATIENCE)
        for end in (self._into, self._out):
            os.close(end)

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._out, 65536)
            except OSError:  # a terminal whose program has ended
                return
            if not piece:
                return
            self._printed += piece

    @property
    def printed(self) -> str:
        """All of it so far."""
        return self._printed.decode("utf-8", "replace")

    def types(self, line: str) -> None:
        """A line, and Enter."""
        enter = "\r" if self._terminal else "\n"
        os.write(self._into, f"{line}{enter}".encode())

    def sees(self, words: str, within: float = PATIENCE) -> str:
        """Wait until it has printed this after what was seen last; what it printed up to there."""
        deadline = time.monotonic() + within
        while (found := self.printed.find(words, self._read_up_to)) < 0:
            gone = self._process.poll() is not None
            if gone or time.monotonic() > deadline:
                raise AssertionError(f"It never said “{words}”. It said:\n{self.printed}")
            time.sleep(LOOK_AGAIN)
        begun, self._read_up_to = self._read_up_to, found + len(words)
        return self.printed[begun : self._read_up_to]

    def ends(self, within: float = PATIENCE) -> int:
        """Its exit code, once it has ended."""
        return self._process.wait(within)
