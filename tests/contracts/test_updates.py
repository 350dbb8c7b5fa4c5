"""Messages about orders on each database: once, only the latest, never unasked, whatever happens when.

Events are repeated and come late, two workers work at once and die, leases run out, the brain and the
platform are away, agents take over, and the customer writes on two channels, allows and stops.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import ClassVar, TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy.engine import Engine

from bot.core.entry import Content, State
from bot.core.errors import LeaseLost, Refused, Trouble, TryAgain
from bot.core.handoff import claim, return_to_bot
from bot.core.lane import Lane, LaneKind
from bot.core.shop_event import LANE, EventState, Happened, ShopEvent
from bot.core.turn import Reply, Turn
from bot.core.update_rules import UpdateRules
from bot.hours import QuietHours
from bot.store.engine import create_engine, writing
from bot.store.journal import SqlStore
from bot.store.merging import merge
from bot.store.migrate import migrate
from tests.contracts.test_any_order import Watched, _awaited, _step, empty
from tests.contracts.test_store import drop, postgres_database
from tests.fakes.house import SAM, START, FakeClock, House, open_house

T = TypeVar("T")
CLOCK = FakeClock()
WHO = ("phone", "laptop")
NTH = st.integers(0, 7)
QUIET = QuietHours(ZoneInfo("UTC"), time(21), time(8))
RULES = UpdateRules(are_on=True, quiet=QUIET)


@pytest.fixture(params=["sqlite", "postgresql"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    on_postgres = request.param == "postgresql"
    url = postgres_database() if on_postgres else f"sqlite:///{tmp_path}/journal.db"
    found = open_house(url)
    found.rules = replace(found.rules, updates=RULES)
    found.brain.says = says
    yield found
    found.store.close()
    if on_postgres:
        drop(url)


def says(turn: Turn) -> list[Reply]:
    """Known as customer 7 from the first word on; what is told is named by its event."""
    if turn.text.startswith("/order"):
        return [Reply(Content(turn.message_id))]
    return [
        Reply(
            Content("well"), facts={"customer_id": "7"}, updates={"yes": True, "stop": False}.get(turn.text)
        )
    ]


def event(nth: int, at: datetime, happened: Happened = Happened.SHIPPED, order: str = "A") -> ShopEvent:
    """Something that has happened to an order of customer 7."""
    return ShopEvent(f"e{nth}", happened, order, "7", at)


async def test_an_event_is_kept_and_decided_once_by_whoever_comes_first(house: House) -> None:
    await house.customer_says("yes")
    await house.works()
    came = event(1, START)
    await asyncio.gather(*(house.store.receive([came, came]) for _ in range(20)))
    [lane] = await house.store.take("one", 10)
    assert (lane.conversation_id, lane.kind) == (f"{LANE}7", LaneKind.UPDATE)
    [recorded] = await house.store.undecided(lane.conversation_id)
    assert (recorded.event, recorded.is_latest, recorded.state) == (came, True, EventState.WAITING)
    steps = house.steps()
    await asyncio.gather(*(steps[LaneKind.UPDATE](lane) for _ in range(5)))
    assert await house.store.undecided(lane.conversation_id) == []
    await house.store.release(lane, None)
    await house.works()
    assert house.heard()[1:] == ["update:A:e1"]


async def test_whoever_has_lost_the_lane_decides_nothing(house: House) -> None:
    await house.store.receive([event(1, START)])
    [late] = await house.store.take("one", 10)
    house.clock.forward(seconds=31)
    [lane] = await house.store.take("two", 10)
    with pytest.raises(LeaseLost):
        await house.steps()[LaneKind.UPDATE](late)
    assert await house.store.undecided(lane.conversation_id)


async def test_what_is_known_of_an_order_does_not_mix_with_another_customers(house: House) -> None:
    await house.store.receive([event(1, START), replace(event(2, START + timedelta(1)), customer_id="8")])
    await house.store.receive([replace(event(3, START + timedelta(1)), order_number="B")])
    await house.store.receive([ShopEvent("e4", None, raw={"kind": "order.exploded"})])
    found = await house.store.undecided(f"{LANE}7")
    assert [(one.event.id, one.is_latest) for one in found] == [("e1", True), ("e3", True)]
    kept = {row["event_id"]: row["state"] for row in await house.store.shop_told(10)}
    assert kept["e4"] == "ignored"


async def test_what_was_allowed_goes_along_when_a_conversation_becomes_another(house: House) -> None:
    await house.customer_says("yes", "public")
    await house.works()
    house.clock.now = START.replace(hour=22)
    await house.store.receive([event(1, house.clock())])
    await house.works()
    with writing(house.store._transactions.engine) as connection:
        merge(connection, "fake:public", "fake:private", house.clock().timestamp())
    found = await house.store.allowing("7")
    assert found
    assert found.conversation.id == "fake:private"
    assert [
        row["event_id"] for row in await house.store.export("fake:private") if row["table"] == "shop_events"
    ]
    await house.works(seconds=11 * 3600)
    assert house.heard("private") == ["update:A:e1"]


class AnyNews(RuleBasedStateMachine):
    """One customer of the shop with two conversations and two orders; two workers."""

    stores: ClassVar[tuple[SqlStore, SqlStore]]
    engine: ClassVar[Engine]
    loop: ClassVar[asyncio.AbstractEventLoop]

    def __init__(self) -> None:
        super().__init__()
        empty(self.engine)
        CLOCK.now = START
        self.channel = Watched()
        self.channel.holders = self.stores[0]
        self.house = House(self.stores[0], CLOCK, channel=self.channel)
        self.house.rules = replace(self.house.rules, updates=RULES)
        self.house.brain.says = self.says
        self.workers = self.house, replace(self.house, store=self.stores[1])
        self.numbers = count(1)
        self.came: list[ShopEvent] = []
        self.late: list[ShopEvent] = []
        self.taken: list[tuple[House, Lane]] = []
        self.talked: set[str] = set()
        for who in WHO:
            self.customer_says(who, "yes")
        self.do(self.house.works())

    def do(self, work: Awaitable[T]) -> T:
        return self.loop.run_until_complete(_awaited(work))

    def says(self, turn: Turn) -> list[Reply]:
        """What is put to the brain holds at that very moment."""
        if turn.text.startswith("/order"):
            told = next(one for one in self.came if one.key == turn.message_id)
            later = [o for o in self.came if o.order_number == told.order_number and _at(o) > _at(told)]
            assert not later, "only the latest"
            assert turn.metadata["updates"]["allowed"], "only who allows it"
            assert CLOCK() - _at(told) <= timedelta(days=2), "only news"
            assert QUIET.ends(CLOCK()) is None, "not in quiet hours"
        return says(turn)

    # The shop

    @rule(
        order=st.sampled_from("AB"),
        happened=st.sampled_from(Happened),
        ago=st.sampled_from((0, 0, 5, 3000, 200_000)),
    )
    def shop_tells(self, order: str, happened: Happened, ago: int) -> None:
        nth = next(self.numbers)
        at = CLOCK() - timedelta(seconds=ago, milliseconds=-nth)
        self._receive(event(nth, at, happened, order))

    @rule(order=st.sampled_from("AB"))
    def shop_is_slow_to_tell(self, order: str) -> None:
        self.late.append(event(next(self.numbers), CLOCK(), Happened.DELAYED, order))

    @precondition(lambda self: self.late)
    @rule()
    def what_was_held_up_arrives(self) -> None:
        self._receive(self.late.pop(0))

    @precondition(lambda self: self.came)
    @rule(nth=NTH, worker=st.integers(0, 1))
    def shop_repeats_itself(self, nth: int, worker: int) -> None:
        again = self.came[nth % len(self.came)]
        self.do(self.workers[worker].store.receive([again, again]))

    def _receive(self, one: ShopEvent) -> None:
        self.came.append(one)
        self.do(self.house.store.receive([one, one]))

    # The customer, and who works

    @rule(who=st.sampled_from(WHO), words=st.sampled_from(("yes", "stop", "hello", "hello")))
    def customer_says(self, who: str, words: str) -> None:
        self.do(self.house.customer_says(words, who))

    @rule(who=st.sampled_from(WHO), comes=st.booleans())
    def agent_comes_or_goes(self, who: str, comes: bool) -> None:
        move = claim(SAM, CLOCK()) if comes else return_to_bot(SAM, CLOCK())
        try:
            self.do(self.house.store.change(f"fake:{who}", move))
        except Refused:
            return

    @rule(worker=st.integers(0, 1), most=st.integers(1, 4), at_once=st.booleans())
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

    @rule(nth=NTH)
    def worker_dies(self, nth: int) -> None:
        if self.taken:
            self.taken.pop(nth % len(self.taken))

    @rule()
    def all_that_is_due_is_done(self) -> None:
        while lanes := self.do(self.house.store.take(self.house.store.owner, 10)):
            for lane in lanes:
                self.do(_step(self.house, lane))

    @rule(seconds=st.sampled_from((1, 31, 31, 600, 3600, 6 * 3600, 90_000)))
    def time_passes(self, seconds: float) -> None:
        CLOCK.forward(seconds=seconds)

    @rule(away=st.booleans())
    def brain_is_away_or_back(self, away: bool) -> None:
        self.house.brain.away = away

    @rule()
    def platform_cannot_be_reached_once(self) -> None:
        self.channel.failures = [TryAgain("away", trouble=Trouble.UNREACHABLE)]

    @rule()
    def another_works_in_the_middle_of_the_next_turn(self) -> None:
        async def works(turn: Turn) -> None:
            self.house.brain.meanwhile = None
            CLOCK.forward(seconds=31)
            other = self.workers[1]
            for lane in await other.store.take(other.store.owner, 4):
                await _step(other, lane)

        self.house.brain.meanwhile = works

    def teardown(self) -> None:
        """All comes to rest; whoever allows it then is told what happens then."""
        self.house.brain.away, self.house.brain.meanwhile, self.channel.failures = False, None, []
        CLOCK.forward(seconds=31)  # whoever has died holds nothing any more
        for who in WHO:
            self.agent_comes_or_goes(who, comes=False)
        self.do(self.house.works(seconds=86_400))
        CLOCK.now = (CLOCK() + timedelta(days=1)).replace(hour=12)
        self.customer_says("phone", "yes")
        self.do(self.house.works())
        last = event(next(self.numbers), CLOCK(), Happened.REFUNDED)
        self._receive(last)
        self.do(self.house.works())
        told = [text for _, text in self.channel.sent if text.startswith("update:")]
        assert told[-1:] == [last.key], "what happens now is told"
        assert len(told) == len(set(told)), "once"
        for order in "AB":
            times = [
                _at(one) for key in told for one in self.came if one.key == key and one.order_number == order
            ]
            assert all(earlier <= later for earlier, later in pairwise(times)), (
                "never an earlier one after a later"
            )
        assert not self.channel.talked_over, "the bot was silent while a person held the conversation"
        assert not self.do(self.house.store.undecided(f"{LANE}7"))
        for who in WHO:
            transcript = self.do(self.house.store.transcript(f"fake:{who}", 0, 1000))
            assert all(entry.state is not State.WAITING for entry in transcript)


def _at(one: ShopEvent) -> datetime:
    assert one.occurred_at
    return one.occurred_at


@pytest.mark.timeout(300)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_each_event_is_told_at_most_once_and_only_the_latest(database: str, tmp_path: Path) -> None:
    url = postgres_database() if database == "postgresql" else f"sqlite:///{tmp_path}/journal.db"
    AnyNews.engine, AnyNews.loop = create_engine(url), asyncio.new_event_loop()
    migrate(AnyNews.engine)
    AnyNews.stores = (
        SqlStore(create_engine(url), CLOCK, desk=True),
        SqlStore(create_engine(url), CLOCK, desk=True),
    )
    try:
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            AnyNews,
            settings=settings(
                max_examples=40,
                stateful_step_count=40,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        for store in AnyNews.stores:
            store.close()
        AnyNews.engine.dispose()
        AnyNews.loop.close()
        if database == "postgresql":
            drop(url)
