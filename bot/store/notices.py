"""What a transaction means for whoever waits, in this process and in the others on the same PostgreSQL.

https://www.postgresql.org/docs/current/sql-notify.html
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection, Engine

log = structlog.get_logger(__name__)

WOKE, CHANGED = "woke", "changed"
"""Lanes were made due; something that a page shows has changed."""
AGAIN = 1.0
"""Seconds until a lost connection is tried again; workers look for themselves as often meanwhile."""

Heard = Callable[[str], None]
"""Is given WOKE or CHANGED."""

_NOTED = "notices"
TELL = sa.text("SELECT pg_notify('frontdesk', :notice)")


def note(connection: Connection, notice: str) -> None:
    """Something happens in this transaction that somebody waits for."""
    connection.info.setdefault(_NOTED, set()).add(notice)


def forget(connection: Connection) -> None:
    """Nothing has happened yet: a connection is used again after a rollback."""
    connection.info.pop(_NOTED, None)


def tell(connection: Connection, process: str) -> set[str]:
    """What was noted; on PostgreSQL the other processes hear of it when this transaction commits."""
    noted: set[str] = connection.info.pop(_NOTED, set())
    if connection.dialect.name == "postgresql":
        for notice in sorted(noted):
            connection.execute(TELL, {"notice": f"{notice} {process}"})
    return noted


@contextlib.asynccontextmanager
async def listening(engine: Engine, process: str, heard: Heard) -> AsyncIterator[None]:
    """Hear what every process but this one tells, as long as this lasts; on SQLite nothing."""
    if engine.dialect.name != "postgresql":
        yield
        return
    task = asyncio.create_task(_listen(engine, process, heard))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _listen(engine: Engine, process: str, heard: Heard) -> None:
    while True:
        try:
            connection = await asyncio.to_thread(_connected, engine)
        except sa.exc.OperationalError:
            log.warning("cannot_listen")
            await asyncio.sleep(AGAIN)
            continue
        heard(WOKE)  # what was told before we listened
        heard(CHANGED)
        try:
            await _hear(connection, process, heard)
        finally:
            connection.close()


def _connected(engine: Engine) -> Any:
    """A connection outside the pool, which the server sends notices to."""
    fairy = engine.raw_connection()
    fairy.detach()
    connection = fairy.dbapi_connection
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("LISTEN frontdesk")
    return connection


async def _hear(connection: Any, process: str, heard: Heard) -> None:
    """Pass on each notice; return when the connection is lost."""
    loop, readable = asyncio.get_running_loop(), asyncio.Event()
    descriptor = connection.fileno()
    loop.add_reader(descriptor, readable.set)
    try:
        while True:
            await readable.wait()
            readable.clear()
            connection.poll()
            told = {notify.payload for notify in connection.notifies}
            connection.notifies.clear()
            for notice, _, teller in (payload.partition(" ") for payload in told):
                if teller != process:
                    heard(notice)
    except connection.Error:
        log.warning("listening_broke_off")
    finally:
        loop.remove_reader(descriptor)
