"""Programs of this Python that begin at once: they start where what is slow to import is imported already."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from typing_extensions import Self

from bot.model import QUIET

KILLED = "The program was killed; perhaps there is too little memory."


class WarmPython:
    """Runs programs as `bot.model.python` does, a few seconds sooner: `with WarmPython(folder, […]) as run`.

    Each is a fork of one process (`bot.forks`) that has imported these modules. One program runs at a time.
    """

    def __init__(self, folder: Path, imports: Sequence[str]) -> None:
        """`imports`: modules that every program finds; those that cannot be imported are passed over."""
        self._folder = folder
        self._imports = imports
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._process = self._started()
        return self

    def __exit__(self, *failure: object) -> None:
        self.cool_down()

    def __call__(self, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
        """What the program of `-m module …` says, in the project's folder."""
        with self._one_at_a_time, tempfile.TemporaryDirectory() as place:
            said = Path(place) / "said"
            code = self._asked(folder, words, said)
            if code is None:
                self.cool_down()
                return subprocess.CompletedProcess(words, 1, KILLED)
            return subprocess.CompletedProcess(words, code, said.read_text("utf-8", "replace"))

    def cool_down(self) -> None:
        """End the process, and what runs in it; the next program begins another."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close() if pipe else None

    def _asked(self, folder: Path, words: Sequence[str], said: Path) -> int | None:
        """The program's exit code; None where there is nobody who could say it."""
        self._process = self._process or self._started()
        asked, answers = self._process.stdin, self._process.stdout
        assert asked, "it is a pipe"
        assert answers, "it is a pipe"
        try:
            asked.write(json.dumps([str(folder), list(words), str(said)]) + "\n")
            asked.flush()
            answer = answers.readline()
        except (OSError, ValueError):  # closed, or closed by us
            return None
        return int(answer) if answer else None

    def _started(self) -> "subprocess.Popen[str]":
        """In a session of its own: a Ctrl-C is for whoever started it."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot.forks", *self._imports],
            cwd=self._folder,
            env={**os.environ, **QUIET, "PYTHONPATH": str(self._folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
