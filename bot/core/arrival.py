"""What arrives: a platform's events and agents' acts, parsed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from bot.core.conversation import Agent
from bot.core.entry import Content, Kind
from bot.core.shop_event import ShopEvent

NOTHING = Content()


@dataclass(frozen=True)
class Receipt:
    """The platform tells how far our words have come."""

    read: bool
    """Whether they were read; else they only lie on the customer's device."""
    platform_ids: tuple[str, ...] = ()
    """Which, where the platform names them."""
    until: datetime | None = None
    """All that were sent up to then, where it names a time."""


@dataclass(frozen=True)
class Arrival:
    """One event of a platform, parsed; the raw form is kept for what is nobody's turn."""

    key: str
    """The platform's own id with the channel before it: `telegram:123456`; stored once."""
    conversation_id: str
    channel: str
    kind: Kind
    """MESSAGE for a customer's turn, COMMENT for one in public, ASIDE for what they did else, RECORD for
    everything that is none of these."""
    content: Content = NOTHING
    at: datetime | None = None
    """When the platform says it happened, UTC; None: now."""
    order: int = 0
    """The platform's own numbering within the conversation."""
    address: Mapping[str, Any] = field(default_factory=dict)
    customer_name: str = ""
    label: str = ""
    """For a RECORD or ASIDE: echo, edit, read, delivery, reaction, membership, standby, feed, unknown …"""
    raw: Any = None
    """For a RECORD or ASIDE: the event as it came."""
    concerns: str = ""
    """For an ASIDE: what the platform calls the message that it was done to."""
    continues: bool = False
    """This only where the conversation is known already; elsewhere a RECORD with this `label` and `raw`."""
    may_slip: bool = False
    """A press on a button that stays as it is: pressed twice within a moment, it was pressed once."""
    begins: bool = False
    """What was overheard of this conversation before it began becomes its customers' turns."""
    spoken_by: Agent | None = None
    """For a MESSAGE: the person of the brand who wrote it outside the desk; None: the customer."""
    receipt: Receipt | None = None
    """What it tells of our words that were sent."""
    proves_sent: int = 0
    """For an echo of our own words: the delivery that the platform has taken, as it proves; 0: none."""
    platform_id: str = ""
    """What the platform calls these words, by which later events name them."""
    by: str = ""
    """Who wrote it, by the platform's id, where several people share a conversation or may come from one."""
    takes_up: str = ""
    """For a MESSAGE: the public conversation that its author came from. Their own latest words there count in
    place of the content, if there are any and they were not taken up before."""


class Verb(str, Enum):
    """What an agent can do to a conversation."""

    CLAIM = "claim"
    TAKE_OVER = "take over"
    """From a colleague who has it."""
    RELEASE = "release"
    """Back to the queue."""
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


Came = Arrival | DeskAct | ShopEvent
"""Whatever comes in from outside."""
