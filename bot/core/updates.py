"""Who is told what the shop tells of an order, and when: one pure verdict, asked twice.

First when the event is decided (a lane for each of the shop's customers), then again just before the brain
says it (`bot.core.answer`, in the conversation's own lane), since an agent or a later event may have come.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.case import Case, Change, Move
from bot.core.consent import NOT_ALLOWED
from bot.core.conversation import Conversation, Holder
from bot.core.entry import Author, Content, Kind, NewEntry, State
from bot.core.lane import Lane
from bot.core.ports import Channel, Clock
from bot.core.shop_event import EventState, Recorded, ShopEvent
from bot.core.update_rules import Quiet

STALE_AFTER = timedelta(days=2)
"""From then on what has happened is no news."""

NOBODY = "no conversation in private whose customer has proven to be this one, and allows it"
OVERTAKEN = "something later has happened to the order"
STALE = "it happened more than two days ago"
HELD = "{name} has this conversation"
SWITCHED_OFF = "{channel} is switched off"
WORDLESS = "the bot has no words for it"


@dataclass(frozen=True)
class Verdict:
    """Whether a customer is told now."""

    why_not: str = ""
    """Why they never are, for agents."""
    until: datetime | None = None
    """They are told then, if it still holds."""

    @property
    def is_now(self) -> bool:
        """Whether nothing stands against it."""
        return not self.why_not and self.until is None


class Store(Protocol):
    """The journal, as updates need it."""

    async def undecided(self, lane: str) -> Sequence[Recorded]:
        """Events about orders of the customer of that lane of which nobody was told, oldest first."""

    async def allowing(self, customer_id: str) -> Case | None:
        """Of the conversations whose customer allows updates, the one where they wrote last."""

    async def decide(self, decided: Recorded, move: Move | None, lane: Lane) -> None:
        """Note what becomes of an event, once, and apply the move to its conversation in the same
        transaction. Raises LeaseLost."""


@dataclass(frozen=True)
class Judge:
    """Says whether something may be told."""

    channels: Mapping[str, Channel]
    quiet: Quiet
    clock: Clock

    def verdict(self, recorded: Recorded, conversation: Conversation) -> Verdict:
        """By what is known now; what holds for good goes before what passes."""
        now = self.clock()
        why_not = _why_not(recorded, conversation, now) or self._out_of_reach(conversation, now)
        return Verdict(why_not) if why_not else Verdict(until=self.quiet.ends(now))

    def _out_of_reach(self, conversation: Conversation, now: datetime) -> str:
        channel = self.channels.get(conversation.channel)
        if channel is None:
            return SWITCHED_OFF.format(channel=conversation.channel)
        window = channel.own_window(conversation)
        return window.why_not.rstrip(".") if window and window.is_shut(now) else ""


def _why_not(recorded: Recorded, conversation: Conversation, now: datetime) -> str:
    happened_at = recorded.event.occurred_at
    if not recorded.is_latest:
        return OVERTAKEN
    if happened_at is None or now - happened_at > STALE_AFTER:
        return STALE
    if not conversation.allows_updates or conversation.shop_customer != recorded.event.customer_id:
        return NOT_ALLOWED
    return HELD.format(name=conversation.agent_name) if conversation.holder is Holder.AGENT else ""


@dataclass(frozen=True)
class Updater:
    """Decides about each event of one of the shop's customers."""

    store: Store
    judge: Judge

    async def update(self, lane: Lane) -> datetime | None:
        """Pass on what may be told now; when to look again at what has to wait."""
        later = [
            until
            for recorded in await self.store.undecided(lane.conversation_id)
            if (until := await self._decide(recorded, lane))
        ]
        return min(later, default=None)

    async def _decide(self, recorded: Recorded, lane: Lane) -> datetime | None:
        case = await self.store.allowing(recorded.event.customer_id)
        if case is None:
            await self.store.decide(*_nobody(recorded), lane)
            return None
        verdict = self.judge.verdict(recorded, case.conversation)
        decided, move = _decided(recorded, verdict, case.conversation, self.judge.quiet)
        await self.store.decide(decided, move, lane)
        return verdict.until


def _nobody(recorded: Recorded) -> tuple[Recorded, Move | None]:
    """Where it was to wait, agents read that it waits no more."""
    reason = NOBODY if recorded.is_latest else OVERTAKEN
    left = replace(recorded, state=EventState.LEFT, reason=reason)
    return left, _adding(not_told(recorded.event, NOT_ALLOWED)) if recorded.conversation_id else None


def _decided(
    recorded: Recorded, verdict: Verdict, conversation: Conversation, quiet: Quiet
) -> tuple[Recorded, Move]:
    here = replace(recorded, conversation_id=conversation.id)
    if verdict.is_now:
        return replace(here, state=EventState.PASSED_ON), _adding(_told_to_brain(recorded.event))
    if verdict.until:
        return here, _adding(_waits(recorded.event, quiet.in_words(verdict.until)))
    left = replace(here, state=EventState.LEFT, reason=verdict.why_not)
    return left, _adding(not_told(recorded.event, verdict.why_not))


def _adding(entry: NewEntry) -> Move:
    return lambda case: Change(case.conversation, case.handoff, (entry,))


def _told_to_brain(event: ShopEvent) -> NewEntry:
    told = Content(text=event.signal)
    return NewEntry(Author.SYSTEM, Kind.UPDATE, told, state=State.WAITING, key=event.key)


def _waits(event: ShopEvent, until: str) -> NewEntry:
    return _line(f"{event.words}. These are quiet hours: the customer is told {until}", f"{event.key}:waits")


def not_told(event: ShopEvent, why_not: str) -> NewEntry:
    """The line by which agents read that the customer is not told."""
    return _line(f"{event.words}. The customer was not told: {why_not}", f"{event.key}:left")


def _line(words: str, key: str) -> NewEntry:
    return NewEntry(Author.SYSTEM, Kind.EVENT, Content(text=words), key=key)
