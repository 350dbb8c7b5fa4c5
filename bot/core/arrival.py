"""What arrives: a platform's events and agents' acts, parsed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from bot.core.entry import Content, Kind

NOTHING = Content()


@dataclass(frozen=True)
class Arrival:
    """One event of a platform, parsed; the raw form is kept for what is nobody's turn."""

    key: str
    """The platform's own id with the channel before it: `telegram:123456`; stored once."""
    conversation_id: str
    channel: str
    kind: Kind
    """MESSAGE for a customer's turn, RECORD for everything that is none."""
    content: Content = NOTHING
    at: datetime | None = None
    """When the platform says it happened, UTC; None: now."""
    order: int = 0
    """The platform's own numbering within the conversation."""
    address: Mapping[str, Any] = field(default_factory=dict)
    customer_name: str = ""
    label: str = ""
    """For a RECORD: echo, edit, read, delivery, reaction, membership, standby, feed, unknown …"""
    raw: Any = None
    """For a RECORD: the event as it came."""
    continues: bool = False
    """A turn only where the conversation is known already; elsewhere a RECORD with this `label` and `raw`."""
    begins: bool = False
    """What was overheard of this conversation before it began becomes its customers' turns."""
    proves_sent: int = 0
    """For an echo of our own words: the delivery that the platform has taken, as it proves; 0: none."""
    platform_id: str = ""
    """What the platform calls those words."""


class Verb(str, Enum):
    """What an agent can do to a conversation."""

    CLAIM = "claim"
    REPLY = "reply"
    NOTE = "note"
    RETURN = "return"
    RESOLVE = "resolve"


@dataclass(frozen=True)
class DeskAct:
    """An agent's press or message, as it came from the desk."""

    key: str
    agent_id: str
    """`slack:<team>:<user>`."""
    verb: Verb
    desk_ref: str = ""
    """The thread it belongs to, as `Desk.open` returned it; empty when `handoff_id` is known."""
    handoff_id: int = 0
    content: Content = NOTHING
    origin: str = ""
    """The desk's own reference of this message, for ticks."""
    at: datetime | None = None
    raw: Any = None
