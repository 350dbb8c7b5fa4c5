"""The conversation so far, as a tracker's events tell it: turn by turn, latest first."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice, takewhile
from typing import Any

from rasa_sdk.interfaces import Tracker

Event = dict[str, Any]
Turn = list[Event]
"""A customer's message, and what followed it until the next."""


def turns(tracker: Tracker) -> Iterator[Turn]:
    """The latest turn first."""
    turn: Turn = []
    for event in reversed(tracker.events):
        turn.insert(0, event)
        if event.get("event") == "user":
            yield turn
            turn = []


TOLD_BY_THE_DESK = (
    "handoff_queued",
    "agent_joined",
    "handoff_resolved",
    "handoff_returned",
    "no_agent_available",
    "outside_hours",
)
"""Intents by which frontdesk says what becomes of a wish for a person."""
SOMEBODY_WILL_COME = ("handoff_queued", "outside_hours")


def since_the_desk(tracker: Tracker) -> Iterator[Turn]:
    """The latest turn first, back to where the desk last had its say; what went before is dealt with."""
    return takewhile(lambda turn: intent_of(turn) not in TOLD_BY_THE_DESK, turns(tracker))


def person_is_coming(tracker: Tracker) -> bool:
    """Whether a person was asked for and is still to come, such as in the morning."""
    told = (intent for turn in turns(tracker) if (intent := intent_of(turn)) in TOLD_BY_THE_DESK)
    return next(told, "") in SOMEBODY_WILL_COME


def complained(tracker: Tracker) -> bool:
    """Whether the customer has lately said that something is wrong, since the desk had its say."""
    return any(intent_of(turn) == "complaint" for turn in islice(since_the_desk(tracker), LOOKED_BACK))


def intent_of(turn: Turn) -> str:
    """What the message that began a turn was understood as."""
    intent = (turn[0].get("parse_data") or {}).get("intent") or {}
    return str(intent.get("name") or "")


def text_of(turn: Turn) -> str:
    """The message that began a turn, as it was typed."""
    return str(turn[0].get("text") or "")


def ran(turn: Turn, action: str) -> bool:
    """Whether that action was run in that turn."""
    return any(event.get("event") == "action" and event.get("name") == action for event in turn)


def actions_of(turn: Turn) -> list[str]:
    """The actions that were run in a turn; the one that is being run may be among them."""
    return [str(event.get("name")) for event in turn if event.get("event") == "action"]


LOOKED_BACK = 20
"""Turns in which a number that was named counts still."""
DETAILS = ("order_number", "number", "email", "postcode")
"""Entities by which an order is found."""


def has_details(tracker: Tracker) -> bool:
    """Whether the latest message names something by which an order is found."""
    return any(found in DETAILS for found in entities(tracker))


def entities(tracker: Tracker) -> list[str]:
    """The kinds of what was found in the latest message."""
    found = (tracker.latest_message or {}).get("entities") or []
    return [str(each.get("entity")) for each in found]


def entities_named(tracker: Tracker, kind: str) -> list[str]:
    """What of one kind was found in the latest message."""
    found = (tracker.latest_message or {}).get("entities") or []
    return [str(each.get("value")) for each in found if each.get("entity") == kind]


def selected_answer(tracker: Tracker) -> str:
    """The response to the latest message, where it is a question that has one; else empty."""
    answers = (tracker.latest_message or {}).get("response_selector") or {}
    response = (answers.get(latest_intent(tracker)) or {}).get("response") or {}
    return str(response.get("utter_action") or "")


def message_id(tracker: Tracker) -> str:
    """The latest message's own id, the same however often its turn is run."""
    ids = (event.get("message_id") for event in reversed(tracker.events) if event.get("event") == "user")
    return str(next(ids, None) or "")


def numbers_of(turn: Turn) -> Iterator[str]:
    """Order numbers, and five digits alone, in the message that began a turn."""
    entities = (turn[0].get("parse_data") or {}).get("entities") or []
    return (str(found["value"]) for found in entities if found.get("entity") in ("order_number", "number"))


def last_said(tracker: Tracker, response: str) -> str:
    """The words in which a response was given last; empty when it never was."""
    for event in reversed(tracker.events):
        if event.get("event") == "bot" and (event.get("metadata") or {}).get("utter_action") == response:
            return str(event.get("text") or "")
    return ""


def last_response(tracker: Tracker) -> str:
    """The name of the response that the customer read last."""
    for event in reversed(tracker.events):
        if event.get("event") == "bot" and (event.get("metadata") or {}).get("utter_action"):
            return str(event["metadata"]["utter_action"])
    return ""


def last_words(tracker: Tracker) -> str:
    """What the customer wrote last."""
    return next(written(tracker), "")


def latest_words(tracker: Tracker) -> str:
    """What the customer wrote just now; empty where they pressed a button."""
    text = str((tracker.latest_message or {}).get("text") or "")
    return "" if text.startswith("/") else text


def written(tracker: Tracker) -> Iterator[str]:
    """What the customer wrote, latest first; buttons and the desk's signals are not words."""
    for event in reversed(tracker.events):
        text = str(event.get("text") or "")
        if event.get("event") == "user" and text and not text.startswith("/"):
            yield text


def came_early(tracker: Tracker) -> bool:
    """Whether the latest message was written before the bot's words that it seems to answer.

    Parts of one message are turns of their own, and as old as the message: of them nobody can say.
    """
    told = ((tracker.latest_message or {}).get("metadata") or {}).get("written_at")
    said_at = next((event.get("timestamp") for event in reversed(tracker.events) if _is_words(event)), None)
    if not told or said_at is None or "#" in message_id(tracker):
        return False
    written_at = datetime.fromisoformat(str(told))
    whole_second = 0.0 if written_at.microsecond else 1.0  # some platforms tell no more than that
    return written_at.timestamp() + whole_second < float(said_at)


def _is_words(event: Mapping[str, Any]) -> bool:
    return event.get("event") == "bot" and bool(event.get("text"))


def latest_intent(tracker: Tracker) -> str:
    """What the latest message was understood as."""
    message = tracker.latest_message or {}
    return str((message.get("intent") or {}).get("name") or "")
