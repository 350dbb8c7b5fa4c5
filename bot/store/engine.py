"""One SQL code path for SQLite and PostgreSQL: connections, and how a transaction begins."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import QueuePool

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
        pool_reset_on_return=None,
        connect_args={"timeout": BUSY, "check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    """WAL lets readers go on while one writes; FULL makes a commit survive a power cut."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000"):
        connection.execute(f"PRAGMA {pragma}").close()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction; on SQLite it takes the lock at once: one taken half-way may fail, and does not wait."""
    with engine.begin() as connection:
        _begin(connection, "BEGIN IMMEDIATE")
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that changes nothing; on SQLite it waits for no writer."""
    with engine.begin() as connection:
        _begin(connection, "BEGIN")
        yield connection


def _begin(connection: Connection, words: str) -> None:
    """By hand and not at SQLAlchemy's event, which would cost something at each statement."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(words)
