"""A brain that cannot be reached is not stormed: one asks each second, however many wait."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.conversation import Holder
from tests.fakes.house import House, open_house

MANY = 40


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    found = open_house(f"sqlite:///{tmp_path}/journal.db")
    found.brain.out_of_reach = True
    yield found
    found.store.close()


async def all_write(house: House) -> list[str]:
    who = [f"c{number}" for number in range(MANY)]
    for name in who:
        await house.customer_says("hello", who=name)
    return who


async def test_one_of_many_asks_each_second(house: House) -> None:
    await all_write(house)
    await house.works(seconds=15)
    assert house.brain.missed <= 16


async def test_when_it_is_back_everybody_is_answered_at_once(house: House) -> None:
    who = await all_write(house)
    await house.works(seconds=15)
    house.brain.out_of_reach = False
    await house.works(seconds=1)
    assert [house.heard(name) for name in who] == [["bot: hello"]] * MANY


async def test_everybody_is_told_to_wait_and_then_gets_a_person(house: House) -> None:
    who = await all_write(house)
    await house.works(seconds=21)
    assert [house.heard(name) for name in who] == [["utter_please_wait"]] * MANY
    await house.works(seconds=100)
    holders = {(await house.store.case(f"fake:{name}")).conversation.holder for name in who}
    assert holders == {Holder.QUEUE}


async def test_nothing_is_written_while_there_is_nothing_to_say(house: House) -> None:
    """Pages would look again, and the journal would grow busy."""
    await house.customer_says("hello", who="anna")
    await house.works(seconds=2)
    before = await house.store.revision("fake:anna")
    await house.works(seconds=10)
    assert await house.store.revision("fake:anna") == before


async def test_whoever_writes_later_waits_as_long_as_the_others(house: House) -> None:
    await all_write(house)
    await house.works(seconds=15)
    await house.customer_says("hello", who="late")
    await house.works(seconds=15)
    assert house.heard("late") == []
    await house.works(seconds=6)
    assert house.heard("late") == ["utter_please_wait"]


async def test_what_somebody_adds_meanwhile_is_looked_at_and_a_flood_only_now_and_then(house: House) -> None:
    await house.customer_says("hello", who="anna")
    await house.works()
    before = await house.store.revision("fake:anna")
    for _ in range(15):
        await house.customer_says("hello?", who="anna")
        await house.works(seconds=0.05)
    assert await house.store.revision("fake:anna") <= before + 3
    await house.works(seconds=3)
    assert len(await house.said("anna")) == 16


async def test_a_turn_that_failed_stops_nobody_else(house: House) -> None:
    """A failure of one turn alone, such as its action's, says nothing about the others."""
    house.brain.out_of_reach, house.brain.away = False, True
    await all_write(house)
    await house.works(seconds=1)
    assert house.brain.missed >= MANY
