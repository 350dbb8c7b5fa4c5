"""What customers see before the answer comes: that it was read, and that somebody writes."""

import asyncio

import pytest

from bot.core import courtesy
from bot.core.turn import Turn
from tests.channels.floor import Floor
from tests.fakes.waiting import eventually


@pytest.fixture
def slowly(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """The bot thinks until it is let go; the signs come fast."""
    let_go = asyncio.Event()
    monkeypatch.setattr(courtesy, "AT_ONCE", 0.01)
    monkeypatch.setattr(courtesy, "AGAIN", 0.02)

    async def thinks(_turn: Turn) -> None:
        await let_go.wait()

    floor.house.brain.meanwhile = thinks
    return let_go


async def test_on_telegram_the_bot_is_seen_to_write_until_it_answers(
    floor: Floor, slowly: asyncio.Event
) -> None:
    anna = floor.telegram.customer("Anna")
    await anna.says("hello")
    working = asyncio.ensure_future(floor.works())
    await eventually(lambda: anna.chat.actions[1:], lambda: "Anna was to see that somebody writes", 3)
    slowly.set()
    await working
    shown = list(anna.chat.actions)
    await asyncio.sleep(0.1)
    assert set(shown) == {"typing"}
    assert anna.chat.actions == shown, "nobody is seen to write any more"
    assert anna.screen()[-1].text == "bot: hello"


async def test_on_messenger_the_message_is_seen_to_be_read_as_well(
    floor: Floor, slowly: asyncio.Event
) -> None:
    anna = floor.graph.customer("Anna")
    await anna.says("hello")
    working = asyncio.ensure_future(floor.works())
    there = lambda: {"mark_seen", "typing_on"} <= set(anna.inbox.actions)  # noqa: E731
    await eventually(there, lambda: f"there is {anna.inbox.actions}", 3)
    slowly.set()
    await working
    assert anna.screen()[-1].text == "bot: hello"


async def test_an_answer_that_comes_at_once_needs_no_sign(floor: Floor) -> None:
    anna = floor.telegram.customer("Anna")
    await anna.says("hello")
    await floor.works()
    assert anna.chat.actions == []


async def test_signs_that_fail_hold_nothing_up(floor: Floor, slowly: asyncio.Event) -> None:
    anna = floor.telegram.customer("Anna")
    floor.telegram.fail("sendChatAction", 500, times=99)
    await anna.says("hello")
    working = asyncio.ensure_future(floor.works())
    await asyncio.sleep(0.05)
    slowly.set()
    await working
    assert anna.screen()[-1].text == "bot: hello"


async def test_signs_are_few_where_many_wait(floor: Floor, slowly: asyncio.Event) -> None:
    people = [floor.telegram.customer(f"Customer {number}") for number in range(12)]
    for person in people:
        await person.says("hello")
    working = asyncio.ensure_future(floor.works())
    await asyncio.sleep(0.3)
    signs = sum(len(person.chat.actions) for person in people)
    slowly.set()
    await working
    assert signs <= 10, "words go first"
    assert [person.screen()[-1].text for person in people] == ["bot: hello"] * 12


async def test_what_waits_for_an_agent_is_read_too(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    card = await floor.asks_for_a_person(anna, sam)
    await sam.presses(card, "Claim")
    await floor.works()
    anna.inbox.actions.clear()
    await anna.says("are you there?")
    await floor.works()
    await eventually(lambda: anna.inbox.actions == ["mark_seen"], lambda: str(anna.inbox.actions), 3)
