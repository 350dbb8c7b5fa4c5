"""What the bot made of a message, in lines for whoever designs it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.terminal.words import harmless

NOT_A_TURN = "  · the bot was not asked"


def in_lines(turn: Mapping[str, Any]) -> str:
    """A turn as `bot.nlu.turn_details` tells it."""
    requests = (turn, *turn["further"])
    lines = [line for request in requests for line in _lines(request, of_several=len(requests) > 1)]
    return harmless("\n".join(f"  · {line}" for line in lines))


def _lines(turn: Mapping[str, Any], of_several: bool) -> Iterator[str]:
    if of_several:
        yield f"request: {turn['text']}"
    yield f"understood: {', then '.join(_guess(guess) for guess in turn['guesses']) or 'nothing'}"
    if turn["entities"]:
        yield f"entities: {', '.join(map(_entity, turn['entities']))}"
    if turn["slots"]:
        yield f"slots: {', '.join(_slot(name, change) for name, change in turn['slots'].items())}"
    yield f"actions: {', '.join(turn['actions']) or 'none'}"


def _guess(guess: Mapping[str, Any]) -> str:
    return f"{guess['intent']} {guess['confidence']:.2f}"


def _entity(entity: Mapping[str, Any]) -> str:
    beside = ", ".join(str(entity[name]) for name in ("role", "group", "extractor") if entity.get(name))
    return f"{entity['entity']}={_value(entity['value'])}" + (f" ({beside})" if beside else "")


def _slot(name: str, change: Sequence[Any]) -> str:
    before, now = change
    return f"{name}: {_value(before)} → {_value(now)}"


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
