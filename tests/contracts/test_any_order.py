"""Anything in any order, on each database.

Messages and parts of albums are repeated, swapped and late; two workers work at once and die; leases run out;
agents take over in the middle of a turn; the clock jumps both ways.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy.engine import Engine

from bot.core.arrival import Arrival
from bot.core.conversation import Agent, Holder
from bot.core.delivery import Delivery
from bot.core.entry import Author, Content, Entry, Kind, State
from bot.core.errors import LeaseLost, Refused, Trouble, TryAgain
from bot.core.handoff import claim, reply, resolve, return_to_bot
from bot.core.lane import Lane
from bot.core.turn import HandoffRequest, Reply, Turn
from bot.store.engine import create_engine, writing
from bot.store.journal import SqlStore
from bot.store.migrate import migrate
from bot.store.tables import metadata
from tests.contracts.test_store import drop, postgres_database
from tests.fakes.house import KIM, SAM, START, FakeChannel, FakeClock, House

T = TypeVar("T")
MOST = 12
"""Messages of one customer; of very many at once not all are answered one by one."""
PEOPLE = st.integers(0, 1)
NTH = st.integers(0, 7)
"""Which of those that are there: nothing that is drawn depends on what the database answers."""
CLOCK = FakeClock()
WISHES = st.sampled_from(("", "", "", " person"))
AGENTS = st.sampled_from((SAM, KIM))


class Watched(FakeChannel):
    """Notes whoever speaks out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.talked_over: list[str] = []
        self.holders: SqlStore | None = None

    async def send(self, delivery: Delivery) -> str:
        assert self.holders
        case = await self.holders.case(delivery.conversation.id)
        if delivery.author is Author.BOT and case.conversation.holder is Holder.AGENT:
            self.talked_over.append(delivery.payload["text"])
        return await super().send(delivery)


