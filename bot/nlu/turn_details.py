"""What the bot made of a message, for its designers: out of the events that are kept of the turn."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME

NEXT_GUESSES = 3
"""Intents that are told beside the likeliest."""

Stored = Mapping[str, Any]
"""An event as it is kept."""


def details(before: Sequence[Stored], since: Sequence[Stored]) -> Mapping[str, Any]:
    """Of the message with which `since` begins, after what had come `before` in the session.

    text: what was written; guesses: what was decided, then intents and their confidence, likeliest first;
    entities: entity, value and, where there are any, role, group, extractor; slots: by name, the value before
    and the value now; actions: names, in order; further: the same of each further request in the message.
    """
    turn = _turn(since)
    first, known, rest = _of_turn(before, turn), [*before, *turn], since[len(turn) :]
    further = []
    while rest and _goes_on(rest[0], since[0]):
        turn = _turn(rest)
        further.append(_of_turn(known, turn))
        known, rest = [*known, *turn], rest[len(turn) :]
    return {**first, "further": further}


def _turn(since: Sequence[Stored]) -> Sequence[Stored]:
    asked, *later = since
    return [asked, *takewhile(lambda event: not _is_next(event), later)]


def _goes_on(event: Stored, asked: Stored) -> bool:
    """Whether it is a further request in the same message (`bot.nlu.parts`)."""
    return str(event.get("message_id")).startswith(f"{asked.get('message_id')}#")


def _of_turn(before: Sequence[Stored], turn: Sequence[Stored]) -> Stored:
    asked = turn[0]
    understood = asked.get("parse_data") or {}
    ran = [str(event.get("name")) for event in turn if event["event"] == "action"]
    return {
        "text": str(asked.get("text") or ""),
        "guesses": list(_guesses(understood)),
        "entities": [_entity(entity) for entity in understood.get("entities") or ()],
        "slots": _changed(_slots(before), _slots(turn)),
        "actions": [name for name in ran if name != ACTION_LISTEN_NAME],
    }


def _is_next(event: Stored) -> bool:
    """Whether the turn is over: the customer's next message, or the session that begins with it."""
    return bool(event["event"] == "user" or event.get("name") == ACTION_SESSION_START_NAME)


def _guesses(understood: Stored) -> Iterator[Stored]:
    first = understood.get("intent") or {}
    others = [each for each in understood.get("intent_ranking") or () if each["name"] != first.get("name")]
    others.sort(key=lambda each: -float(each.get("confidence") or 0.0))
    for each in (first, *others[:NEXT_GUESSES]):
        if each.get("name"):
            yield {"intent": _full(each["name"], understood), "confidence": each.get("confidence") or 0.0}


def _full(intent: str, understood: Stored) -> str:
    """A retrieval intent with the answer that was chosen."""
    chosen = (understood.get("response_selector") or {}).get(intent) or {}
    return str((chosen.get("response") or {}).get("intent_response_key") or intent)


def _entity(entity: Stored) -> Stored:
    return {
        name: entity[name] for name in ("entity", "value", "role", "group", "extractor") if entity.get(name)
    }


def _slots(said: Sequence[Stored]) -> Mapping[str, Any]:
    """The value that each slot was given last."""
    return {event["name"]: event.get("value") for event in said if event["event"] == "slot"}


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> Mapping[str, Sequence[Any]]:
    return {name: (before.get(name), value) for name, value in now.items() if before.get(name) != value}
