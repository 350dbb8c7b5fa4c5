"""What any platform sends, read with suspicion: no shape is taken for granted, and nothing is thrown away."""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

import structlog

from bot.core.arrival import Arrival
from bot.core.entry import Kind
from bot.core.receive import NotJson

log = structlog.get_logger(__name__)

DEEPEST = 100
"""Levels of nesting that are kept; no platform's event has more than some fifteen."""
LARGEST = 2**63 - 1
"""The largest whole number that databases hold."""
LONGEST_NUMBER = 18
"""Digits; whole numbers up to here fit any database and any reader of JSON, longer ones are kept as text."""
LONGEST_KEY = 250
"""Characters of a key that an index takes as they are."""

REPLACED = "\N{REPLACEMENT CHARACTER}"

_ID = re.compile(r"-?[\w.-]{1,100}")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class Strange(ValueError):
    """An event whose shape is not the platform's."""


def from_json(body: bytes) -> Any:
    """The value in a body of strict JSON; a number that no database takes is kept as text. Raises NotJson."""
    try:
        return json.loads(body.decode(), parse_constant=_refuse, parse_float=_finite, parse_int=_short)
    except (ValueError, RecursionError) as error:
        raise NotJson("The body is not JSON.") from error


def _refuse(constant: str) -> None:
    """NaN and Infinity are Python's, not JSON's."""
    raise ValueError(constant)


def _finite(digits: str) -> float | str:
    number = float(digits)
    return digits if number in (float("inf"), float("-inf")) else number


def _short(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def clean(value: Any, depth: int = 0) -> Any:
    """The same JSON value without what some database or page cannot take."""
    if isinstance(value, str):
        return words(value)
    if depth > DEEPEST and isinstance(value, dict | list):
        return "[nested too deeply]"
    if isinstance(value, dict):
        return _clean_object(value, depth)
    if isinstance(value, list):
        return [clean(inner, depth + 1) for inner in value]
    return _number(value)


def _clean_object(value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, inner in value.items():
        cleaned = words(str(name))
        while cleaned in found:  # two names that differ in nothing but what was replaced
            cleaned += REPLACED
        found[cleaned] = clean(inner, depth + 1)
    return found


def _number(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and abs(value) > LARGEST:
        return f"{value:#x}"  # in decimal, Python refuses to write the very long ones
    return value


def words(value: Any) -> str:
    """Text without zero bytes and halves of surrogate pairs; empty where there is none."""
    if not isinstance(value, str):
        return ""
    if not _UNSTORABLE.search(value):
        return value
    paired = value.replace("\0", REPLACED).encode("utf-16", "surrogatepass")
    return paired.decode("utf-16", "replace")


def part(source: Any, name: str) -> Mapping[str, Any]:
    """An object inside another; empty where there is none."""
    value = source.get(name) if isinstance(source, Mapping) else None
    return value if isinstance(value, dict) else {}


def parts(source: Any, name: str) -> list[Any]:
    """A list inside an object; empty where there is none."""
    value = source.get(name) if isinstance(source, Mapping) else None
    return value if isinstance(value, list) else []


def whole(value: Any) -> int:
    """A whole number; 0 where there is none."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and abs(value) <= LARGEST else 0


def identifier(value: Any) -> str:
    """A platform's id, whether it sends numbers or text. Raises Strange."""
    named = str(value) if whole(value) else value
    if not isinstance(named, str) or not _ID.fullmatch(named):
        raise Strange("no id")
    return named


def moment(seconds: float) -> datetime | None:
    """Seconds since 1970 as a time, UTC; None when they name none."""
    try:
        return datetime.fromtimestamp(seconds, timezone.utc) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def key(*names: str) -> str:
    """What is unique about an event: the channel, then the platform's own id."""
    joined = ":".join(names)
    return joined if len(joined) <= LONGEST_KEY else f"{names[0]}:{_digest(joined)}"


def fingerprint(event: Any) -> str:
    """The same for the same event, where the platform gives it no id."""
    return _digest(json.dumps(event, sort_keys=True, separators=(",", ":")))


def unknown(channel: str, event: Any, conversation_id: str = "", known_key: str = "") -> Arrival:
    """A shape that nobody knows, kept whole; somebody should have a look at it."""
    arrival = Arrival(
        key=known_key or key(channel, fingerprint(event)),
        conversation_id=conversation_id or f"{channel}:",
        channel=channel,
        kind=Kind.RECORD,
        label="unknown",
        raw=event,
    )
    log.warning("event_unknown", channel=channel, key=arrival.key)
    return arrival


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
