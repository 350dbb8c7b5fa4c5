"""Telegram without a public address: updates are asked for, one call after the other.

https://core.telegram.org/bots/api#getting-updates
"""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any, Protocol

import structlog

from bot.core.arrival import Arrival, DeskAct
from bot.core.errors import FrontdeskError, TryAgain
from channels.events import whole

log = structlog.get_logger(__name__)

LONG = 10
"""Seconds that Telegram waits for an update before it answers that there is none."""
AT_LEAST = 1.0
"""Seconds from one call that brought nothing to the next, should Telegram not wait."""
AFTER_TROUBLE, LONGEST_REST = 1.0, 60.0
"""Seconds: after the first failure, twice as long after each, and at most."""


class Bot(Protocol):
    """The connector, as polling needs it."""

    async def updates(self, offset: int, wait: int) -> Sequence[Any]:
        """What has come since. Raises TryAgain, Undeliverable."""

    def parse(self, event: Any) -> Sequence[Arrival]:
        """One arrival for one update."""

    async def acknowledge(self, event: Any) -> None:
        """Make the call that a press waits for. Raises TryAgain, Undeliverable."""


class Journal(Protocol):
    """The store, as polling needs it."""

    async def receive(self, arrivals: Sequence[Arrival | DeskAct]) -> None:
        """Store each once, durably. Raises TryAgain when it cannot."""


async def poll(bot: Bot, journal: Journal) -> None:
    """Until cancelled. What is stored is confirmed with the next call; what is not, Telegram sends again."""
    offset, rest, news = 0, AFTER_TROUBLE, True
    while True:
        try:
            updates, _ = await asyncio.gather(
                bot.updates(offset, LONG), asyncio.sleep(0 if news else AT_LEAST)
            )
            news = bool(updates)
            if updates:
                await journal.receive([arrival for update in updates for arrival in bot.parse(update)])
                offset = max(offset, *(_number(update) + 1 for update in updates))
            rest = AFTER_TROUBLE
        except FrontdeskError as problem:
            if rest == AFTER_TROUBLE:
                log.warning("telegram_not_polled", reason=str(problem))
            wanted = problem.after if isinstance(problem, TryAgain) else None
            await asyncio.sleep(max(rest, wanted or 0.0))
            rest = min(2 * rest, LONGEST_REST)
            continue
        for update in updates:
            with contextlib.suppress(FrontdeskError):
                await bot.acknowledge(update)


def _number(update: Any) -> int:
    return whole(update.get("update_id")) if isinstance(update, dict) else 0
