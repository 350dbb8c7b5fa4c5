"""Bring the database to the newest schema; safe when several processes start at once."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, Engine

from bot.store.engine import writing

LOCK = 7_064_451_812
"""Any number; the advisory lock that keeps two migrations apart on PostgreSQL."""


def migrate(engine: Engine) -> None:
    """Run what has not been run yet."""
    with writing(engine) as connection:
        _alone(connection)
        command.upgrade(configuration(connection), "head")


def configuration(connection: Connection) -> Config:
    """Alembic's settings; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _alone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
