"""How long an album is waited for, and that nothing else waits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.entry import Attachment, Content
from bot.core.handoff import claim, return_to_bot
from tests.fakes.house import SAM, House, open_house

ANNA = "fake:anna"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    found = open_house(f"sqlite:///{tmp_path}/journal.db")
    yield found
    found.store.close()


async def sends(house: House, text: str = "", album: str = "fake:album:1") -> None:
    content = Content(text, attachments=(Attachment("photo", reference="p"),), album=album)
    await house.customer_says("", content=content)


def asked(house: House) -> list[str]:
    return [turn.text for turn in house.brain.turns]


async def test_what_is_no_album_is_answered_at_once(house: House) -> None:
    begun = house.clock()
    await house.customer_says("hello")
    await sends(house, "a single photo", album="")
    await house.works()
    assert asked(house) == ["hello", "a single photo [photo]"]
    assert house.clock() == begun


async def test_an_album_is_answered_a_second_after_its_latest_part(house: House) -> None:
    await sends(house, "look")
    await house.works(seconds=0.8)
    await sends(house)
    await house.works(seconds=0.8)
    assert asked(house) == []
    await house.works(seconds=0.2)
    assert asked(house) == ["look [photo] [photo]"]


async def test_an_album_that_does_not_end_is_answered_five_seconds_after_its_first_part(house: House) -> None:
    for _ in range(6):
        await sends(house)
        await house.works(seconds=0.8)
    await sends(house)
    await house.works(seconds=0.1)
    assert asked(house) == []
    await house.works(seconds=0.1)
    assert asked(house) == [" ".join(["[photo]"] * 7)]
    await sends(house)
    await house.works(seconds=10)
    assert len(asked(house)) == 1


async def test_the_brain_is_told_of_the_parts_in_the_order_of_the_platform(house: House) -> None:
    voice = Content("second", attachments=(Attachment("video"),), album="fake:album:1")
    await house.customer_says("", content=voice, order=2)
    await house.customer_says("a look in between")
    await house.works(seconds=0.5)
    photo = Content("first", attachments=(Attachment("photo"),), album="fake:album:1")
    await house.customer_says("", content=photo, order=1)
    await house.works(seconds=1)
    assert asked(house) == ["first\nsecond [photo] [video]", "a look in between"]


async def test_a_clock_that_is_set_back_holds_no_album_up(house: House) -> None:
    await sends(house)
    house.clock.forward(hours=-1)
    await house.customer_says("anybody there?")
    await house.works()
    assert asked(house) == ["[photo]", "anybody there?"]


async def test_what_no_bot_could_answer_counts_an_album_as_one_message(house: House) -> None:
    house.brain.away = True
    await house.customer_says("hello")
    await sends(house, "it is broken")
    await sends(house)
    await house.works(seconds=200)
    case = await house.store.case(ANNA)
    assert case.handoff
    assert case.handoff.summary == "Not answered yet: “hello” · “it is broken [photo] [photo]”"


async def test_an_album_that_was_left_to_an_agent_who_said_nothing_waits_as_one(house: House) -> None:
    house.brain.away = True
    await house.customer_says("hello")
    await house.works(seconds=200)
    await house.store.change(ANNA, claim(SAM, house.clock()))
    await sends(house, "it is broken")
    await sends(house)
    await house.works(seconds=2)
    house.brain.away = False
    await house.store.change(ANNA, return_to_bot(SAM, house.clock()))
    await house.works(seconds=60)
    assert "it is broken [photo] [photo]" in asked(house)
    assert sum("photo" in text for text in asked(house)) == 1
