"""The tables of Rasa's conversations, and how their database is opened."""

from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

metadata = MetaData()

SESSION_STARTED = text("type_name = 'session_started'")
"""Spelled out, as the partial index has it: a bound value would keep the database from using that."""

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sender_id", String(500), nullable=False),
    Column("type_name", String(255), nullable=False),
    Column("timestamp", Float),
    Column("intent_name", String(255)),
    Column("action_name", String(255)),
    Column("turn", Text),
    Column("data", Text, nullable=False),
)
"""Rasa's own columns, and `turn`: the message id of the turn in which the customer or the bot said it."""

Index("events_in_order", events.c.sender_id, events.c.id)
Index(
    "events_session_starts",
    events.c.sender_id,
    events.c.id,
    sqlite_where=SESSION_STARTED,
    postgresql_where=SESSION_STARTED,
)
Index(
    "events_of_turn",
    events.c.sender_id,
    events.c.turn,
    sqlite_where=events.c.turn.is_not(None),
    postgresql_where=events.c.turn.is_not(None),
)
Index(
    "events_one_turn_a_message",
    events.c.sender_id,
    events.c.turn,
    unique=True,
    sqlite_where=text("type_name = 'user'"),
    postgresql_where=text("type_name = 'user'"),
)

preludes = Table(
    "preludes",
    metadata,
    Column("sender_id", String(500), primary_key=True),
    Column("before", Integer, nullable=False),
    Column("data", Text, nullable=False),
)
"""For a long session: events that stand for all those before the event `before`."""


def tracker_engine(url: str) -> Engine:
    """An engine for the one thread in which Rasa thinks."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(_with_driver(parsed), future=True, hide_parameters=True, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        parsed, future=True, hide_parameters=True, poolclass=QueuePool, connect_args={"timeout": 5}
    )
    event.listen(engine, "connect", _tune)
    return engine


def _with_driver(url: URL) -> URL:
    """Stated, since which driver a bare `postgresql://` means changes with SQLAlchemy."""
    is_bare = url.drivername in ("postgresql", "postgres")
    return url.set(drivername="postgresql+psycopg2") if is_bare else url


def _tune(connection: Any, _record: Any) -> None:
    """WAL, and no waiting for the disk at each commit.

    What was committed survives the death of any process. A power cut may take the last turns out of Rasa's
    memory of a conversation; what was said, and whether it was answered, stands in frontdesk's journal.
    """
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint=4000")


def make_tables(engine: Engine) -> None:
    """Make the tables where they are missing; several processes may start at once."""
    try:
        metadata.create_all(engine)
    except SQLAlchemyError:
        metadata.create_all(engine)  # another process was faster; if that was not it, this says what it was
