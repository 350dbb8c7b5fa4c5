"""Connections to the shop's database, with limits that fit a customer's patience."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from actions.shop.port import ShopDown, ShopNonsense, ShopSlow

LOCK_SECONDS = 2.0
"""How long SQLite waits for another's lock; shorter than the patience, so that locked is told from slow."""
QUERY_SECONDS = 5.0
"""How long one query may take on PostgreSQL."""
OUT_OF_TIME = ("57014", "55P03")
"""query_canceled, lock_not_available: https://www.postgresql.org/docs/current/errcodes-appendix.html"""


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
        parsed, future=True, pool_pre_ping=True, hide_parameters=True, connect_args=_limits(parsed)
    )


def database(url: str) -> URL:
    """The URL with its driver stated: which one a bare `postgresql://` means changes with SQLAlchemy."""
    parsed = make_url(url)
    is_bare = parsed.drivername in ("postgresql", "postgres")
    return parsed.set(drivername="postgresql+psycopg2") if is_bare else parsed


def _existing(url: URL) -> sqlite3.Connection:
    """A connection to a file that must be there; by itself SQLite would make an empty one."""
    path = quote(str(Path(url.database or "").absolute()))
    return sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=LOCK_SECONDS, check_same_thread=False)


def _limits(url: URL) -> dict[str, Any]:
    """PostgreSQL's own limits, beside the options that the URL states."""
    if url.get_backend_name() != "postgresql":
        return {}
    limit = round(QUERY_SECONDS * 1000)
    stated = url.query.get("options", "")
    options = f"{stated} -c statement_timeout={limit} -c lock_timeout={limit}".strip()
    return {"connect_timeout": round(LOCK_SECONDS), "options": options}


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for one question. Raises ShopDown, ShopSlow, ShopNonsense."""
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        if getattr(getattr(error, "orig", None), "pgcode", "") in OUT_OF_TIME:
            raise ShopSlow from error
        raise ShopDown from error
    except sqlite3.Error as error:
        raise ShopDown from error
    except (ValueError, TypeError) as error:
        raise ShopNonsense from error
