"""The journal, opened for one command."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone
from typing import TypeVar

from bot.settings import Settings
from bot.store.engine import create_engine
from bot.store.journal import SqlStore
from bot.store.migrate import migrate

T = TypeVar("T")


def now() -> datetime:
    """Now, UTC."""
    return datetime.now(timezone.utc)


def with_store(work: Callable[[SqlStore], Awaitable[T]]) -> T:
    """The result of work on the journal, brought up to date first."""
    settings = Settings.from_env()
    engine = create_engine(settings.database_url)
    migrate(engine)

    async def working() -> T:
        store = SqlStore(engine, now, desk=settings.slack is not None)
        try:
            return await work(store)
        finally:
            store.close()

    return asyncio.run(working())
