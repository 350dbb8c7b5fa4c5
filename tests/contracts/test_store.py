"""The contract of the journal, on every database it runs on."""

import asyncio
import os
import threading
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.arrival import Arrival, DeskAct, Verb
from bot.core.case import Handoff
from bot.core.delivery import Delivery, Failed, Paced, Postponed, Sent
from bot.core.entry import Attachment, Author, Comment, Content, Deed, Kind, State
from bot.core.errors import LeaseLost
from bot.core.handoff import claim, reply, request, resolve
from bot.core.lane import Lane, LaneKind
from bot.core.turn import HandoffRequest
from bot.store.engine import create_engine, writing
from bot.store.journal import SqlStore
from bot.store.merging import merge
from bot.store.migrate import migrate
from tests.fakes.house import SAM, House, open_house

POSTGRES = os.environ.get("FRONTDESK_TEST_POSTGRES_URL", "postgresql://127.0.0.1/test")
ANNA = "fake:anna"
ASKED = HandoffRequest("customer_asked")
CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN frontdesk'"


def postgres_database() -> str:
    """A fresh schema of the test database; skips where there is none."""
    engine = create_engine(POSTGRES)
    schema = f"frontdesk_{uuid.uuid4().hex[:12]}"
    try:
        with engine.begin() as connection:
            connection.execute(sa.text(f"CREATE SCHEMA {schema}"))
    except sa.exc.OperationalError:
        pytest.skip(f"no PostgreSQL answers at {POSTGRES}")
    finally:
        engine.dispose()
    return f"{POSTGRES}?options=-csearch_path%3D{schema}"


def drop(url: str) -> None:
    """Remove the schema again."""
    engine = create_engine(POSTGRES)
    with engine.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA {url.rsplit('%3D', 1)[1]} CASCADE"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    on_postgres = request.param == "postgresql"
    url = postgres_database() if on_postgres else f"sqlite:///{tmp_path}/journal.db"
    found = open_house(url)
    yield found
    found.store.close()
    if on_postgres:
        drop(url)


async def test_a_message_is_one_entry_however_often_it_arrives(house: House) -> None:
    came = await house.customer_says("hello")
    await asyncio.gather(*(house.store.receive([came, came]) for _ in range(20)))
    _, waiting = await house.store.begin(ANNA)
    assert [entry.content.text for entry in waiting] == ["hello"]


COMMENTED = Arrival(
    "c1",
    "fake:public",
    "fake",
    Kind.COMMENT,
    Content("it is broken", deed=Deed.COMMENTED, comment=Comment("1")),
    platform_id="1",
    address={"comment": {"id": "1", "spot": "comment", "at": 0}},
)
EDIT = Content("it is all broken", deed=Deed.EDITED)


@pytest.mark.parametrize(
    "came",
    [
        replace(COMMENTED, key="c2"),
        replace(COMMENTED, key="e1", kind=Kind.ASIDE, continues=True, concerns="1", content=EDIT, address={}),
        DeskAct("a1", "slack:T1:U1", Verb.REPLY, desk_ref="C1:1", content=Content("Hello Anna")),
    ],
    ids=["comment", "edit", "reply"],
)
async def test_what_comes_while_a_conversation_becomes_another_is_the_others(
    house: House, came: Arrival | DeskAct
) -> None:
    await house.store.receive([COMMENTED])
    await house.store.begin("fake:public")
    case = await house.store.change("fake:public", request(ASKED, house.clock(), house.rules))
    assert case.handoff
    await house.store.card_shown(case.handoff, "C1:1")
    begun, may_end = threading.Event(), threading.Event()

    def becomes_another() -> None:
        with writing(house.store._transactions.engine) as connection:
            merge(connection, "fake:public", "fake:private", house.clock().timestamp())
            begun.set()
            may_end.wait(10)

    merging = asyncio.get_running_loop().run_in_executor(None, becomes_another)
    await asyncio.to_thread(begun.wait)
    receiving = asyncio.create_task(house.store.receive([came]))
    await asyncio.sleep(0.1)  # so that it has looked
    may_end.set()
    await asyncio.gather(merging, receiving)
    found = await house.store.find("fake:public")
    assert found
    assert found.conversation.id == "fake:private"
    assert not await house.store.export("fake:public")
    keys = [row["key"] for row in await house.store.export("fake:private") if row["table"] == "entries"]
    assert came.key in keys


