"""Notices that a time has passed: a customer has waited too long, a snooze is over."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.case import Case, Change, HandoffState, Move
from bot.core.desk_rules import Rules
from bot.core.handoff import expire
from bot.core.holding import wake
from bot.core.lane import Lane
from bot.core.ports import Clock, Store


@dataclass(frozen=True)
class Watcher:
    """Does what is due in a conversation, and says when to look again."""

    store: Store
    rules: Rules
    clock: Clock

    async def watch(self, lane: Lane) -> datetime | None:
        """Let an unclaimed handoff expire, a snoozed one wake; when to look again."""
        case = await self.store.change(lane.conversation_id, due(self.clock(), self.rules), lane)
        return case.handoff.due_at if case.handoff else None


def due(now: datetime, rules: Rules) -> Move:
    """What the clock alone makes of a case."""

    def move(case: Case) -> Change:
        is_snoozed = case.handoff and case.handoff.state is HandoffState.SNOOZED
        return (wake(now) if is_snoozed else expire(now, rules))(case)

    return move
