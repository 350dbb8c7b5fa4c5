"""What is held: a conversation's handoff, and the change that a move makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.core.conversation import Agent, Conversation
from bot.core.entry import NewEntry
from bot.core.window import Window


class HandoffState(str, Enum):
    """How far a handoff is.

    requested ◀──▶ claimed ──▶ resolved
        │             └──────▶ returned
        ├──▶ expired ──▶ claimed
        ├──▶ resolved
        └──▶ returned
    """

    REQUESTED = "requested"
    """A person was asked for; none has come yet."""
    CLAIMED = "claimed"
    """An agent holds the conversation."""
    RESOLVED = "resolved"
    """The agent is done; the bot goes on."""
    RETURNED = "returned"
    """The agent gave the conversation back to the bot unresolved."""
    EXPIRED = "expired"
    """Nobody came in time; the bot goes on, and an agent may still claim it."""


OPEN = (HandoffState.REQUESTED, HandoffState.CLAIMED)


class Awaits(str, Enum):
    """Who is to speak next, while an agent has the conversation."""

    NOBODY = ""
    AGENT = "agent"
    """The customer has written since an agent last did."""
    CUSTOMER = "customer"
    """An agent wrote last."""


@dataclass(frozen=True)
class Handoff:
    """One time that a person was asked for."""

    conversation_id: str
    state: HandoffState
    reason: str
    """A short word: customer_asked, misunderstood, brain_unreachable, taken_over, or an action's own."""
    requested_at: datetime
    summary: str = ""
    priority: str = "normal"
    team: str = ""
    agent: Agent | None = None
    """Who has it, or had it last."""
    claimed_at: datetime | None = None
    awaits: Awaits = Awaits.NOBODY
    awaits_since: datetime | None = None
    ended_at: datetime | None = None
    expires_at: datetime | None = None
    """When nobody has come in time; None while claimed, ended or outside hours."""
    outcome: str = ""
    id: int = 0
    """0 until stored."""
    desk_ref: str = ""
    """The card's place at the desk, once posted; its thread."""
    shown: int = 0
    """The transcript's last position that the desk's thread shows."""
    posting: bool = False
    """Whether a post at the desk was begun of which nobody knows whether it arrived."""
    revision: int = 0
    """Goes up with every change that the card shows."""
    card_revision: int = 0
    """The revision that the posted card shows."""
    last_position: int | None = None
    """The transcript's last position that belongs to it; None while it is open."""

    @property
    def is_open(self) -> bool:
        """Whether agents still have something to do here."""
        return self.state in OPEN


@dataclass(frozen=True)
class Case:
    """A conversation and its latest handoff, read together."""

    conversation: Conversation
    handoff: Handoff | None = None
    window: Window | None = None
    """Until when a person may write to the customer, for the desk to show; None: as long as they like."""


@dataclass(frozen=True)
class Withdrawn:
    """Words of ours that do not hold any more."""

    keys: str
    """What the keys of their entries begin with."""
    why: str
    """For agents."""


@dataclass(frozen=True)
class Change:
    """What a move makes of a case; the store writes all of it or nothing."""

    conversation: Conversation
    handoff: Handoff | None = None
    """The handoff as it is now (id 0: a new one); None where there is none."""
    entries: tuple[NewEntry, ...] = ()
    settled: tuple[int, ...] = ()
    """Ids of waiting entries that are answered by this."""
    answer_again: bool = False
    """Whether what the customer wrote since the last words of the bot or an agent waits for the bot again."""
    silence_bot: bool = False
    """Whether the bot's words that are still owed must not be sent any more."""
    withdrawn: Withdrawn | None = None
    """What of our own words is still owed and must not be sent."""

    def is_none(self, before: Case) -> bool:
        """Whether there is nothing to write, and so nothing to wake anybody for."""
        same = (self.conversation, self.handoff) == (before.conversation, before.handoff)
        return same and not (self.entries or self.settled or self.silence_bot)


Move = Callable[[Case], Change]
"""A pure step from a case to its change; raises Refused."""
