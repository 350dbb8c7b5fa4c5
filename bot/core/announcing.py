"""Customers read who is there before they read what that person writes."""

from datetime import datetime, timedelta

from bot.core.ports import Store

PATIENCE = timedelta(seconds=3)
"""How long an agent's words wait for the bot to announce the agent."""
LOOK_AGAIN = timedelta(milliseconds=50)


def is_under_way(since: float, now: float) -> bool:
    """Whether the brain was told so lately that its words may still come first; never before it was told."""
    return 0.0 <= now - since < PATIENCE.total_seconds()


async def to_be_announced(store: Store, conversation_id: str, now: datetime) -> bool:
    """Whether the brain is just being told what happened, so that its words should go first."""
    since = await store.signalled_since(conversation_id)
    return since is not None and is_under_way(since.timestamp(), now.timestamp())
