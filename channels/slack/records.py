"""What Slack sends that is nobody's turn: kept whole, under a label."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

import structlog

from bot.core.arrival import Arrival
from bot.core.entry import Kind

log = structlog.get_logger()

_ID = re.compile(r"[A-Za-z0-9_.-]{1,80}")


class Strange(ValueError):
    """An event whose shape is not Slack's."""


def identifier(source: Mapping[str, Any], name: str) -> str:
    """One of Slack's ids or time stamps; empty where there is none. Raises Strange."""
    value = source.get(name) or ""
    if value and not (isinstance(value, str) and _ID.fullmatch(value)):
        raise Strange(name)
    return str(value)


def installed_in(body: Mapping[str, Any]) -> str:
    """The workspace that we are in; in a channel shared by Slack Connect, people are of others too.

    https://docs.slack.dev/apis/slack-connect/
    """
    return identifier(body, "context_team_id") or identifier(body, "team_id")


def part(source: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object inside another; empty where there is none."""
    value = source.get(name)
    return value if isinstance(value, dict) else {}


def moment(ts: str) -> datetime | None:
    """The time that one of Slack's time stamps tells, UTC; None when it tells none."""
    try:
        return datetime.fromtimestamp(float(ts), timezone.utc) if ts else None
    except (ValueError, OverflowError, OSError):
        return None


def order(ts: str) -> int:
    """A time stamp as a number that messages can be put in order by: microseconds."""
    seconds, _, rest = ts.partition(".")
    digits = seconds + rest.ljust(6, "0")[:6]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0


def record(event: Any, label: str, key: str = "", conversation_id: str = "slack:", ts: str = "") -> Arrival:
    """The event as it came; without a key of Slack's own, its content is its key."""
    return Arrival(
        key=key or f"slack:{_fingerprint(event)}",
        conversation_id=conversation_id,
        channel="slack",
        kind=Kind.RECORD,
        at=moment(ts),
        order=order(ts),
        label=label,
        raw=event,
    )


def unknown(event: Any) -> Arrival:
    """A shape nobody knows; somebody should have a look at it."""
    arrival = record(event, "unknown")
    log.warning("slack_event_unknown", key=arrival.key)
    return arrival


def _fingerprint(event: Any) -> str:
    canonical = json.dumps(event, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