async def test_what_was_asked_in_public_is_taken_up_once_and_by_whoever_asked_it(house: House) -> None:
    in_public = {"public": True}
    await house.customer_says("where is my order?", "group", by="anna", address=in_public)
    await house.customer_says("and mine?", "group", by="ben", address=in_public)
    await house.works()
    for key in ("fake:a", "fake:b"):
        for who in ("anna", "carl"):
            await house.customer_says("hello", who, key=f"{key}{who}", by=who, takes_up="fake:group")
    await house.works()
    assert await house.said("anna") == [
        *("customer: where is my order?", "customer: hello"),
        *("bot: bot: where is my order?", "bot: bot: hello"),
    ]
    assert await house.said("carl") == ["customer: hello", "customer: hello", *["bot: bot: hello"] * 2]
    await house.customer_says("it is FD-10432", "group", by="anna", address=in_public)
    await house.works()
    await house.customer_says("hello", by="anna", takes_up="fake:group")
    await house.works()
    assert (await house.said("anna"))[-1] == "bot: bot: it is FD-10432"


async def test_from_a_private_conversation_nothing_is_taken_up(house: House) -> None:
    await house.customer_says("my secret", "ben", by="anna")
    await house.works()
    await house.customer_says("hello", by="anna", takes_up="fake:ben")
    await house.works()
    assert await house.said() == ["customer: hello", "bot: bot: hello"]


async def test_a_call_that_cannot_be_stored_leaves_nothing_and_takes_nobody_with_it(house: House) -> None:
    good = await house.customer_says("good")
    poison = replace(good, key="fake:bad", content=Content(custom={"not json": object()}))
    calls = [[replace(good, key="fake:mate"), poison], [replace(good, key="fake:other")]]
    results = await asyncio.gather(*map(house.store.receive, calls), return_exceptions=True)
    assert [isinstance(result, Exception) for result in results] == [True, False]
    _, waiting = await house.store.begin(ANNA)
    assert [entry.key for entry in waiting] == ["fake:1", "fake:other"]


async def test_records_are_kept_and_are_nobodys_turn(house: House) -> None:
    seen = Arrival("fake:read:1", ANNA, "fake", Kind.RECORD, label="read", raw={"watermark": 1})
    await house.store.receive([seen])
    assert await house.store.take("w1", 10) == []
    [row] = await house.store.export(ANNA)
    assert row["raw"] == {"label": "read", "event": {"watermark": 1}}


async def test_one_lane_has_one_holder(house: House) -> None:
    await house.customer_says("hello")
    takers = await asyncio.gather(*(house.store.take(f"w{n}", 5) for n in range(8)))
    assert sum(len(taken) for taken in takers) == 1


async def test_a_lease_runs_out_and_its_old_holder_can_change_nothing(house: House) -> None:
    await house.customer_says("hello")
    [old] = await house.store.take("dead", 1)
    assert await house.store.take("alive", 1) == []
    house.clock.forward(seconds=31)
    [new] = await house.store.take("alive", 1)
    assert new.conversation_id == ANNA
    with pytest.raises(LeaseLost):
        await house.store.change(ANNA, claim(SAM, house.clock()), old)
    with pytest.raises(LeaseLost):
        await house.store.renew(old)
    await house.store.release(old, None)
    await house.store.renew(new)


async def test_a_lane_woken_while_it_is_worked_is_due_again(house: House) -> None:
    await house.customer_says("one")
    [lane] = await house.store.take("w", 1)
    await house.customer_says("two")
    await house.store.release(lane, None)
    assert len(await house.store.take("w", 1)) == 1


async def test_a_released_lane_rests_until_it_is_due(house: House) -> None:
    await house.customer_says("one")
    [lane] = await house.store.take("w", 1)
    await house.store.release(lane, house.clock() + timedelta(seconds=30))
    assert await house.store.take("w", 1) == []
    assert await house.store.next_due() == house.clock() + timedelta(seconds=30)
    house.clock.forward(seconds=30)
    assert len(await house.store.take("w", 1)) == 1


async def test_what_is_said_goes_out_before_more_is_answered(house: House) -> None:
    for number in range(3):
        await house.customer_says("hello", f"c{number}")
        house.clock.forward(seconds=1)
    [answer] = await house.store.take(house.store.owner, 1)
    await house.steps()[LaneKind.ANSWER](answer)
    await house.store.release(answer, None)
    [send] = await house.store.take(house.store.owner, 1)
    assert (send.kind, send.conversation_id) == (LaneKind.SEND, answer.conversation_id)


