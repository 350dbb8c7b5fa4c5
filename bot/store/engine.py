"""One SQL code path for SQLite and PostgreSQL: connections, transactions, and threads to wait in."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
import sqlalchemy.exc
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import QueuePool

from bot.core.errors import TryAgain

T = TypeVar("T")

BUSY = 10.0
"""Seconds that SQLite waits for another process's transaction."""
THREADS = 8
"""Transactions at once on PostgreSQL; SQLite has one writer, so one thread writes there."""


def create_engine(url: str) -> Engine:
    """An engine for a SQLite or PostgreSQL URL; the driver is chosen here."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.get_backend_name() in ("postgresql", "postgres"):
        return sa.create_engine(
            parsed.set(drivername="postgresql+psycopg2"),
            future=True,
            hide_parameters=True,
            pool_size=THREADS,
            pool_pre_ping=True,
        )
    raise ValueError(f"{parsed.get_backend_name()} is no database Frontdesk knows: sqlite or postgresql.")


def _sqlite(url: Any) -> Engine:
    """Connections are kept: each that is opened, and the last that is closed, costs more than a commit."""
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        future=True,
        hide_parameters=True,
        poolclass=QueuePool,
        connect_args={"timeout": BUSY, "check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    """WAL lets readers go on while one writes; FULL makes a commit survive a power cut."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """A writer takes the lock at once: a lock taken half-way can fail, and waits for nobody."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Transactions:
    """Runs functions of a connection, each in a transaction of its own, off the event loop."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        alone = engine.dialect.name == "sqlite"
        self._writers = ThreadPoolExecutor(1 if alone else THREADS, "journal-write")
        self._readers = ThreadPoolExecutor(2, "journal-read") if alone else self._writers
        self._writing = engine.execution_options(writes=True)
        # Whoever writes waits here and not at the threads, so that what must not wait finds one soon.
        self._room = asyncio.Semaphore(1 if alone else THREADS - 1)

    async def write(self, work: Callable[..., T], *arguments: Any) -> T:
        """The result of `work(connection, *arguments)`, committed. Raises TryAgain."""
        async with self._room:
            return await self.write_first(work, *arguments)

    async def write_first(self, work: Callable[..., T], *arguments: Any) -> T:
        """As `write`, but before everybody who waits to write."""
        return await self._run(self._writers, self._writing, work, arguments)

    async def read(self, work: Callable[..., T], *arguments: Any) -> T:
        """The result of `work(connection, *arguments)`, which changes nothing."""
        return await self._run(self._readers, self.engine, work, arguments)

    async def _run(
        self, threads: ThreadPoolExecutor, engine: Engine, work: Callable[..., T], arguments: Any
    ) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, _once, engine, work, arguments)

    def close(self) -> None:
        """Wait for what is running, then let every connection go."""
        self._writers.shutdown()
        self._readers.shutdown()
        self.engine.dispose()


def _once(engine: Engine, work: Callable[..., T], arguments: Any) -> T:
    try:
        with engine.begin() as connection:
            return work(connection, *arguments)
    except (sqlalchemy.exc.OperationalError, sqlalchemy.exc.InterfaceError) as error:
        raise TryAgain("The journal cannot be reached or written.") from error
