"""What platforms allow is kept to, and one customer's flood costs little and is answered politely."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.answer import AT_ONCE, KEPT, MANY
from bot.core.delivery import Delivery
from bot.core.entry import Kind
from bot.core.handoff import claim
from bot.core.pace import Limit
from tests.fakes.house import SAM, House, open_house

TOLD = "utter_too_many_messages"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    found = open_house(f"sqlite:///{tmp_path}/journal.db")
    yield found
    found.store.close()


async def test_a_chat_gets_its_messages_in_order_and_no_faster_than_allowed(house: House) -> None:
    house.channel.allowed = (Limit("chat", 1.0, burst=2),)
    began, sent_at = house.clock(), list[float]()
    send = house.channel.send

    async def timed(delivery: Delivery) -> str:
        sent_at.append((house.clock() - began).total_seconds())
        return await send(delivery)

    house.channel.send = timed  # type: ignore[method-assign]
    for number in range(6):
        await house.customer_says(f"{number}")
    await house.works(seconds=10)
    assert house.heard() == [f"bot: {number}" for number in range(6)]
    assert sent_at == pytest.approx([0, 0, 1, 2, 3, 4])


async def test_waiting_for_the_platform_is_no_failed_attempt(house: House) -> None:
    house.channel.allowed = (Limit("chat", 1.0),)
    attempts = list[int]()
    send = house.channel.send

    async def counted(delivery: Delivery) -> str:
        attempts.append(delivery.attempts)
        return await send(delivery)

    house.channel.send = counted  # type: ignore[method-assign]
    for number in range(3):
        await house.customer_says(f"{number}")
    await house.works(seconds=5)
    assert attempts == [0, 0, 0]


async def test_posts_at_the_desk_that_have_to_wait_are_merged(house: House) -> None:
    house.desk.allowed, house.desk.page = (Limit("desk", 1.0),), 100
    posts = list[int]()
    show = house.desk.show

    async def counted(case: object, entries: object) -> int:
        posts.append(1)
        return await show(case, entries)  # type: ignore[arg-type]

    house.desk.show = counted  # type: ignore[method-assign]
    await house.customer_says("hello")
    await house.store.change("fake:anna", claim(SAM, house.clock()))
    await house.works(seconds=10)
    posts.clear()
    for tenth in range(30):
        await house.customer_says(f"line {tenth}")
        await house.works(seconds=0.1)
    await house.works(seconds=5)
    assert [e.content.text for e in house.desk.thread if e.content.text.startswith("line")] == [
        f"line {tenth}" for tenth in range(30)
    ]
    assert len(posts) <= 4


async def test_a_flood_is_answered_politely_and_rarely(house: House) -> None:
    for number in range(1000):
        await house.customer_says(f"{number}")
        await house.works(seconds=0.01)
    await house.works(seconds=60)
    heard = house.heard()
    assert len(house.brain.turns) <= AT_ONCE + 10 + KEPT, "10 s at one a second, after a burst"
    assert 1 <= heard.count(TOLD) <= 2
    assert heard[-1] == "bot: 999"
    numbers = [int(text.removeprefix("bot: ")) for text in heard if text != TOLD]
    assert numbers == sorted(numbers)
    entries = await house.store.transcript("fake:anna", 0, 10_000)
    said = [entry.content.text for entry in entries if entry.kind is Kind.EVENT]
    passed_over = [int(line.split()[0]) for line in said if line.endswith("were not put to the bot")]
    assert len(passed_over) <= 15
    assert sum(passed_over) + len(numbers) == 1000, "the transcript tells what became of each"


async def test_many_messages_before_an_agent_are_all_shown(house: House) -> None:
    await house.store.receive([await house.customer_says("hello")])
    await house.store.change("fake:anna", claim(SAM, house.clock()))
    for number in range(3 * MANY):
        await house.customer_says(f"{number}")
    await house.works(seconds=10)
    assert TOLD not in house.heard()
    shown = [entry.content.text for entry in house.desk.thread]
    assert [f"{number}" in shown for number in range(3 * MANY)] == [True] * (3 * MANY)


async def test_somebody_elses_flood_is_not_waited_for(house: House) -> None:
    for number in range(500):
        await house.customer_says(f"{number}", who="flood")
    await house.works()
    began = house.clock()
    await house.customer_says("hello", who="ben")
    await house.works()
    assert house.heard("ben") == ["bot: hello"]
    assert house.clock() == began