async def test_no_more_answers_are_taken_than_asked_for(house: House) -> None:
    for number in range(3):
        await house.customer_says("hello", f"c{number}")
    assert await house.store.take("w", 9, answers=0) == []
    assert await house.store.next_due(answers=False) is None
    assert await house.store.next_due(others=False) == house.clock()
    assert len(await house.store.take("w", 0, answers=2)) == 2
    assert len(await house.store.take("w", 9)) == 1


async def test_the_same_answer_is_written_once(house: House) -> None:
    await house.customer_says("hello")
    await house.works()
    before = await house.said()
    step = house.steps()[LaneKind.ANSWER]
    await house.customer_says("again")
    [lane] = await house.store.take(house.store.owner, 1)
    await step(lane)
    await step(lane)
    assert await house.said() == [*before, "customer: again", "bot: bot: again"]


async def test_two_claims_at_once_one_wins(house: House) -> None:
    await house.customer_says("hello")
    await house.works()
    agents = [replace(SAM, id=f"console:{n}", name=f"Agent {n}") for n in range(6)]
    moves = [house.store.change(ANNA, claim(agent, house.clock())) for agent in agents]
    results = await asyncio.gather(*moves, return_exceptions=True)
    assert len([result for result in results if not isinstance(result, Exception)]) == 1


async def test_erasing_leaves_nothing(house: House) -> None:
    await house.customer_says("hello")
    await house.works()
    await house.store.change(ANNA, claim(SAM, house.clock()))
    await house.works()
    assert await house.store.erase(ANNA) > 5
    assert await house.store.export(ANNA) == []
    assert await house.store.find(ANNA) is None


async def test_unicode_survives(house: House) -> None:
    text = "Größe 👩‍👩‍👧 ٣ – “quoted” \u202eevil\u202c"
    await house.customer_says(text)
    _, [entry] = await house.store.begin(ANNA)
    assert entry.content.text == text


async def test_migrations_may_start_together(house: House, tmp_path: Path) -> None:
    url = str(house.store._transactions.engine.url.render_as_string(hide_password=False))
    engines = [create_engine(url) for _ in range(3)]
    await asyncio.gather(*(asyncio.to_thread(migrate, engine) for engine in engines))
    for engine in engines:
        engine.dispose()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.lists(st.tuples(st.integers(0, 4), st.integers(1, 6)), min_size=1, max_size=25))
def test_whatever_is_repeated_or_swapped_each_is_answered_once_in_order(
    tmp_path_factory: pytest.TempPathFactory, sent: list[tuple[int, int]]
) -> None:
    """Messages (customer, number) arrive in any order, any number of times; workers run in between."""

    async def scenario() -> None:
        path = tmp_path_factory.mktemp("journal") / "journal.db"
        house = open_house(f"sqlite:///{path}")
        for customer, number in sent:
            who = f"c{customer}"
            await house.customer_says(str(number), who, key=f"fake:{who}:{number}", order=number)
        await house.works()
        for customer in {customer for customer, _ in sent}:
            numbers = sorted({number for who, number in sent if who == customer})
            assert house.heard(f"c{customer}") == [f"bot: {number}" for number in numbers]
        house.store.close()

    asyncio.run(scenario())


async def half_sent(house: House) -> tuple[Lane, Delivery]:
    """The bot's answer, given to the platform by a worker that then died; and who looks at it next."""
    await house.customer_says("hello")
    lanes = {lane.kind: lane for lane in await house.store.take(house.store.owner, 10)}
    await house.steps()[LaneKind.ANSWER](lanes[LaneKind.ANSWER])
    [dying] = [lane for lane in await house.store.take("dying", 10) if lane.kind is LaneKind.SEND]
    first = await house.store.next_delivery(dying)
    assert isinstance(first, Delivery)
    assert not first.uncertain
    house.clock.forward(seconds=31)
    [lane] = [lane for lane in await house.store.take("next", 10) if lane.kind is LaneKind.SEND]
    return lane, first


def echo_of(sent: Delivery, conversation_id: str = ANNA) -> Arrival:
    """What the platform tells by itself."""
    key = f"fake:echo:{conversation_id}:{sent.id}"
    return Arrival(key, conversation_id, "fake", Kind.RECORD, proves_sent=sent.id, platform_id="m_1")


