"""Bring the database to the newest schema; safe when several processes start at once."""

import time
from pathlib import Path

import sqlalchemy as sa
import structlog
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, Engine

from bot.store.engine import writing

LOCK = 7_064_451_812
"""Any number; the advisory lock that keeps two migrations apart on PostgreSQL."""
AGAIN = 1.0
"""Seconds until a database that is away is tried again."""

log = structlog.get_logger(__name__)


def migrate(engine: Engine, patience: float = 0.0) -> None:
    """Run what has not been run yet. A database that is away is waited for, `patience` seconds."""
    give_up = time.monotonic() + patience
    while True:
        try:
            with writing(engine) as connection:
                _alone(connection)
                command.upgrade(configuration(connection), "head")
                return
        except sa.exc.OperationalError:
            if time.monotonic() > give_up:
                raise
            log.warning("journal_unreachable")
        time.sleep(AGAIN)


def configuration(connection: Connection) -> Config:
    """Alembic's settings; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _alone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
