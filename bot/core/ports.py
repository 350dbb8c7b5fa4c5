"""The doors of core: what it needs from the world, and the values that pass through."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from bot.core.conversation import Agent, Conversation
from bot.core.entry import Author, Button, Content, Entry, Kind, NewEntry

NOTHING = Content()

Payload = dict[str, Any]
"""One platform call's worth of words, rendered: a JSON object that only its channel understands."""


# What arrives


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


# What is held


class HandoffState(str, Enum):
    """How far a handoff is.

    requested ──▶ claimed ──▶ resolved
        │            └──────▶ returned
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
    claimed_at: datetime | None = None
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


@dataclass(frozen=True)
class Change:
    """What a move makes of a case; the store writes all of it or nothing."""

    conversation: Conversation
    handoff: Handoff | None = None
    """The handoff as it is now (id 0: a new one); None where there is none."""
    entries: tuple[NewEntry, ...] = ()
    settled: tuple[int, ...] = ()
    """Ids of waiting entries that are answered by this."""
    silence_bot: bool = False
    """Whether the bot's words that are still owed must not be sent any more."""


Move = Callable[[Case], Change]
"""A pure step from a case to its change; raises Refused."""


# What is owed


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


@dataclass(frozen=True)
class Tick:
    """What became of an agent's message, for the desk to show on it."""

    entry_id: int
    origin: str
    delivered: bool
    reason: str = ""


class LaneKind(str, Enum):
    """A strand of work in a conversation; one worker at a time holds each."""

    ACT = "act"
    """Carry out what agents did at the desk."""
    ANSWER = "answer"
    """Answer what the customer wrote."""
    SEND = "send"
    """Deliver what is owed to the customer."""
    DESK = "desk"
    """Show the desk what is new."""
    WATCH = "watch"
    """Notice that a time has passed."""


@dataclass(frozen=True)
class Lane:
    """A worker's hold on one strand of work, until the lease runs out."""

    conversation_id: str
    kind: LaneKind
    owner: str
    wakes: int
    """How often it had been woken when it was taken; more by its release means: look again."""


# What the brain says


@dataclass(frozen=True)
class HandoffRequest:
    """The brain asks for a person."""

    reason: str
    summary: str = ""
    priority: str = "normal"
    team: str = ""


@dataclass(frozen=True)
class Reply:
    """One thing the brain said: words for the customer, or a typed payload for us."""

    content: Content = NOTHING
    handoff: HandoffRequest | None = None
    action: str = ""
    """What an action did and found, for agents."""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """One message put to the brain."""

    conversation_id: str
    message_id: str
    channel: str
    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)


# The doors


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> datetime:
        """Now, UTC, with its time zone."""


class Sentences(Protocol):
    """What the customer reads when no brain can say it."""

    def __call__(self, name: str, channel: str) -> Content:
        """The response of that name, such as `utter_please_wait`, in the words for that channel."""


class Brain(Protocol):
    """Understands and answers; Rasa today."""

    async def turn(self, turn: Turn) -> Sequence[Reply]:
        """The replies to one message; the same message id again returns the same. Raises TryAgain."""


class Channel(Protocol):
    """One platform that customers write on."""

    name: str

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused unless the platform itself sent these very bytes. Header names are lower case."""

    def parse(self, event: Any) -> Sequence[Arrival]:
        """Every event in the decoded body; never raises: what it does not know becomes a RECORD."""

    def render(self, content: Content) -> tuple[Payload, ...]:
        """The content as the platform's calls, each within its limits; what does not fit becomes words."""

    async def send(self, delivery: Delivery) -> str:
        """The platform's id of the sent message. Raises TryAgain, Undeliverable."""


class Desk(Protocol):
    """Where agents work, beside the console."""

    async def name_of(self, agent_id: str) -> str:
        """The agent's name, as customers may read it. Raises TryAgain."""

    async def open(self, case: Case) -> str:
        """Post the card; its reference. Raises TryAgain, Undeliverable."""

    async def update(self, case: Case) -> None:
        """Show on the posted card what has changed."""

    async def show(self, case: Case, entries: Sequence[Entry]) -> int:
        """Post as many of the entries, in order, as fit one message; the last one's position."""

    async def tick(self, case: Case, tick: Tick) -> None:
        """Show on an agent's own message what became of it."""

    async def tell(self, case: Case, agent_id: str, reason: str) -> None:
        """Tell one agent, and nobody else, why what they asked for was refused."""


