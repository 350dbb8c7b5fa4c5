"""What follows when an order is shown: each wish has its sentence, and a person takes over where needed."""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from itertools import takewhile
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.changes.kept import forgotten
from actions.changing import LOOK_UP, Changer, has_kind
from actions.denied import without_denied
from actions.guard import GuardedAction
from actions.handoff import ask_about
from actions.introduced import without_introduction
from actions.order_lookup import ActionLookUpOrder
from actions.proof import proven_customer
from actions.settled import is_left, next_sentence
from actions.turns import Turn, intent_of, ran, text_of, turns
from actions.updates import may_offer, offer
from actions.variation import say_otherwise

NAME = "action_next_steps"
ENDING = (
    NAME,
    "action_forget_order",
    "action_leave_it",
    "action_session_start",
    "action_what_else",
)
ENDED = ("handoff_resolved", "handoff_returned")
"""What was wished before one of these actions, or of these signals from the desk, is done with."""
COMPLAINT = "complaint"
"""Whoever complains and then names an order wants it looked at, though no wish says so."""
INSTEAD = re.compile(
    r"^\W*(?:(?:hmm+|oh|ok|um|er|well|sorry|wait)\W+)*(?:no|actually)\b"
    r"|\b(?:instead|changed my mind|on second thoughts?|forget (?:that|the|about))\b",
    re.IGNORECASE,
)
"""Words by which a wish takes the place of those before it."""


class ActionNextSteps(GuardedAction):
    """Begins the changes that are wished; for other wishes says what follows, and asks for a person.

    Where nothing follows it asks whether to tell when the order moves, or what else there is.
    """

    def __init__(self, changer: Changer | None = None, look_up: ActionLookUpOrder | None = None) -> None:
        self._changer = changer or Changer()
        self._look_up = look_up or ActionLookUpOrder()

    def name(self) -> str:
        """As domain.yml knows it."""
        return NAME

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """A wish about which there is nothing to say is answered by the order as it was shown."""
        state = str(tracker.get_slot("order_state") or "")
        wanted = wishes(tracker, domain)
        left = [wish for wish in wanted if is_left(wish, state, domain)]
        if changes := _changes(tracker, left if state else wanted, state):
            begun = await self._changer.begun(dispatcher, tracker, changes)
            if any(event.get("name") == "order_number" for event in begun):
                return [*begun, *await self._shown(dispatcher, _with(tracker, begun), domain)]
            return [*begun, SlotSet("updates_offered", None)]
        for wish in left:
            say_otherwise(dispatcher, tracker, domain, next_sentence(wish, state, domain))
        offers = not left and may_offer(tracker)
        if left:
            ask_about(dispatcher, tracker, left)
        elif offers:
            offer(dispatcher, tracker, domain)
        else:
            say_otherwise(dispatcher, tracker, domain, "utter_anything_else")
        return [*forgotten(tracker), SlotSet("updates_offered", offers or None)]

    async def _shown(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """The order that was meant, though nobody had to be asked which; then what follows."""
        shown = await self._look_up.act(dispatcher, tracker, domain)
        return [*shown, *await self.act(dispatcher, _with(tracker, shown), domain)]


def _with(tracker: Tracker, events: Sequence[EventType]) -> Tracker:
    """The same conversation after these events' slots are set."""
    after = copy(tracker)
    after.slots = {**tracker.slots, **{e["name"]: e["value"] for e in events if e.get("event") == "slot"}}
    return after


def _changes(tracker: Tracker, wanted: Sequence[str], state: str) -> Sequence[tuple[str, str]]:
    """What the bot sees to itself, each wish with its words; or first which order is meant."""
    if not proven_customer(tracker.slots):
        return ()
    if wanted and all(map(has_kind, wanted)):
        return [(wish, words_of(tracker, wish)) for wish in wanted]
    return () if state else [(LOOK_UP, words_of(tracker, *wanted))]


def words_of(tracker: Tracker, *wished: str) -> str:
    """The words in which something was wished, since the last order was dealt with; empty: by a button."""
    said = (text_of(turn) for turn in takewhile(_is_under_way, turns(tracker)) if intent_of(turn) in wished)
    return " ".join(without_introduction(text) for text in list(said)[::-1] if not text.startswith("/"))


def wishes(tracker: Tracker, domain: DomainDict) -> Sequence[str]:
    """What the customer has wanted since the last order was dealt with, first things first."""
    said = list(_standing(tracker, _topics(domain)))[::-1]
    complains = COMPLAINT in said and "deny" not in said[said.index(COMPLAINT) + 1 :][:1]
    found = list(dict.fromkeys(intent for intent in said if intent in _topics(domain)))
    topic = str(tracker.get_slot("topic") or "")
    return [*(found or ([topic] if topic else [])), *([COMPLAINT] if complains else [])]


def _standing(tracker: Tracker, topics: Sequence[str]) -> Iterator[str]:
    """What was said since the last order was dealt with, latest first, back to what replaced the rest."""
    for turn in takewhile(_is_under_way, turns(tracker)):
        yield intent_of(turn)
        if intent_of(turn) in topics and _is_instead(text_of(turn)):
            return


def _is_instead(text: str) -> bool:
    """Whether a wish takes the place of those before it; "don't cancel it, where is it?" does too."""
    return bool(INSTEAD.search(text)) or without_denied(text) is not None


def _is_under_way(turn: Turn) -> bool:
    return intent_of(turn) not in ENDED and not any(ran(turn, name) for name in ENDING)


def _topics(domain: DomainDict) -> Sequence[str]:
    slots: dict[str, Any] = (domain or {}).get("slots") or {}
    return (slots.get("topic") or {}).get("values") or []