class AnyOrder(RuleBasedStateMachine):
    """Two workers, two customers, two agents; the drawn steps happen, then everything comes to rest."""

    stores: ClassVar[tuple[SqlStore, SqlStore]]
    engine: ClassVar[Engine]
    loop: ClassVar[asyncio.AbstractEventLoop]

    def __init__(self) -> None:
        super().__init__()
        empty(self.engine)
        self.channel = Watched()
        self.channel.holders = self.stores[0]
        self.house = House(self.stores[0], CLOCK, channel=self.channel)
        self.workers = self.house, replace(self.house, store=self.stores[1])
        CLOCK.now = START
        self.numbers = count(1)
        self.people = ["anna", "ben"]
        self.said: dict[str, list[Arrival]] = {name: [] for name in self.people}
        self.late: list[Arrival] = []
        """What the platform has not told yet."""
        self.delayed: list[str] = []
        self.replied: dict[str, list[str]] = {name: [] for name in self.people}
        self.taken: list[tuple[House, Lane]] = []
        self.house.brain.says = says

    def do(self, work: Awaitable[T]) -> T:
        """One step of the machine is sync; the journal is not."""
        return self.loop.run_until_complete(_awaited(work))

    # Customers and their platform

    @rule(person=PEOPLE, lines=st.lists(st.tuples(WISHES, st.booleans()), min_size=1, max_size=3))
    def customer_writes(self, person: int, lines: list[tuple[str, bool]]) -> None:
        for wishes, is_late in lines:
            if len(self.said[self.people[person]]) < MOST:
                self._writes(self.people[person], wishes, is_late)

    @rule(person=PEOPLE, parts=st.lists(st.booleans(), min_size=2, max_size=4), words=st.booleans())
    def customer_sends_an_album(self, person: int, parts: list[bool], words: bool) -> None:
        name, album = self.people[person], f"fake:album:{next(self.numbers)}"
        if len(self.said[name]) + len(parts) > MOST:
            return
        for is_late in parts:
            self._writes(name, "", is_late, album)
        if words:
            self._writes(name, "", False)

    def _writes(self, name: str, wishes: str, is_late: bool, album: str = "") -> None:
        number = next(self.numbers)
        arrival = Arrival(
            key=f"fake:{number}",
            conversation_id=f"fake:{name}",
            channel="fake",
            kind=Kind.MESSAGE,
            content=Content(f"<{number}>{wishes}", album=album),
            order=number,
            customer_name=name,
        )
        self.said[name].append(arrival)
        if is_late:
            self.late.append(arrival)
            self.delayed.append(arrival.content.text)
        else:
            self.do(self.house.store.receive([arrival, arrival]))

    @precondition(lambda self: self.late)
    @rule(data=st.data(), worker=PEOPLE)
    def what_was_held_up_arrives(self, data: st.DataObject, worker: int) -> None:
        arrival = self.late.pop(data.draw(st.integers(0, len(self.late) - 1)))
        self.do(self.workers[worker].store.receive([arrival]))

    @precondition(lambda self: any(self.said.values()))
    @rule(data=st.data(), worker=PEOPLE)
    def platform_repeats_itself(self, data: st.DataObject, worker: int) -> None:
        arrivals = [arrival for said in self.said.values() for arrival in said if arrival not in self.late]
        if arrivals:
            self.do(self.workers[worker].store.receive(data.draw(st.lists(st.sampled_from(arrivals)))))

    # Workers

    @rule(worker=PEOPLE, most=st.integers(1, 4), at_once=st.booleans())
    def worker_takes(self, worker: int, most: int, at_once: bool) -> None:
        house = self.workers[worker]
        for lane in self.do(house.store.take(house.store.owner, most)):
            if at_once:
                self.do(_step(house, lane))
            else:
                self.taken.append((house, lane))

    @rule(nth=NTH)
    def worker_works_what_it_took_before(self, nth: int) -> None:
        if self.taken:
            self.do(_step(*self.taken.pop(nth % len(self.taken))))

    @rule()
    def all_that_is_due_is_done(self) -> None:
        while lanes := self.do(self.house.store.take(self.house.store.owner, 10)):
            for lane in lanes:
                self.do(_step(self.house, lane))

    @rule(nth=NTH)
    def worker_dies(self, nth: int) -> None:
        if self.taken:
            self.taken.pop(nth % len(self.taken))

    @rule(seconds=st.sampled_from((0.5, 2, 31, 31, 300, 700, -2, -40, -4000)))
    def clock_jumps(self, seconds: float) -> None:
        self.house.clock.forward(seconds=seconds)

    # Whoever else is there

    @rule(agent=AGENTS, person=PEOPLE)
    def agent_claims(self, agent: Agent, person: int) -> None:
        self._acts(person, claim(agent, self.house.clock()))

    @rule(agent=AGENTS, person=PEOPLE)
    def agent_replies(self, agent: Agent, person: int) -> None:
        text = f"{agent.name} {next(self.numbers)}"
        if self._acts(person, reply(agent, Content(text), self.channel, self.house.clock())):
            self.replied[self.people[person]].append(text)

    @rule(agent=AGENTS, person=PEOPLE, solved=st.booleans())
    def agent_ends(self, agent: Agent, person: int, solved: bool) -> None:
        self._acts(person, (resolve if solved else return_to_bot)(agent, self.house.clock()))

    @rule(agent=AGENTS, person=PEOPLE)
    def agent_comes_in_the_middle_of_the_next_turn(self, agent: Agent, person: int) -> None:
        async def comes(turn: Turn) -> None:
            self.house.brain.meanwhile = None
            with contextlib.suppress(Refused):
                await self.house.store.change(turn.conversation_id, claim(agent, self.house.clock()))

        self.house.brain.meanwhile = comes

    @rule()
    def another_works_in_the_middle_of_the_next_turn(self) -> None:
        async def works(turn: Turn) -> None:
            self.house.brain.meanwhile = None
            self.house.clock.forward(seconds=31)
            other = self.workers[1]
            for lane in await other.store.take(other.store.owner, 4):
                await _step(other, lane)

        self.house.brain.meanwhile = works

    @rule(away=st.booleans())
    def brain_is_away_or_back(self, away: bool) -> None:
        self.house.brain.away = away

    @rule()
    def platform_cannot_be_reached_once(self) -> None:
        self.channel.failures = [TryAgain("away", trouble=Trouble.UNREACHABLE)]

    def _acts(self, person: int, move: Any) -> bool:
        name = self.people[person]
        if not any(arrival not in self.late for arrival in self.said[name]):
            return False
        with contextlib.suppress(Refused):
            self.do(self.house.store.change(f"fake:{name}", move))
            return True
        return False

    # What must be true in the end

    def teardown(self) -> None:
        """Everybody comes back, and all that is left is done."""
        self.house.brain.away, self.house.brain.meanwhile = False, None
        self.channel.failures = []
        self.house.clock.forward(hours=3)
        self.do(self.house.store.receive(self.late))
        self.do(self.house.works(seconds=3600))
        for name in filter(self.said.__getitem__, self.people):
            self._assert_all_is_well(name)

    def _assert_all_is_well(self, name: str) -> None:
        transcript = self.do(self.house.store.transcript(f"fake:{name}", 0, 1000))
        texts = [arrival.content.text for arrival in self.said[name]]
        placed = [entry.content.text for entry in transcript if entry.author is Author.CUSTOMER]
        assert sorted(placed) == sorted(texts), "each message is one entry"
        in_time = [text for text in texts if text not in self.delayed]
        assert [text for text in placed if text in in_time] == in_time, "in the platform's order"
        assert all(entry.state is not State.WAITING for entry in transcript), "nothing is left waiting"
        heard = self.house.heard(name)
        answers = [text for text in heard if text.startswith("bot: <")]
        turns = _turns(transcript)
        due = [f"bot: {text}" for text in turns]
        assert answers == [text for text in due if text in answers], (
            "each answer once, in the transcript's order"
        )
        superseded = {entry.content.text for entry in transcript if entry.state is State.SUPERSEDED}
        unsent = {entry.content.text for entry in transcript if entry.delivery == "superseded"}
        at_desk = {_turn_of(entry) for entry in self.house.desk.thread}
        for text, answer in zip(turns, due, strict=True):
            assert answer in answers or answer in superseded | unsent or text in at_desk, (
                f"{text} went nowhere"
            )
        assert [text for text in heard if text in self.replied[name]] == self.replied[name]
        assert not self.channel.talked_over, "the bot was silent while a person held the conversation"