class Store(Protocol):
    """The journal: one log of everything, and who works on what."""

    async def receive(self, arrivals: Sequence[Arrival | DeskAct]) -> None:
        """Store each once, durably, and wake who has to act. Raises TryAgain when it cannot."""

    async def take(self, owner: str, limit: int) -> Sequence[Lane]:
        """Lease up to `limit` lanes that are due, longest due first."""

    async def renew(self, lane: Lane) -> None:
        """Hold the lane for another lease. Raises LeaseLost."""

    async def release(self, lane: Lane, due: datetime | None) -> None:
        """Let go; look again at `due`, or at once if it was woken meanwhile."""

    async def case(self, conversation_id: str) -> Case:
        """The conversation and its latest handoff."""

    async def begin(self, conversation_id: str) -> tuple[Case, Sequence[Entry]]:
        """Give what is waiting its place in the transcript; signals first, then by the platform's order."""

    async def change(self, conversation_id: str, move: Move, lane: Lane | None = None) -> Case:
        """Apply a move in one transaction, unless it was made before. Raises Refused, LeaseLost."""

    async def offered(self, conversation_id: str) -> Sequence[Sequence[Button]]:
        """The buttons of each of the bot's latest messages, newest message first."""

    async def acts(self, conversation_id: str) -> Sequence[tuple[Entry, DeskAct]]:
        """What agents did at the desk and nobody has carried out yet, in order."""

    async def transcript(
        self, conversation_id: str, after: int, limit: int, until: int | None = None
    ) -> Sequence[Entry]:
        """Entries that have a place in the transcript, in order, after a position and up to another."""

    async def next_delivery(self, lane: Lane) -> Delivery | datetime | None:
        """The oldest thing owed, now marked as sending; or when it is due; or None when nothing is owed."""

    async def sent(self, delivery: Delivery, platform_id: str) -> None:
        """The platform took it."""

    async def failed(self, delivery: Delivery, reason: str) -> None:
        """It will never be taken."""

    async def postponed(self, delivery: Delivery, due: datetime, reason: str) -> None:
        """Try it again at `due`."""

    async def ticks(self, conversation_id: str) -> Sequence[Tick]:
        """Agents' messages written at the desk whose fate the desk does not show yet."""

    async def ticked(self, tick: Tick) -> None:
        """The desk shows it now."""

    async def card_shown(self, handoff: Handoff, desk_ref: str) -> None:
        """The desk's card at `desk_ref` shows the handoff's revision."""

    async def thread_shown(self, handoff: Handoff, position: int) -> None:
        """The desk's thread shows the transcript up to `position`."""


class Reader(Protocol):
    """What pages read of the journal."""

    async def queue(self, limit: int) -> Sequence[Case]:
        """Cases with an open handoff, longest waiting first."""

    async def recent(self, limit: int) -> Sequence[Case]:
        """The conversations in which something happened last, newest first."""

    async def find(self, conversation_id: str) -> Case | None:
        """The conversation and its latest handoff, if there is such a conversation."""

    async def latest(self, conversation_id: str, limit: int) -> Sequence[Entry]:
        """The last `limit` entries that have a place in the transcript, in order."""

    async def transcript(
        self, conversation_id: str, after: int, limit: int, until: int | None = None
    ) -> Sequence[Entry]:
        """Entries in their places, in order, after a position and up to another."""

    async def revision(self, conversation_id: str) -> int:
        """Goes up with every change that a page of this conversation would show; 0: no such conversation."""

    async def changed(self, timeout: float) -> None:
        """Return when anything in the journal may have changed, at the latest after `timeout` seconds."""


class Accounts(Protocol):
    """Who may sign in to the console."""

    async def sign_in(self, name: str, password: str) -> Agent | None:
        """The agent with that name and password; None when there is none."""

    async def begin_session(self, name: str, session: str, until: datetime) -> None:
        """Keep the user signed in; `session` is what only their cookie holds."""

    async def in_session(self, session: str) -> Agent | None:
        """Who is signed in with it; None after sign-out, a new password, removal, or its time."""

    async def end_session(self, session: str) -> None:
        """Sign out, wherever a copy of the cookie may be."""
