"""An answer that takes its time: the customer is told so once, while it is on its way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core import answer
from bot.core.errors import TryAgain
from bot.core.handoff import claim, return_to_bot
from bot.core.turn import Turn
from tests.fakes.house import SAM, House, open_house

ANNA = "fake:anna"
MOMENT = "utter_takes_a_moment"


class Slow:
    """A brain that thinks until it is let go."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.asked, self.let_go = asyncio.Event(), asyncio.Event()
        house.brain.meanwhile = self._thinks

    async def _thinks(self, _turn: Turn) -> None:
        self.asked.set()
        await self.let_go.wait()

    async def answers(self) -> "asyncio.Task[None]":
        """The worker that waits for it, once it is asked and the customer's patience is over."""
        working = asyncio.ensure_future(self.house.works())
        await asyncio.wait_for(self.asked.wait(), 5)
        return working


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(answer, "A_MOMENT", 0.01)
    found = open_house(f"sqlite:///{tmp_path}/journal.db")
    yield found
    found.store.close()


async def hears(house: House, *words: str) -> None:
    """Other workers send what is owed, until the customer has heard all that."""

    async def until() -> None:
        while house.heard() != list(words):
            await house.works()
            await asyncio.sleep(0)

    await asyncio.wait_for(until(), 5)


async def test_the_customer_reads_it_while_the_answer_is_on_its_way_and_then_the_answer(house: House) -> None:
    slow = Slow(house)
    await house.customer_says("hello")
    working = await slow.answers()
    await hears(house, MOMENT)
    slow.let_go.set()
    await working
    assert house.heard() == [MOMENT, "bot: hello"]
    assert await house.said() == ["customer: hello", f"system: {MOMENT}", "bot: bot: hello"]


async def test_each_slow_answer_has_its_own_and_a_quick_one_has_none(house: House) -> None:
    for text in ("one", "two"):
        slow = Slow(house)
        await house.customer_says(text)
        working = await slow.answers()
        await hears(house, *house.heard(), MOMENT)
        slow.let_go.set()
        await working
    house.brain.meanwhile = None
    await house.customer_says("three")
    await house.works()
    assert house.heard() == [MOMENT, "bot: one", MOMENT, "bot: two", "bot: three"]


async def test_whoever_takes_the_turn_up_after_a_crash_does_not_say_it_again(house: House) -> None:
    slow = Slow(house)
    await house.customer_says("hello")
    working = await slow.answers()
    await hears(house, MOMENT)
    working.cancel()
    await asyncio.wait((working,))
    house.clock.forward(seconds=31)
    slow = Slow(house)
    working = await slow.answers()
    await asyncio.wait_for(_once_more_too_slow(house, working), 5)
    slow.let_go.set()
    await working
    assert house.heard() == [MOMENT, "bot: hello"]


async def _once_more_too_slow(house: House, working: "asyncio.Task[None]") -> None:
    """Long enough for the sentence to be said, if anybody would."""
    for _ in range(5):
        await asyncio.wait((working,), timeout=0.02)
        await house.works()


async def test_a_brain_that_then_turns_out_to_be_away_is_not_spoken_of_as_well(house: House) -> None:
    slow = Slow(house)
    await house.customer_says("hello")
    working = await slow.answers()
    await hears(house, MOMENT)

    async def hangs(_turn: Turn) -> None:
        raise TryAgain("no answer")

    house.brain.meanwhile = hangs
    working.cancel()
    await asyncio.wait((working,))
    house.clock.forward(seconds=31)
    await house.works(seconds=60)
    assert house.heard() == [MOMENT]
    await house.works(seconds=70)
    assert house.heard() == [MOMENT, "utter_brain_unreachable"]


async def test_it_is_not_said_while_a_person_has_the_conversation(house: House) -> None:
    slow = Slow(house)

    async def sam_claims(turn: Turn) -> None:
        if turn.text == "hello":
            await house.store.change(ANNA, claim(SAM, house.clock()))
            slow.asked.set()
            await slow.let_go.wait()

    house.brain.meanwhile = sam_claims
    await house.customer_says("hello")
    working = await slow.answers()
    await _once_more_too_slow(house, working)
    slow.let_go.set()
    await working
    assert house.heard() == ['bot: /agent_joined{"agent_name": "Sam"}']


async def test_what_the_desk_tells_is_no_question_of_the_customers(house: House) -> None:
    await house.customer_says("hello")
    await house.works()
    await house.store.change(ANNA, claim(SAM, house.clock()))
    await house.works()
    slow = Slow(house)
    await house.store.change(ANNA, return_to_bot(SAM, house.clock()))
    working = await slow.answers()
    await _once_more_too_slow(house, working)
    slow.let_go.set()
    await working
    assert MOMENT not in house.heard()
