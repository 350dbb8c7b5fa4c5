"""What a customer's message says to the brain: typed words never count as an intent, pressed buttons do."""

import hashlib
import re
from collections.abc import Sequence

from bot.core.entry import Button, Content

SIGNALS = frozenset(
    {
        "handoff_queued",
        "agent_joined",
        "handoff_resolved",
        "handoff_returned",
        "no_agent_available",
        "outside_hours",
        "customer_silent",
    }
)
"""Intents that only the desk may tell."""

_LEADING_SLASHES = re.compile(r"^[\s/]+")
_BARE_INTENT = re.compile(r"/([a-z][a-z0-9_]*)")


def token(payload: str) -> str:
    """A short stand-in for a payload that is over a platform's limit; 25 ASCII characters."""
    return "#" + hashlib.sha256(payload.encode()).hexdigest()[:24]


def told_to_brain(content: Content, offered: Sequence[Button]) -> str:
    """The text of the turn: the payload of a button that we offered, or else the words, made harmless."""
    return _pressed(content.payload, offered) or _typed(content.words)


def _pressed(payload: str, offered: Sequence[Button]) -> str:
    for button in offered:
        if payload and payload in (button.payload, token(button.payload)):
            return button.payload
    bare = _BARE_INTENT.fullmatch(payload)
    return payload if bare and bare[1] not in SIGNALS and not bare[1].startswith("EXTERNAL") else ""


def _typed(words: str) -> str:
    return _LEADING_SLASHES.sub("", words).strip() or "[nothing]"
