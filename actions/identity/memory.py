"""The database in which the actions remember misses and codes; made where it is not there."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool, QueuePool

from actions.identity.tables import metadata
from actions.shop.engine import LOCK_SECONDS, database, limits

IN_PROCESS = "sqlite://"
"""A memory that ends with the process."""
LOCK = 7_064_451_814
"""Any number; the advisory lock that keeps two transactions apart on PostgreSQL."""
QUERY_SECONDS = 2.0


class MemoryDown(Exception):
    """The database cannot be reached or used, now."""


class Memory:
    """SQLite or PostgreSQL; connects when first used."""

    def __init__(self, url: str) -> None:
        self._url = database(url)
        self._engine = _engine(self._url)
        self._is_made = False

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A transaction beside which no other runs: who counts and then writes, counts right.

        Raises MemoryDown, within seconds.
        """
        try:
            _make_folder(self._url)
            with self._engine.begin() as connection:
                _lock(connection)
                if not self._is_made:
                    metadata.create_all(connection)
                yield connection
            self._is_made = True
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            self._is_made = False  # perhaps somebody has taken the file away
            raise MemoryDown from error


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        patience = limits(url, QUERY_SECONDS)
        return sa.create_engine(
            url, future=True, pool_pre_ping=True, hide_parameters=True, connect_args=patience
        )
    one = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
    pool = {"poolclass": NullPool} if url.database else one
    patience = {"timeout": LOCK_SECONDS, "check_same_thread": False}
    engine = sa.create_engine(url, future=True, hide_parameters=True, connect_args=patience, **pool)
    sa.event.listen(engine, "connect", _begin_by_hand)
    return engine


def _make_folder(url: URL) -> None:
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _begin_by_hand(connection: sqlite3.Connection, _record: object) -> None:
    """Python's driver would begin before the first change only."""
    connection.isolation_level = None


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