async def test_what_was_given_to_a_platform_before_a_crash_is_uncertain(house: House) -> None:
    lane, first = await half_sent(house)
    again = await house.store.next_delivery(lane)
    assert isinstance(again, Delivery)
    assert again.uncertain
    third = await house.store.next_delivery(lane, Postponed(again, house.clock(), "the echo is waited for"))
    assert isinstance(third, Delivery)
    assert (third.id, third.uncertain) == (first.id, False)


async def test_an_echo_proves_that_it_was_sent(house: House) -> None:
    lane, first = await half_sent(house)
    await house.store.receive([echo_of(first, "fake:ben")])
    assert [entry.delivery for entry in await house.store.latest(ANNA, 1)] == ["sending"], (
        "not Ben's to prove"
    )
    await house.store.receive([echo_of(first)])
    assert await house.store.next_delivery(lane) is None
    assert [entry.delivery for entry in await house.store.latest(ANNA, 1)] == ["sent"]


async def test_an_echo_that_overtakes_a_failing_call_is_believed(house: House) -> None:
    lane, _ = await half_sent(house)
    again = await house.store.next_delivery(lane)
    assert isinstance(again, Delivery)
    await house.store.receive([echo_of(again)])
    broken = Postponed(again, house.clock(), "the connection broke off")
    assert await house.store.next_delivery(lane, broken) is None
    assert await house.store.next_delivery(lane, Failed(again, "given up")) is None
    assert [entry.delivery for entry in await house.store.latest(ANNA, 1)] == ["sent"]


async def test_a_lease_that_ran_out_holds_nothing_in_its_own_process_either(house: House) -> None:
    await house.customer_says("hello")
    [first] = await house.store.take(house.store.owner, 1)
    house.clock.forward(seconds=31)
    [second] = await house.store.take(house.store.owner, 1)
    with pytest.raises(LeaseLost):
        await house.store.renew(first)
    await house.store.renew(second)


async def test_what_overtook_the_first_word_of_a_conversation_is_answered_too(house: House) -> None:
    await house.customer_says("and in blue?", order=2, continues=True, label="overheard", raw={"ts": "2"})
    assert await house.store.take(house.store.owner, 10) == []
    await house.customer_says("@shop do you have mugs?", order=1, begins=True)
    _, waiting = await house.store.begin(ANNA)
    assert [entry.content.text for entry in waiting] == ["@shop do you have mugs?", "and in blue?"]


async def test_what_an_agent_wrote_under_a_card_not_known_yet_is_kept_for_it_once(house: House) -> None:
    await house.customer_says("hello")
    await house.store.change(ANNA, claim(SAM, house.clock()))
    early = DeskAct("slack:1", "slack:T1:sam", Verb.NOTE, "C1:1", content=Content("a regular"), raw={})
    await house.store.receive([early, early])
    assert await house.store.acts(ANNA) == []
    handoff = (await house.store.case(ANNA)).handoff
    assert handoff
    await house.store.card_shown(handoff, "C1:1")
    await house.store.receive([early])
    assert [act.content.text for _, act in await house.store.acts(ANNA)] == ["a regular"]


async def test_a_post_that_was_begun_is_in_doubt_until_it_is_shown(house: House) -> None:
    await house.customer_says("hello")
    await house.store.change(ANNA, claim(SAM, house.clock()))
    [dead] = [lane for lane in await house.store.take("dead", 10) if lane.kind is LaneKind.DESK]

    async def handoff() -> Handoff:
        found = (await house.store.case(ANNA)).handoff
        assert found
        return found

    assert not (await handoff()).posting
    await house.store.post_begins(await handoff(), dead)
    assert (await handoff()).posting
    house.clock.forward(seconds=31)
    [lane] = [lane for lane in await house.store.take("alive", 10) if lane.kind is LaneKind.DESK]
    await house.store.card_shown(await handoff(), "C1:1")
    assert not (await handoff()).posting
    with pytest.raises(LeaseLost):
        await house.store.post_begins(await handoff(), dead)
    assert not (await handoff()).posting
    await house.store.post_begins(await handoff(), lane)
    await house.store.thread_shown(await handoff(), 1)
    assert not (await handoff()).posting


