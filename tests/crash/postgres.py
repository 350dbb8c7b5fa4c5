"""A PostgreSQL of our own, which may be killed at any moment: nobody else's data is in it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from typing_extensions import Self

from tests.journeys.service import free_port

USER = "postgres"
"""It refuses to run as root, so that root runs it as this user."""
INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
"""Debian keeps its programs out of the PATH."""


def programs() -> Path | None:
    """Where initdb and pg_ctl are; None where there is no PostgreSQL."""
    if INSTALLED:
        return INSTALLED[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class PrivatePostgres:
    """`with PrivatePostgres() as postgres`: a fresh cluster on a free port, gone afterwards."""

    def __init__(self) -> None:
        found = programs()
        assert found, "PostgreSQL is not installed."
        self._programs = found
        self._port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="frontdesk-postgres-"))
        self._as: Mapping[str, Any] = {}
        if os.getuid() == 0:
            shutil.chown(self._folder, USER, USER)
            self._as = {"user": USER, "group": USER, "extra_groups": []}

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://{USER}@127.0.0.1:{self._port}/{database}"

    def __enter__(self) -> Self:
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync")
        self._start()
        return self

    def _start(self) -> None:
        # Commits reach the disk: what it says is stored has to be there after a kill.
        options = f"-p {self._port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=on"
        self._run("pg_ctl", "start", "-w", "-D", self._data, "-o", options, "-l", f"{self._folder}/log")

    def __exit__(self, *failure: object) -> None:
        self._run("pg_ctl", "stop", "-m", "immediate", "-D", self._data)
        shutil.rmtree(self._folder)

    def make(self, database: str) -> str:
        """A new database; its address."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self._port), "-U", USER, database)
        return self.url(database)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody reaches it meanwhile."""
        self._run("pg_ctl", "stop", "-m", "immediate", "-D", self._data)
        try:
            yield
        finally:
            self._start()

    def restart(self) -> None:
        """Kill every process of it in the middle of its work; it comes back from its own log."""
        self._run("pg_ctl", "restart", "-w", "-m", "immediate", "-D", self._data, "-l", f"{self._folder}/log")

    @property
    def pid(self) -> int:
        """Its first process, the parent of all others."""
        return int(Path(self._data, "postmaster.pid").read_text().split("\n")[0])

    @property
    def _data(self) -> str:
        return f"{self._folder}/data"

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [self._programs / program, *words],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
            **self._as,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"
