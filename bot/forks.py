"""`python -m bot.forks module …`: imports these modules, then becomes the programs that it is told to run.

It reads lines of JSON, `[folder, ["-m", module, argument, …], file]`, forks for each, and answers with a line
that says the fork's exit code. What the program writes goes into the file.
"""

import contextlib
import importlib
import json
import os
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path


def main(imports: Sequence[str]) -> None:
    """Until nobody asks any more; in a fork, until its program ends."""
    answers = os.fdopen(os.dup(1), "w")
    _write_to(Path(os.devnull))
    for name in imports:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    while line := sys.stdin.readline():
        folder, words, said = json.loads(line)
        program = os.fork()
        if not program:
            _become(Path(folder), words, Path(said))
            return
        _, status = os.waitpid(program, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
        answers.flush()


def _become(folder: Path, words: Sequence[str], said: Path) -> None:
    """The program that the words name, as if Python had been started with them."""
    _write_to(said)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(folder)
    _, module, *arguments = words
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _write_to(path: Path) -> None:
    """What this process says from now on goes there."""
    target = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(target, 1)
    os.dup2(target, 2)


if __name__ == "__main__":
    main(sys.argv[1:])
