"""Lets the brain tell a customer what has happened to an order, if it still holds."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.case import Case, Change, Move, Withdrawn
from bot.core.entry import Author, Entry, Kind
from bot.core.lane import Lane
from bot.core.patience import brain_is_back
from bot.core.ports import Channel, Store
from bot.core.said import lines
from bot.core.shop_event import ShopEvent, order_key
from bot.core.turn import Reply
from bot.core.updates import OVERTAKEN, Judge, not_told

WORDLESS = "the bot has no words for it"

Ask = Callable[[Case, Entry], Awaitable[Sequence[Reply]]]
"""Puts an entry to the brain. Raises TryAgain."""
Note = Callable[[Case, Move, Lane], Awaitable[Case]]
"""Writes down what the brain has said. Raises Erased."""


@dataclass(frozen=True)
class Teller:
    """Tells in one conversation, in its own lane."""

    store: Store
    judge: Judge
    ask: Ask
    note: Note

    async def tell(self, updates: Sequence[Entry], lane: Lane) -> datetime | None:
        """Tell each that may be told; when to look again at what has to wait. Raises TryAgain."""
        later = [until for entry in updates if (until := await self._tell(entry, lane))]
        return min(later, default=None)

    async def _tell(self, entry: Entry, lane: Lane) -> datetime | None:
        case = await self.store.case(lane.conversation_id)
        recorded = await self.store.shop_event(entry.key)
        if recorded is None:  # nobody knows any more what it was
            await self.store.change(lane.conversation_id, _settled(entry), lane)
            return None
        verdict = self.judge.verdict(recorded, case.conversation)
        if verdict.why_not:
            await self.store.change(
                lane.conversation_id, not_said(recorded.event, entry, verdict.why_not), lane
            )
        elif not verdict.until:
            replies = await self.ask(case, entry)
            channel = self.judge.channels[case.conversation.channel]
            move = said(recorded.event, case, entry, replies, channel)
            await self.note(case, move, lane)
        return verdict.until


def _settled(entry: Entry) -> Move:
    return lambda case: Change(case.conversation, case.handoff, settled=entry.ids)


def not_said(event: ShopEvent, entry: Entry, why_not: str) -> Move:
    """It does not hold any more, or nobody may be told; agents see why."""
    return lambda case: Change(
        case.conversation, case.handoff, (not_told(event, why_not),), settled=entry.ids
    )


def said(event: ShopEvent, begun: Case, entry: Entry, replies: Sequence[Reply], channel: Channel) -> Move:
    """What the brain says of it goes out, unless the conversation has changed hands; what is still owed of
    earlier news about the same order does not."""

    def move(case: Case) -> Change:
        too_late = case.conversation.epoch != begun.conversation.epoch
        spoken = [
            line
            for reply in replies
            for line in lines(reply, Author.BOT, channel.render, too_late)
            if line.kind is Kind.MESSAGE
        ]
        keyed = tuple(replace(line, key=f"{event.key}:{nth}") for nth, line in enumerate(spoken, 1))
        return Change(
            brain_is_back(case.conversation),
            case.handoff,
            keyed or (not_told(event, WORDLESS),),
            settled=entry.ids,
            withdrawn=Withdrawn(order_key(event.order_number), OVERTAKEN),
        )

    return move
