"""A change under way, as the conversation's slots keep it between two messages."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.interfaces import Tracker

from actions.changes.draft import Draft
from actions.changes.question import Question

SLOT = "change_step"
"""What order_form asks for while a change is put together."""
OF_A_CHANGE = ("changing", "drafts", "change_question")


def is_changing(tracker: Tracker) -> bool:
    """Whether one is under way."""
    return tracker.get_slot("changing") is True


def drafts(tracker: Tracker) -> Sequence[Draft]:
    """The changes that are to be put together, the one under discussion first."""
    return [Draft.of(kept) for kept in tracker.get_slot("drafts") or []]


def question(tracker: Tracker) -> Mapping[str, Any]:
    """What was asked last: response, values, choices."""
    asked: Mapping[str, Any] = tracker.get_slot("change_question") or {}
    return asked


def token(asked: Mapping[str, Any]) -> str:
    """Tells a question from every other: the buttons under an older one mean nothing any more."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:8]


def keeping(left: Sequence[Draft], asked: Question, key: str) -> list[EventType]:
    """The change goes on: this is asked next. `key` makes what is read out now, once."""
    first, *others = left
    if first.read_out and not first.key:
        left = [replace(first, key=key), *others]
    said = {
        "response": asked.response,
        "values": dict(asked.values),
        "choices": [list(c) for c in asked.choices],
    }
    return [
        SlotSet("changing", True),
        SlotSet("drafts", [draft.kept() for draft in left]),
        SlotSet("change_question", said),
        SlotSet("requested_slot", SLOT),
    ]


def ended(order_number: str) -> list[EventType]:
    """Nothing is left to be changed, and that order was spoken of last; a rule says what comes then."""
    return [
        SlotSet("last_order", order_number or None),
        SlotSet("changing", False),
        SlotSet("drafts", None),
        SlotSet("change_question", None),
        SlotSet("requested_slot", None),
    ]


def forgotten(tracker: Tracker, order_number: str = "") -> list[EventType]:
    """As if nothing had ever been under way, though that order may have been spoken of."""
    last = [SlotSet("last_order", order_number)] if order_number else []
    return [*(SlotSet(name, None) for name in OF_A_CHANGE if tracker.get_slot(name) is not None), *last]


def shown(tracker: Tracker, order_number: str) -> list[EventType]:
    """It is clear which order is meant: the look-up shows it."""
    return [*forgotten(tracker), SlotSet("order_number", order_number), SlotSet("requested_slot", None)]
