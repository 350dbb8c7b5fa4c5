"""Connections to the shop's database, with limits that fit a customer's patience."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import structlog
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from actions.shop.port import PATIENCE, ShopConflict, ShopDown, ShopError, ShopNonsense, ShopSlow

LOCK_SECONDS = 2.0
"""How long SQLite waits for another's lock; shorter than the patience, so that locked is told from slow."""
QUERY_SECONDS = PATIENCE
"""How long one query may take on PostgreSQL."""
ANSWERS: dict[str, type[ShopError]] = {
    "57014": ShopSlow,
    "55P03": ShopSlow,
    "40001": ShopConflict,
    "40P01": ShopConflict,
    "23505": ShopConflict,
}
"""query_canceled, lock_not_available, serialization_failure, deadlock_detected, unique_violation:
https://www.postgresql.org/docs/current/errcodes-appendix.html"""
UNKNOWN = ("42P01", "42703", "3F000")
"""undefined_table, undefined_column, invalid_schema_name."""
NOT_READY = "The database holds no shop, or one of an older release: run `frontdesk shop migrate`."

log = structlog.get_logger(__name__)


def shop_engine(url: str) -> Engine:
    """An engine that never makes a database, never waits long, and keeps words out of its errors."""
    parsed = database(url)
    if parsed.get_backend_name() == "sqlite":
        return create_engine(
            "sqlite://",
            creator=lambda: _existing(parsed),
            poolclass=NullPool,
            future=True,
            hide_parameters=True,
        )
    return create_engine(
        parsed,
        future=True,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=limits(parsed, QUERY_SECONDS),
    )


def database(url: str) -> URL:
    """The URL with its driver stated: which one a bare `postgresql://` means changes with SQLAlchemy."""
    parsed = make_url(url)
    is_bare = parsed.drivername in ("postgresql", "postgres")
    return parsed.set(drivername="postgresql+psycopg2") if is_bare else parsed


def _existing(url: URL) -> sqlite3.Connection:
    """A connection to a file that must be there; by itself SQLite would make an empty one."""
    path = quote(str(Path(url.database or "").absolute()))
    return sqlite3.connect(
        f"file:{path}?mode=rw", uri=True, timeout=LOCK_SECONDS, check_same_thread=False, isolation_level=None
    )


def limits(url: URL, seconds: float) -> dict[str, Any]:
    """PostgreSQL's own limits for a query and a lock, beside the options that the URL states."""
    if url.get_backend_name() != "postgresql":
        return {}
    limit = round(seconds * 1000)
    stated = url.query.get("options", "")
    options = f"{stated} -c statement_timeout={limit} -c lock_timeout={limit}".strip()
    return {"connect_timeout": round(LOCK_SECONDS), "options": options}


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One moment of the shop, however many questions. Raises ShopDown, ShopSlow, ShopNonsense."""
    with _told_as_shops(), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            _begin(connection, "BEGIN")
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction; on SQLite it takes the lock at once: half-way it may fail. Raises ShopConflict too."""
    with _told_as_shops(), engine.begin() as connection:
        _begin(connection, "BEGIN IMMEDIATE")
        yield connection


def _begin(connection: Connection, words: str) -> None:
    """By hand: Python's driver would begin before the first change only."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(words)


@contextmanager
def _told_as_shops() -> Iterator[None]:
    """What the database and its driver raise, as the errors of the port."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _as_shops(error) from error
    except sqlite3.Error as error:
        raise ShopDown from error
    except (ValueError, TypeError) as error:
        raise ShopNonsense from error


def _as_shops(error: SQLAlchemyError) -> ShopError:
    cause = getattr(error, "orig", None)
    code = getattr(cause, "pgcode", "") or ""
    if code in UNKNOWN or str(cause).startswith(("no such table", "no such column")):
        log.error("shop_not_ready", run="frontdesk shop migrate")
        return ShopDown(NOT_READY)
    return ANSWERS.get(code, ShopDown)()
