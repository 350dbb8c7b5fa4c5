"""A whole Frontdesk without a network: the real store and steps, with fakes at the doors."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.core.answer import Answerer
from bot.core.arrival import Arrival
from bot.core.case import Case
from bot.core.conversation import Agent, Conversation
from bot.core.courtesy import Courtesy
from bot.core.deliver import Deliverer
from bot.core.delivery import Delivery, Payload, Tick
from bot.core.desk import DeskKeeper
from bot.core.desk_rules import Rules
from bot.core.entry import Attachment, Comment, Content, Entry, Kind
from bot.core.errors import Trouble, TryAgain, Undeliverable
from bot.core.fetch import Fetcher
from bot.core.files import Fetched
from bot.core.lane import Lane, LaneKind
from bot.core.pace import Limit, Pace
from bot.core.reach import Reach
from bot.core.turn import Reply, Turn, Understanding
from bot.core.updates import Judge, Updater
from bot.core.watching import Watcher
from bot.core.window import Window
from bot.hours import AlwaysOpen
from bot.store.engine import create_engine
from bot.store.journal import SqlStore
from bot.store.migrate import migrate

START = datetime(2026, 11, 2, 10, 0, tzinfo=timezone.utc)


INTENTS = {
    "broken": "complaint",
    "fire": "emergency",
    "love": "praise",
    "followers": "spam",
    "hello": "greet",
    "ship": "delivery_time",
    "order": "track_order",
}
"""What the fake brain understands, by a word in the text."""


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Move on, such as `forward(minutes=5)`."""
        self.now += timedelta(**span)


class FakeBrain:
    """Answers by a function of the text; can be away, or out of reach; counts its turns."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.forgotten: list[str] = []
        self.away = self.out_of_reach = False
        self.missed = 0
        """How often somebody tried in vain."""
        self.says: Callable[[Turn], Sequence[Reply]] = lambda turn: [Reply(Content(f"bot: {turn.text}"))]
        self.meanwhile: Callable[[Turn], Awaitable[None]] | None = None

    async def forget(self, conversation_id: str) -> None:
        self.forgotten.append(conversation_id)

    async def understand(self, text: str) -> Understanding:
        """By a word that stands for an intent; nothing where there is none."""
        if self.away or self.out_of_reach:
            self.missed += 1
            raise TryAgain("away", trouble=Trouble.UNREACHABLE if self.out_of_reach else Trouble.IN_TROUBLE)
        return Understanding(
            next((intent for word, intent in INTENTS.items() if word in text.lower()), ""), 0.9
        )

    async def turn(self, turn: Turn) -> Sequence[Reply]:
        if self.away or self.out_of_reach:
            self.missed += 1
            raise TryAgain("away", trouble=Trouble.UNREACHABLE if self.out_of_reach else Trouble.IN_TROUBLE)
        self.turns.append(turn)
        if self.meanwhile:
            await self.meanwhile(turn)
        return self.says(turn)


class FakeChannel:
    """Keeps what it sent; fails as it is told to."""

    name = "fake"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.failures: list[Exception] = []
        self.allowed: Sequence[Limit] = ()
        self.signs: list[str] = []
        self.closes: Window | None = None
        self.closes_for_bot: Window | None = None
        self.unfetchable: list[Exception] = []

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        return None

    def parse(self, event: Any) -> Sequence[Arrival]:
        return []

    def render(self, content: Content) -> tuple[Payload, ...]:
        return tuple({"text": line} for line in content.text.split("\n") if line)

    def window(self, conversation: Conversation) -> Window | None:
        return self.closes

    def own_window(self, conversation: Conversation) -> Window | None:
        return self.closes_for_bot

    def private_way(self, conversation: Conversation) -> str:
        return ""

    async def show_writing(self, conversation: Conversation) -> None:
        self.signs.append("writing")

    async def show_read(self, conversation: Conversation) -> None:
        self.signs.append("read")

    async def fetch(self, attachment: Attachment, conversation: Conversation) -> Fetched:
        if self.unfetchable:
            raise self.unfetchable.pop(0)
        return Fetched(b"content of " + attachment.reference.encode(), attachment.name)

    def limits(self, delivery: Delivery) -> Sequence[Limit]:
        return self.allowed

    async def read(self, comment: Comment, conversation: Conversation) -> str:
        return f"words of {comment.id}"

    async def send(self, delivery: Delivery) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((delivery.conversation.id, delivery.payload["text"]))
        return f"fake:{delivery.id}"


class FakeDesk:
    """Keeps cards, threads, ticks and what single agents were told."""

    def __init__(self) -> None:
        self.cards: list[Case] = []
        self.updates: list[Case] = []
        self.thread: list[Entry] = []
        self.ticks: list[Tick] = []
        self.files: list[bytes] = []
        self.told: list[tuple[str, str]] = []
        self.away = False
        self.page = 3
        self.allowed: Sequence[Limit] = ()

    def limits(self) -> Sequence[Limit]:
        return self.allowed

    def update_limits(self) -> Sequence[Limit]:
        return self.allowed

    async def name_of(self, agent_id: str) -> str:
        return agent_id.rsplit(":", 1)[-1].capitalize()

    async def open(self, case: Case) -> str:
        if self.away:
            raise TryAgain("away")
        self.cards.append(case)
        return f"C1:{len(self.cards)}"

    async def update(self, case: Case) -> None:
        self.updates.append(case)

    async def show(self, case: Case, entries: Sequence[Entry]) -> int:
        page = entries[: self.page]
        self.thread += page
        return page[-1].position or 0

    async def show_file(self, case: Case, entry: Entry, content: bytes) -> None:
        self.thread.append(entry)
        self.files.append(content)

    async def fetch(self, attachment: Attachment) -> Fetched:
        return Fetched(b"from the desk", attachment.name)

    async def tick(self, case: Case, tick: Tick) -> None:
        if tick.reason == "gone":
            raise Undeliverable("gone")
        self.ticks.append(tick)

    async def tell(self, case: Case, agent_id: str, reason: str) -> None:
        self.told.append((agent_id, reason))


class FakeFiles:
    """Keeps files in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def keep(
        self, conversation_id: str, name: str, attachment: Attachment, found: Fetched
    ) -> Attachment:
        if found.content.startswith(b"MZ"):
            raise Undeliverable("it is a program.")
        file = f"{conversation_id}/{name}"
        self.kept[file] = found.content
        kind = "image/png" if found.content.startswith(b"\x89PNG") else "text/html"
        shown = found.name or attachment.name
        return replace(attachment, name=shown, file=file, media_type=kind, size=len(found.content))

    async def forget(self, conversation_id: str) -> None:
        self.kept = {
            file: kept for file, kept in self.kept.items() if not file.startswith(f"{conversation_id}/")
        }

    async def read(self, file: str) -> bytes:
        if file not in self.kept:
            raise Undeliverable("gone")
        return self.kept[file]


