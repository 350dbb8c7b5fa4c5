"""A button that was pressed shows it, and counts once, however often it is pressed."""

import asyncio

import pytest

from bot.core.entry import Button, Card, Content
from bot.core.turn import Reply, Turn
from tests.channels.floor import Floor

CHOICES = (Button("Track my order", "/track_order"), Button("Talk to a person", "/ask_for_person"))


@pytest.fixture(autouse=True)
def choices(floor: Floor) -> None:
    def says(turn: Turn) -> list[Reply]:
        offered = CHOICES if turn.text == "hello" else ()
        return [Reply(Content(f"bot: {turn.text}", offered))]

    floor.house.brain.says = says


async def test_on_telegram_the_choice_stands_in_the_place_of_the_buttons(floor: Floor) -> None:
    anna = floor.telegram.customer("Anna")
    await anna.says("hello")
    await floor.works()
    shown = anna.screen()[-1]
    for _ in range(3):  # as fast as a finger can
        await anna.press(shown, shown.choices[0])
    await floor.works()
    assert floor.asked() == ["hello", "/track_order"]
    assert anna.screen()[0].titles == ["✓ Track my order"]
    await anna.press(anna.screen()[0], anna.screen()[0].choices[0])
    await floor.works()
    assert floor.asked() == ["hello", "/track_order"]
    assert floor.telegram.world.spinning == set(), "each press is answered"
    assert {refused.reason for refused in floor.telegram.refused} <= {"Bad Request: message is not modified"}


async def test_in_a_group_the_buttons_stay_for_whom_they_are(floor: Floor) -> None:
    group = floor.telegram.group("Shoes")
    anna, ben = group.customer("Anna"), group.customer("Ben")
    floor.house.brain.says = lambda turn: [Reply(Content("Which?", CHOICES if turn.text == "/help" else ()))]
    await anna.says("/help")
    await floor.works()
    shown = anna.screen()[-1]
    await ben.press(shown, shown.choices[0])
    await floor.works()
    assert anna.screen()[0].titles == [button.title for button in CHOICES]
    await anna.press(shown, shown.choices[1])
    await floor.works()
    assert anna.screen()[0].titles == ["✓ Talk to a person"]


async def test_in_slack_the_choice_stands_in_the_place_of_the_buttons(floor: Floor) -> None:
    anna = floor.slack.customer("Anna")
    await anna.says("hello")
    await floor.works()
    shown = anna.screen()[-1]
    await asyncio.gather(*(anna.press(shown, shown.choices[0]) for _ in range(2)))
    await floor.works()
    assert floor.asked() == ["hello", "/track_order"]
    [first, *_] = anna.screen()
    assert first.titles == []
    assert "✓ Track my order" in first.text
    assert "bot: hello" in first.text
    assert floor.slack.refused == []


async def test_a_button_of_messenger_that_is_pressed_twice_in_a_moment_was_pressed_once(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    await anna.says("hello")
    await floor.works()
    await asyncio.gather(*(anna.posts_back("Track my order", "/track_order") for _ in range(3)))
    await floor.works()
    assert floor.asked() == ["hello", "/track_order"]
    later = int(floor.house.clock().timestamp() * 1000) + 60_000
    pressed = {"mid": "m_later", "title": "Track my order", "payload": "/track_order"}
    await anna.sends_event(postback=pressed, timestamp=later)
    await floor.works()
    assert floor.asked() == ["hello", "/track_order", "/track_order"], "a minute later it is meant"


async def test_what_stands_on_a_card_can_be_pressed_and_typed(floor: Floor) -> None:
    shoe = Card("Boot", "41, blue", buttons=(Button("Take the boot", '/choose{"item": "boot"}'),))
    floor.house.brain.says = lambda turn: [
        Reply(Content(f"bot: {turn.text}", cards=(shoe,) if turn.text == "hello" else ()))
    ]
    for anna in (floor.telegram.customer("A"), floor.graph.customer("B"), floor.slack.customer("C")):
        await anna.says("hello")
        await floor.works()
        await anna.presses("Take the boot")
        await floor.works()
        assert anna.screen()[-1].text == 'bot: /choose{"item": "boot"}'
        await anna.says("take the boot")
        await floor.works()
        assert anna.screen()[-1].text == 'bot: /choose{"item": "boot"}'


async def test_a_keyboard_that_rasas_users_know_is_answered_by_words(floor: Floor) -> None:
    floor.house.brain.says = lambda turn: [
        Reply(Content(f"bot: {turn.text}", CHOICES if turn.text == "hello" else (), layout="reply"))
    ]
    anna = floor.telegram.customer("Anna")
    await anna.says("hello")
    await floor.works()
    await anna.presses("Talk to a person")
    await floor.works()
    assert floor.asked() == ["hello", "/ask_for_person"]
