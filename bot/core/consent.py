"""A customer lets us write about their orders by ourselves, or wants it no more; agents read either."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.core.case import Case, Change, Move, Withdrawn
from bot.core.conversation import Consent, Conversation
from bot.core.entry import Author, Content, Kind, NewEntry
from bot.core.shop_event import UPDATE_KEY
from bot.core.turn import Reply
from bot.core.update_rules import UpdateRules

OFFERED = "updates_offered"
"""The fact that says which customer of the shop was asked already."""
ALLOWED = "The customer allows messages about their orders"
STOPPED = "The customer wants no messages about their orders"
NOT_ALLOWED = "they want no such messages"
"""Why one is not sent."""
ENDED = "No more messages about their orders: {reason}"


def consenting(change: Change, replies: Sequence[Reply], now: datetime) -> Change:
    """The change with what the customer has just said to it, and the line that says so."""
    said = [reply.updates for reply in replies if reply.updates is not None]
    conversation = change.conversation
    if not said or _is_no_news(conversation, allowed := said[-1]):
        return change
    consent = Consent(conversation.shop_customer, allowed, now)
    return replace(
        change,
        conversation=replace(conversation, consent=consent),
        entries=(*change.entries, _line(ALLOWED if allowed else STOPPED)),
        withdrawn=None if allowed else Withdrawn(UPDATE_KEY, NOT_ALLOWED),
    )


def _is_no_news(conversation: Conversation, allowed: bool) -> bool:
    """Where nobody knows whose orders those would be, there is nothing to allow."""
    decided = conversation.decided
    return (allowed and not conversation.shop_customer) or bool(decided and decided.allowed is allowed)


def ended(reason: str, now: datetime) -> Move:
    """The customer cannot be reached there any more, so what they allowed is over."""

    def move(case: Case) -> Change:
        consent = case.conversation.consent
        if consent is None or not consent.allowed:
            return Change(case.conversation, case.handoff)
        over = replace(case.conversation, consent=replace(consent, allowed=False, at=now))
        return Change(over, case.handoff, (_line(ENDED.format(reason=reason)),))

    return move


def updates_of(conversation: Conversation, rules: UpdateRules) -> dict[str, Any]:
    """What actions have to know of it, beside a turn; nothing where no updates are given."""
    if not rules.are_on or conversation.address.get("public"):
        return {}
    decided = conversation.decided
    allowed = decided.allowed if decided else None
    offered_to = str(conversation.facts.get(OFFERED) or "")
    told = {"customer_id": conversation.shop_customer, "allowed": allowed, "offered_to": offered_to}
    return {"updates": told}


def _line(words: str) -> NewEntry:
    return NewEntry(Author.SYSTEM, Kind.EVENT, Content(text=words))
