"""Every schema that was ever released comes forward, with what is in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from bot.store.engine import create_engine, writing
from bot.store.migrate import configuration, migrate
from bot.store.tables import metadata
from tests.contracts.test_store import drop, postgres_database

VERSIONS = Path(__file__).parents[3] / "bot" / "store" / "migrations"
REVISIONS = [found.revision for found in ScriptDirectory(str(VERSIONS)).walk_revisions()]
CUSTOMER = sa.text(
    "INSERT INTO conversations (conversation_id, channel, address, customer_name, holder, epoch, agent_name,"
    " facts, created_at, told_to_wait, revision, next_position, touched_at)"
    " VALUES ('web:1', 'web', '{}', 'Anna', 'bot', 0, '', '{}', 0, false, 0, 1, 0)"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    on_postgres = request.param == "postgresql"
    url = postgres_database() if on_postgres else f"sqlite:///{tmp_path}/journal.db"
    found = create_engine(url)
    yield found
    found.dispose()
    if on_postgres:
        drop(url)


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_released_schema_comes_forward(engine: Engine, revision: str) -> None:
    with writing(engine) as connection:
        command.upgrade(configuration(connection), revision)
        connection.execute(CUSTOMER)
    migrate(engine)
    with engine.begin() as connection:
        assert connection.execute(sa.text("SELECT customer_name FROM conversations")).scalars().all() == [
            "Anna"
        ]
        assert not compare_metadata(MigrationContext.configure(connection), metadata)