async def test_what_was_sent_stays_noted_when_the_lane_is_lost_meanwhile(house: House) -> None:
    await house.customer_says("hello")
    lanes = {lane.kind: lane for lane in await house.store.take(house.store.owner, 10)}
    await house.steps()[LaneKind.ANSWER](lanes[LaneKind.ANSWER])
    [slow] = [lane for lane in await house.store.take("slow", 10) if lane.kind is LaneKind.SEND]
    sent = await house.store.next_delivery(slow)
    assert isinstance(sent, Delivery)
    house.clock.forward(seconds=31)
    [lane] = [lane for lane in await house.store.take("next", 10) if lane.kind is LaneKind.SEND]
    assert await house.store.next_delivery(slow, Sent(sent, "m_1")) is None
    assert await house.store.next_delivery(lane) is None
    assert [entry.delivery for entry in await house.store.latest(ANNA, 1)] == ["sent"]


@pytest.fixture
def postgres() -> Iterator[str]:
    url = postgres_database()
    yield url
    drop(url)


async def test_what_one_process_commits_the_others_on_postgresql_hear_of(postgres: str) -> None:
    house = open_house(postgres)
    other = SqlStore(create_engine(postgres), house.clock, desk=True)
    async with other.listening():
        await asyncio.wait_for(other.woken(60), 10)  # it listens, and looks what there is
        waiting = asyncio.gather(other.woken(60), other.changed(60))
        await house.customer_says("hello")
        await asyncio.wait_for(waiting, 10)
        with house.store._transactions.engine.begin() as connection:
            connection.execute(sa.text(CUT_OFF))
        await asyncio.wait_for(other.woken(60), 10)  # it listens again by itself
        waiting = asyncio.gather(other.woken(60), other.changed(60))
        await house.customer_says("still there?")
        await asyncio.wait_for(waiting, 10)
    other.close()
    house.store.close()


async def test_two_processes_share_the_work_and_double_nothing(house: House) -> None:
    url = str(house.store._transactions.engine.url.render_as_string(hide_password=False))
    other = replace(house, store=SqlStore(create_engine(url), house.clock, desk=True))
    for number in range(30):
        await house.customer_says(f"{number}", f"c{number % 7}")
    await asyncio.gather(house.works(), other.works())
    await house.works()
    other.store.close()
    for customer in range(7):
        expected = [f"bot: {number}" for number in range(30) if number % 7 == customer]
        assert house.heard(f"c{customer}") == expected
    assert house.brain.turns
    assert len(house.brain.turns) == 30


async def a_part_arrives(house: House, text: str = "", **arrival: Any) -> Arrival:
    photo = Attachment("photo", reference="p")
    content = Content(text, attachments=(photo,), album="fake:album:1")
    return await house.customer_says("", **{"content": content, **arrival})


async def test_a_part_of_an_album_wakes_nobody_before_the_others_can_be_there(house: House) -> None:
    begun = house.clock()
    await a_part_arrives(house)
    assert await house.store.take("w", 9) == []
    assert await house.store.next_due() == begun + timedelta(seconds=1)
    house.clock.forward(seconds=0.5)
    await a_part_arrives(house, at=begun - timedelta(minutes=1))
    assert await house.store.next_due() == begun + timedelta(seconds=1)
    await house.customer_says("and words")
    [lane] = await house.store.take("w", 9)
    assert lane.kind is LaneKind.ANSWER
    _, waiting = await house.store.begin(ANNA)
    assert [entry.content.album for entry in waiting] == ["fake:album:1", "fake:album:1", ""]
    assert [entry.arrived_at for entry in waiting] == [begun, house.clock(), None]


async def test_a_part_that_comes_after_its_album_was_settled_waits_for_nobody(house: House) -> None:
    await a_part_arrives(house, "look")
    await house.works(seconds=1)
    case = await house.store.case(ANNA)
    await a_part_arrives(house)
    other = Content(attachments=(Attachment("photo"),), album="fake:album:2")
    await a_part_arrives(house, content=other)
    await house.customer_says("hello", who="ben", content=replace(other, album="fake:album:1"))
    now, waiting = await house.store.begin(ANNA)
    assert [entry.content for entry in waiting] == [other]
    assert now.conversation.revision > case.conversation.revision
    _, of_ben = await house.store.begin("fake:ben")
    assert len(of_ben) == 1, "another's album is another album"
    found = await house.store.transcript(ANNA, 0, 10)
    customers = [entry for entry in found if entry.kind is Kind.MESSAGE and entry.author is Author.CUSTOMER]
    assert [entry.state for entry in customers] == [State.SETTLED, State.SETTLED, State.WAITING]


