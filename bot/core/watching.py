"""Notices that a time has passed."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.desk_rules import Rules
from bot.core.handoff import expire
from bot.core.lane import Lane
from bot.core.ports import Clock, Store


@dataclass(frozen=True)
class Watcher:
    """Does what is due in a conversation, and says when to look again."""

    store: Store
    rules: Rules
    clock: Clock

    async def watch(self, lane: Lane) -> datetime | None:
        """Let an unclaimed handoff expire; when to look again."""
        case = await self.store.change(lane.conversation_id, expire(self.clock(), self.rules), lane)
        return case.handoff.expires_at if case.handoff else None
