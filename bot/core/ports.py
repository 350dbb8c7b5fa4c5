"""The doors of core: what it needs from the world."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any, Protocol

from bot.core.arrival import Arrival, Came, DeskAct
from bot.core.case import Case, Handoff, Move
from bot.core.conversation import Agent, Conversation
from bot.core.delivery import Delivery, Outcome, Payload, Tick
from bot.core.entry import Attachment, Button, Comment, Content, Entry
from bot.core.erasing import Deletion
from bot.core.files import Fetched, Wanted
from bot.core.lane import Lane, LaneKind
from bot.core.pace import Limit
from bot.core.shop_event import Recorded
from bot.core.turn import Reply, Turn, Understanding
from bot.core.window import Window


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

    async def forget(self, conversation_id: str) -> None:
        """Delete what it remembers of a conversation. Raises TryAgain."""

    async def understand(self, text: str) -> Understanding:
        """What it takes a text to mean; nothing is said or remembered. Raises TryAgain."""


class Channel(Protocol):
    """One platform that customers write on."""

    name: str

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused unless the platform itself sent these very bytes. Header names are lower case."""

    def parse(self, event: Any) -> Sequence[Arrival]:
        """Every event in the decoded body; never raises: what it does not know becomes a RECORD."""

    def render(self, content: Content) -> tuple[Payload, ...]:
        """The content as the platform's calls, each within its limits; what does not fit becomes words."""

    def window(self, conversation: Conversation) -> Window | None:
        """Until when a person may write to this customer; None: as long as they like."""

    def own_window(self, conversation: Conversation) -> Window | None:
        """Until when we may write to this customer by ourselves; None: as long as they like."""

    def private_way(self, conversation: Conversation) -> str:
        """The address by which this public conversation goes on in private; empty where there is none."""

    def limits(self, delivery: Delivery) -> Sequence[Limit]:
        """How often the platform takes calls such as this one; the limit that fewest share comes first."""

    async def send(self, delivery: Delivery) -> str:
        """The platform's id of the sent message. Raises TryAgain, Undeliverable, Moved."""

    async def read(self, comment: Comment, conversation: Conversation) -> str:
        """The words of a comment that came without them; empty where there are none. Raises TryAgain."""

    async def show_writing(self, conversation: Conversation) -> None:
        """Show the customer for some seconds that somebody writes, where the platform can.
        Raises FrontdeskError."""

    async def show_read(self, conversation: Conversation) -> None:
        """Show the customer that the latest message was read, where the platform can.
        Raises FrontdeskError."""

    async def fetch(self, attachment: Attachment, conversation: Conversation) -> Fetched:
        """A file that somebody sent, from the platform's own hosts. Raises TryAgain, Undeliverable."""


class Desk(Protocol):
    """Where agents work, beside the console."""

    def limits(self) -> Sequence[Limit]:
        """How often the desk takes posts: cards, and lines of a thread."""

    def update_limits(self) -> Sequence[Limit]:
        """How often a card may be drawn anew."""

    async def name_of(self, agent_id: str) -> str:
        """The agent's name, as customers may read it. Raises TryAgain."""

    async def open(self, case: Case) -> str:
        """Post the card, unless a post was begun before and it is there; its reference. Raises TryAgain."""

    async def update(self, case: Case) -> None:
        """Show on the posted card what has changed."""

    async def show(self, case: Case, entries: Sequence[Entry]) -> int:
        """Post as many of the entries, in order, as fit one message, unless a post was begun before and
        they are there; the last one's position. Raises TryAgain."""

    async def show_file(self, case: Case, entry: Entry, content: bytes) -> None:
        """Put a file into the thread, unless a post was begun before and it is there. Raises TryAgain."""

    async def fetch(self, attachment: Attachment) -> Fetched:
        """A file that an agent put into a thread. Raises TryAgain, Undeliverable."""

    async def tick(self, case: Case, tick: Tick) -> None:
        """Show on an agent's own message what became of it."""

    async def tell(self, case: Case, agent_id: str, reason: str) -> None:
        """Tell one agent, and nobody else, why what they asked for was refused."""


class Store(Protocol):
    """The journal: one log of everything, and who works on what."""

    async def receive(self, arrivals: Sequence[Came]) -> None:
        """Store each once, durably, and wake who has to act. Raises TryAgain when it cannot."""

    async def take(self, owner: str, limit: int, answers: int | None = None) -> Sequence[Lane]:
        """Lease up to `limit` lanes that are due, longest due first; those that wait for the brain come last.

        What is said goes out before more is answered. `answers`: so many of these, beside `limit` others.
        """

    async def wake_all(self, kind: LaneKind) -> None:
        """Every lane of a kind that waits for a time is due now."""

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

    async def signalled_since(self, conversation_id: str) -> datetime | None:
        """When the oldest signal that waits for the brain was given; None when none waits."""

    async def offered(self, conversation_id: str) -> Sequence[Sequence[Button]]:
        """The buttons of each of the bot's latest messages, newest message first."""

    async def acts(self, conversation_id: str) -> Sequence[tuple[Entry, DeskAct]]:
        """What agents did at the desk and nobody has carried out yet, in order."""

    async def transcript(
        self, conversation_id: str, after: int, limit: int, until: int | None = None
    ) -> Sequence[Entry]:
        """Entries that have a place in the transcript, in order, after a position and up to another."""

    async def next_delivery(self, lane: Lane, last: Outcome | None = None) -> Delivery | datetime | None:
        """Note how the last one went. The oldest thing owed, now marked as sending; or when it is due;
        or None when nothing is owed, or the lane is another's by now."""

    async def ticks(self, conversation_id: str) -> Sequence[Tick]:
        """Agents' messages written at the desk whose fate the desk does not show yet."""

    async def ticked(self, tick: Tick) -> None:
        """The desk shows it now."""

    async def wanted(self, conversation_id: str) -> tuple[Conversation, Sequence[Wanted]]:
        """Files that are to be fetched, oldest first."""

    async def file_kept(self, wanted: Wanted, kept: Attachment, lane: Lane) -> bool:
        """Say in the transcript that the file is there, or why there is none; False: the conversation was
        erased meanwhile. Raises LeaseLost."""

    async def file_later(self, wanted: Wanted, due: datetime) -> None:
        """The file is to be fetched at `due`."""

    async def shop_event(self, key: str) -> Recorded | None:
        """What the shop told, by the key of the entry that passes it on; None where it was erased."""

    async def post_begins(self, handoff: Handoff, lane: Lane) -> None:
        """A post at the desk begins: until it is shown, whoever comes looks first. Raises LeaseLost."""

    async def card_shown(self, handoff: Handoff, desk_ref: str) -> None:
        """The desk's card at `desk_ref` shows the handoff's revision."""

    async def thread_shown(self, handoff: Handoff, position: int) -> None:
        """The desk's thread shows the transcript up to `position`."""


class Reader(Protocol):
    """What pages read of the journal."""

    async def queue(self, limit: int) -> Sequence[Case]:
        """Cases with an open handoff, those of high priority first, then longest waiting first."""

    async def recent(self, limit: int) -> Sequence[Case]:
        """The conversations in which something happened last, newest first."""

    async def failing(self, conversation_ids: Sequence[str]) -> Set[str]:
        """Those of them in which something could not be delivered."""

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

    async def deletion(self, code: str) -> Deletion | None:
        """Somebody's request to be forgotten, by its code."""

    async def entry(self, conversation_id: str, entry_id: int) -> Entry | None:
        """One entry of a conversation."""

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
