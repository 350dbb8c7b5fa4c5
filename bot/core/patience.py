"""What a brain that is slow or away means for the customer: wait, then be told, then get a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.case import Case, Change, HandoffState, Move
from bot.core.conversation import Conversation, Holder
from bot.core.desk_rules import Rules
from bot.core.entry import Entry, Kind, NewEntry
from bot.core.handoff import UNREACHABLE, request
from bot.core.turn import HandoffRequest

A_MOMENT = 5.0
"""Seconds that a brain, or the shop that it asks, may take before the customer is told, once a turn."""
TELL_TO_WAIT_AFTER = timedelta(seconds=20)
"""How long a message may find no brain before the customer is told, if they were told nothing yet."""
ASK_PERSON_AFTER = timedelta(minutes=2)
"""How long before a person is asked for."""

LATEST = 3
"""Unanswered messages that the card repeats."""

Say = Callable[[str, Conversation], NewEntry]
"""One of frontdesk's own sentences, by its name, for the customer."""


@dataclass(frozen=True)
class Patience:
    """What is due to a customer who waits for the brain."""

    rules: Rules
    say: Say

    def a_moment(self, begun: Case) -> Move:
        """The brain is at it, and takes its time; nothing is said where somebody else has taken over."""

        def move(case: Case) -> Change:
            conversation = case.conversation
            is_ours = conversation.holder is Holder.BOT and conversation.epoch == begun.conversation.epoch
            if conversation.told_to_wait or not is_ours:
                return Change(conversation, case.handoff)
            told = replace(conversation, told_to_wait=True)
            return Change(told, case.handoff, (self.say("utter_takes_a_moment", conversation),))

        return move

    def move(self, waiting: Sequence[Entry], asked_at: datetime, now: datetime) -> Move:
        """What is due now. A brain that hangs was away from when it was asked, not only since we gave up."""

        def move(case: Case) -> Change:
            since = case.conversation.brain_failing_since or asked_at
            conversation = replace(case.conversation, brain_failing_since=since)
            somebody_waits = any(entry.kind is Kind.MESSAGE for entry in waiting)
            if not somebody_waits or conversation.holder is not Holder.BOT:
                given_up = _signals(waiting) if now - since >= ASK_PERSON_AFTER else ()
                return Change(conversation, case.handoff, settled=given_up)
            if now - since >= ASK_PERSON_AFTER and not _was_asked(case):
                return self._ask_person(replace(case, conversation=conversation), waiting, now)
            if now - since >= TELL_TO_WAIT_AFTER and not conversation.told_to_wait:
                told = replace(conversation, told_to_wait=True)
                return Change(told, case.handoff, (self.say("utter_please_wait", conversation),))
            return Change(conversation, case.handoff)

        return move

    def _ask_person(self, case: Case, waiting: Sequence[Entry], now: datetime) -> Change:
        wish = HandoffRequest(UNREACHABLE, _in_short(waiting), priority="high")
        asked = request(wish, now, self.rules, quietly=True)(case)
        told = self.say("utter_brain_unreachable", case.conversation)
        return replace(asked, entries=(*asked.entries, told))


def _was_asked(case: Case) -> bool:
    """Whether a person is asked for already; or was, for the same reason, and nobody came."""
    handoff = case.handoff
    nobody_came = handoff and handoff.state is HandoffState.EXPIRED and handoff.reason == UNREACHABLE
    since = case.conversation.brain_failing_since
    return bool(handoff and (handoff.is_open or (nobody_came and since and handoff.requested_at >= since)))


def _in_short(waiting: Sequence[Entry]) -> str:
    """What nobody has answered."""
    said = [entry.content.words for entry in waiting if entry.kind is Kind.MESSAGE]
    return "Not answered yet: " + " · ".join(f"“{words}”" for words in said[-LATEST:])


def next_word(conversation: Conversation, now: datetime) -> datetime:
    """When the customer is told something; the brain's return wakes everybody before."""
    since = conversation.brain_failing_since or now
    told = (since + TELL_TO_WAIT_AFTER, since + ASK_PERSON_AFTER)
    return min((at for at in told if at > now), default=now + ASK_PERSON_AFTER)


def brain_is_back(conversation: Conversation) -> Conversation:
    """Whoever is failed the next time waits as long again."""
    return replace(conversation, brain_failing_since=None, told_to_wait=False)


def _signals(waiting: Sequence[Entry]) -> tuple[int, ...]:
    return tuple(entry.id for entry in waiting if entry.kind is Kind.SIGNAL)