async def test_an_album_that_comes_through_two_processes_is_asked_once(house: House) -> None:
    url = str(house.store._transactions.engine.url.render_as_string(hide_password=False))
    other = replace(house, store=SqlStore(create_engine(url), house.clock, desk=True))
    parts = [await a_part_arrives(house, "look", key=f"fake:{who}:1", who=who) for who in "abcdefgh"]
    await asyncio.gather(
        *(
            found.store.receive([replace(part, key=part.key[:-1] + str(number), order=100 + number)])
            for number in range(2, 6)
            for part in parts
            for found in (house, other)
        )
    )
    house.clock.forward(seconds=1)
    await asyncio.gather(house.works(), other.works())
    await house.works()
    other.store.close()
    assert sorted(turn.conversation_id for turn in house.brain.turns) == [f"fake:{who}" for who in "abcdefgh"]
    whole = "\n".join(["look"] * 5) + " [photo]" * 5
    assert {turn.text for turn in house.brain.turns} == {whole}


async def test_states_are_what_the_transcript_says(house: House) -> None:
    await house.customer_says("hello")
    await house.works()
    found = await house.store.transcript(ANNA, 0, 10)
    assert [(entry.state, entry.delivery) for entry in found] == [
        (State.SETTLED, ""),
        (State.SETTLED, "sent"),
    ]
    assert found[1].content == Content("bot: hello")


async def sam_has_anna(house: House) -> None:
    await house.customer_says("person")
    await house.works()
    await house.store.change(ANNA, claim(SAM, house.clock()))
    await house.works(seconds=1)


async def test_words_wait_while_the_bot_announces_who_wrote_them(house: House) -> None:
    await house.customer_says("person")
    await house.works()
    await house.store.change(ANNA, reply(SAM, Content("Hi!"), house.channel, house.clock()))
    lanes = {lane.kind: lane for lane in await house.store.take(house.store.owner, 10)}
    soon = await house.store.next_delivery(lanes[LaneKind.SEND])
    assert soon == house.clock() + timedelta(milliseconds=50)
    await house.steps()[LaneKind.ANSWER](lanes[LaneKind.ANSWER])
    house.clock.forward(seconds=1)
    announced = await house.store.next_delivery(lanes[LaneKind.SEND])
    assert isinstance(announced, Delivery)
    assert announced.author is Author.SYSTEM


async def test_words_do_not_wait_for_what_happened_after_them(house: House) -> None:
    await sam_has_anna(house)
    heard = len(house.heard())
    house.brain.out_of_reach = True
    await house.store.change(ANNA, reply(SAM, Content("Bye!"), house.channel, house.clock()))
    await house.store.change(ANNA, resolve(SAM, house.clock()))
    await house.works()
    assert house.heard()[heard:] == ["Bye!"]


async def test_a_clock_that_is_set_back_does_not_hold_an_agents_words(house: House) -> None:
    house.brain.out_of_reach = True
    await sam_has_anna(house)
    heard = len(house.heard())
    house.clock.forward(hours=-1)
    await house.store.change(ANNA, reply(SAM, Content("Hi!"), house.channel, house.clock()))
    await house.works(seconds=60)
    assert house.heard()[heard:] == ["Hi!"]


async def test_that_a_message_may_have_gone_out_is_not_forgotten_while_it_waits(house: House) -> None:
    await sam_has_anna(house)
    await house.store.change(ANNA, reply(SAM, Content("Hi!"), house.channel, house.clock()))
    lanes = [lane for lane in await house.store.take(house.store.owner, 10) if lane.kind is LaneKind.SEND]
    sent = await house.store.next_delivery(lanes[0])
    assert isinstance(sent, Delivery)
    again = await house.store.next_delivery(lanes[0])
    assert isinstance(again, Delivery)
    assert again.uncertain, "whoever sent it has died, for all that is known"
    later = house.clock() + timedelta(seconds=1)
    assert await house.store.next_delivery(lanes[0], Paced(again, later)) == later
    house.clock.forward(seconds=1)
    once_more = await house.store.next_delivery(lanes[0])
    assert isinstance(once_more, Delivery)
    assert once_more.uncertain


async def test_a_brain_that_is_back_wakes_whoever_was_just_looking(house: House) -> None:
    await house.customer_says("hello")
    [lane] = await house.store.take("w", 1)
    await house.store.wake_all(LaneKind.ANSWER)
    await house.store.release(lane, house.clock() + timedelta(seconds=20))
    assert len(await house.store.take("w", 1)) == 1