@dataclass
class House:
    """Frontdesk, its fakes, and the words tests speak."""

    store: SqlStore
    clock: FakeClock = field(default_factory=FakeClock)
    brain: FakeBrain = field(default_factory=FakeBrain)
    channel: FakeChannel = field(default_factory=FakeChannel)
    desk: FakeDesk = field(default_factory=FakeDesk)
    pace: Pace = field(default_factory=Pace)
    reach: Reach = field(default_factory=Reach)
    files: FakeFiles = field(default_factory=FakeFiles)
    rules: Rules = field(default_factory=lambda: Rules(AlwaysOpen()))
    numbered: int = 0

    async def customer_says(self, text: str, who: str = "anna", **arrival: Any) -> Arrival:
        """Something arrives from a customer, and is stored."""
        self.numbered += 1
        came = Arrival(
            key=f"fake:{self.numbered}",
            conversation_id=f"fake:{who}",
            channel="fake",
            kind=Kind.MESSAGE,
            content=Content(text),
            order=self.numbered,
            at=self.clock(),
            customer_name=who.capitalize(),
        )
        came = replace(came, **arrival)
        await self.store.receive([came])
        return came

    async def works(self, until: int = 1000, seconds: float = 0) -> None:
        """Workers do all that is due now, or becomes due in so many seconds."""
        steps, end = self.steps(), self.clock() + timedelta(seconds=seconds)
        for _ in range(until):
            lanes = await self.store.take(self.store.owner, 10)
            if not lanes:
                due = await self.store.next_due()
                if due is None or due > end:
                    self.clock.now = max(self.clock.now, end)
                    return
                self.clock.now = max(self.clock.now, due)
            for lane in lanes:
                await self.store.release(lane, await steps[lane.kind](lane))
        raise AssertionError("the work never ends")

    def steps(self) -> dict[LaneKind, Callable[[Lane], Awaitable[datetime | None]]]:
        """The real steps on the fake doors."""
        channels = {"fake": self.channel}
        asking = (self.store, self.brain, channels, self.rules, _sentences)
        courtesy = Courtesy(channels, self.clock, self.pace)
        answerer = Answerer(*asking, self.clock, self.pace, courtesy, self.reach)
        judge = Judge(channels, self.rules.updates.quiet, self.clock)
        keeper = DeskKeeper(self.store, self.desk, channels, self.clock, self.pace, self.rules, self.files)
        return {
            LaneKind.ACT: keeper.act,
            LaneKind.ANSWER: answerer.answer,
            LaneKind.SEND: Deliverer(self.store, channels, self.clock, self.pace).deliver,
            LaneKind.DESK: keeper.show,
            LaneKind.FETCH: Fetcher(self.store, channels, self.files, self.clock).fetch,
            LaneKind.WATCH: Watcher(self.store, self.rules, self.clock).watch,
            LaneKind.UPDATE: Updater(self.store, judge).update,
        }

    def heard(self, who: str = "anna") -> list[str]:
        """What the customer was sent."""
        return [text for conversation, text in self.channel.sent if conversation == f"fake:{who}"]

    async def said(self, who: str = "anna") -> list[str]:
        """The transcript, a line each: author and text."""
        found = await self.store.transcript(f"fake:{who}", 0, 1000)
        return [f"{entry.author.value}: {entry.content.text}" for entry in found]


def _sentences(name: str, channel: str) -> Content:
    return Content(name)


def open_house(url: str) -> House:
    """A house on a fresh database."""
    engine = create_engine(url)
    migrate(engine)
    clock = FakeClock()
    return House(SqlStore(engine, clock, desk=True), clock)


SAM = Agent("console:sam", "Sam")
KIM = Agent("console:kim", "Kim")
