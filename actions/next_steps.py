"""What follows when an order is shown: each wish has its sentence, and a person takes over where needed."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.guard import GuardedAction
from actions.handoff import ask_about
from actions.turns import Turn, intent_of, ran, turns
from actions.variation import say_otherwise

NAME = "action_next_steps"
ENDING = (NAME, "action_forget_order", "action_session_start")
ENDED = ("handoff_resolved", "handoff_returned")
"""What was wished before one of these actions, or of these signals from the desk, is done with."""
SETTLED: dict[str, frozenset[str]] = {
    "cancel_order": frozenset({"cancelled"}),
    "refund_status": frozenset({"returned", "refunded"}),
    "request_refund": frozenset({"refunded"}),
    "not_received": frozenset({"pending", "paid", "packed", "shipped", "out_for_delivery", "cancelled"}),
}
"""States of an order in which showing it has answered the wish."""


class ActionNextSteps(GuardedAction):
    """Says what follows from each wish (`utter_next_…`), then asks for a person, or what else there is."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return NAME

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """A wish without such a sentence is answered by the order as it was shown."""
        state = str(tracker.get_slot("order_state") or "")
        left = [wish for wish in wishes(tracker, domain) if _is_left(wish, state, domain)]
        for wish in left:
            say_otherwise(dispatcher, tracker, domain, f"utter_next_{wish}")
        if left:
            ask_about(dispatcher, tracker, left)
        else:
            say_otherwise(dispatcher, tracker, domain, "utter_anything_else")
        return []


def wishes(tracker: Tracker, domain: DomainDict) -> Sequence[str]:
    """What the customer has wanted since the last order was dealt with, first things first."""
    said = reversed([intent_of(turn) for turn in takewhile(_is_under_way, turns(tracker))])
    topics = _topics(domain)
    found = list(dict.fromkeys(intent for intent in said if intent in topics))
    topic = str(tracker.get_slot("topic") or "")
    return found or ([topic] if topic else [])


def _is_under_way(turn: Turn) -> bool:
    return intent_of(turn) not in ENDED and not any(ran(turn, name) for name in ENDING)


def _topics(domain: DomainDict) -> Sequence[str]:
    slots: dict[str, Any] = (domain or {}).get("slots") or {}
    return (slots.get("topic") or {}).get("values") or []


def _is_left(wish: str, state: str, domain: DomainDict) -> bool:
    told = f"utter_next_{wish}" in ((domain or {}).get("responses") or {})
    return told and state not in SETTLED.get(wish, frozenset())