def empty(engine: Engine) -> None:
    """Nothing of what happened before is left."""
    with writing(engine) as connection:
        for table in metadata.sorted_tables:
            connection.execute(table.delete())


def _turn_of(entry: Entry) -> str:
    """What the bot calls the turn: the text, or the album."""
    album = entry.content.album
    return f"<{album}>" if album else entry.content.text


def _turns(transcript: Sequence[Entry]) -> list[str]:
    """What customers said, an album once, in the place of its first part."""
    return list(dict.fromkeys(_turn_of(entry) for entry in transcript if entry.author is Author.CUSTOMER))


def says(turn: Turn) -> list[Reply]:
    """What the bot says; whoever says "person" gets one."""
    is_album = turn.message_id.startswith("fake:album:")
    told = [Reply(Content(f"bot: <{turn.message_id}>" if is_album else f"bot: {turn.text}"))]
    return [*told, Reply(handoff=HandoffRequest("customer_asked"))] if "person" in turn.text else told


async def _awaited(work: Awaitable[T]) -> T:
    return await work


async def _step(house: House, lane: Lane) -> None:
    """As the worker does it."""
    with contextlib.suppress(LeaseLost):
        await house.store.release(lane, await house.steps()[lane.kind](lane))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_whatever_happens_in_whatever_order_nothing_is_lost_doubled_or_said_out_of_turn(
    database: str, tmp_path: Path
) -> None:
    url = postgres_database() if database == "postgresql" else f"sqlite:///{tmp_path}/journal.db"
    AnyOrder.engine, AnyOrder.loop = create_engine(url), asyncio.new_event_loop()
    migrate(AnyOrder.engine)
    first, second = (SqlStore(create_engine(url), CLOCK, desk=True) for _ in range(2))
    AnyOrder.stores = first, second
    try:
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            AnyOrder,
            settings=settings(
                max_examples=100,
                stateful_step_count=40,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        first.close()
        second.close()
        AnyOrder.engine.dispose()
        AnyOrder.loop.close()
        if database == "postgresql":
            drop(url)
