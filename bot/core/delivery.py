"""What is owed to customers, one platform call at a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from bot.core.conversation import Conversation
from bot.core.entry import Author

Payload = dict[str, Any]
"""One platform call's worth of words, rendered: a JSON object that only its channel understands."""


class DeliveryState(str, Enum):
    """How far one platform call's worth of words is.

    owed ──▶ sending ──▶ sent
      ▲         ├──────▶ failed
      └─────────┘ (try again)
    owed ──▶ superseded
    """

    OWED = "owed"
    """To be sent when its turn comes."""
    SENDING = "sending"
    """Given to the platform; the answer is not in yet."""
    SENT = "sent"
    """The platform took it and named it."""
    FAILED = "failed"
    """It will not be sent; `reason` says why."""
    SUPERSEDED = "superseded"
    """The bot's words, overtaken by an agent."""


@dataclass(frozen=True)
class Delivery:
    """One platform call's worth of words on its way to the customer."""

    id: int
    entry_id: int
    conversation: Conversation
    author: Author
    payload: Payload
    attempts: int
    """How often it was given to the platform before this time."""
    uncertain: bool = False
    """Whether the last time's answer was never seen: whoever waited for it died, and it may be there."""


@dataclass(frozen=True)
class Sent:
    """The platform took it."""

    delivery: Delivery
    platform_id: str
    moved_to: str = ""
    """The conversation in which this one goes on; empty: in itself."""


@dataclass(frozen=True)
class Failed:
    """It will never be taken; agents see why."""

    delivery: Delivery
    reason: str
    for_good: bool = False
    """Whether nothing else would be taken either: the customer has blocked us, or is gone."""


@dataclass(frozen=True)
class Postponed:
    """To be tried again at `due`."""

    delivery: Delivery
    due: datetime
    reason: str


@dataclass(frozen=True)
class Paced:
    """Not given to the platform yet, which would find it too soon; to be sent at `due`."""

    delivery: Delivery
    due: datetime


Outcome = Sent | Failed | Postponed | Paced
"""How one call of a platform went."""


@dataclass(frozen=True)
class Tick:
    """What became of an agent's message, for the desk to show on it."""

    entry_id: int
    origin: str
    delivered: bool
    reason: str = ""
    read: bool = False
    """Whether the customer has seen all of it, as far as the platform tells."""
