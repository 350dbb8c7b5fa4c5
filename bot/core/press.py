"""What a customer's message says to the brain: typed words never count as an intent, pressed buttons do."""

import hashlib
import re
from collections.abc import Sequence

from bot.core.entry import Button, Content, Deed
from bot.core.shop_event import Happened

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
UPDATES = frozenset(happened.intent for happened in Happened)
"""Intents that only the shop's events may tell."""
OF_THE_BRAIN = frozenset({"back", "restart", "session_start"})
"""Intents that make Rasa undo or forget, misses of a proof as well. https://rasa.com/docs/rasa/default-actions"""

LONGEST_CHOICE = 80
"""Characters; what is longer is no choice that somebody typed."""
FRESH = 3
"""A number means one of the choices in the bot's last few messages; older ones have left the screen."""

_LEADING_SLASHES = re.compile(r"^[\s/]+")
_BARE_INTENT = re.compile(r"/([a-z][a-z0-9_]*)")


def token(payload: str) -> str:
    """A short stand-in for a payload that is over a platform's limit; 25 ASCII characters."""
    return "#" + hashlib.sha256(payload.encode()).hexdigest()[:24]


def may_be_choice(content: Content) -> bool:
    """Whether what was offered has to be known to say what the message means."""
    if content.deed is Deed.CAME_OVER:  # said where something else was offered
        return False
    return bool(content.payload) or 0 < len(content.text) <= LONGEST_CHOICE


def told_to_brain(content: Content, offered: Sequence[Sequence[Button]]) -> str:
    """The text of the turn: the payload of a button that we offered, or else the words, made harmless."""
    if content.payload:
        return _pressed(content.payload, offered) or harmless(content.words)
    return _chosen(content, offered) or harmless(content.words)


def _pressed(payload: str, offered: Sequence[Sequence[Button]]) -> str:
    for button in (button for buttons in offered for button in buttons):
        if payload in (button.payload, token(button.payload)):
            return button.payload
    bare = _BARE_INTENT.fullmatch(payload)
    return payload if bare and bare[1] not in SIGNALS | UPDATES | OF_THE_BRAIN else ""


def _chosen(content: Content, offered: Sequence[Sequence[Button]]) -> str:
    """The payload of a choice that was typed: its number or its words, while it still stands there."""
    choices = next((buttons for buttons in offered[:FRESH] if buttons), ())
    typed = content.text.strip().rstrip(".)").casefold()
    for number, button in enumerate(choices, start=1):
        if typed in (str(number), button.title.casefold()):
            return button.payload
    return ""


def harmless(words: str) -> str:
    """Typed words as the brain may be told them: never an intent, never nothing."""
    return _LEADING_SLASHES.sub("", words).strip() or "[nothing]"
