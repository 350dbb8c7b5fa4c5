"""An album on Telegram: each part is an update of its own, and all are one message to the bot."""

from typing import Any

import pytest

from bot.core.entry import Author, Entry, Kind
from bot.core.turn import Turn
from tests.channels.floor import Floor
from tests.channels.test_media import files_below
from tests.fakes.samples import PDF, PNG
from tests.fakes.telegram import TelegramCustomer


class Killed(Exception):
    """The process ends in the middle of a turn."""


async def dies(turn: Turn) -> None:
    raise Killed


@pytest.fixture
def anna(floor: Floor) -> TelegramCustomer:
    return floor.telegram.customer("Anna")


async def written(floor: Floor, anna: TelegramCustomer) -> list[Entry]:
    """What she wrote, as the transcript has it."""
    entries = await floor.house.store.transcript(f"telegram:{anna.chat.id}", 0, 100)
    return [entry for entry in entries if entry.author is Author.CUSTOMER and entry.kind is Kind.MESSAGE]


def heard(anna: TelegramCustomer) -> list[str]:
    return [shown.text for shown in anna.screen()]


@pytest.mark.parametrize(
    "captions", [("it is broken", "", ""), ("", "it is broken", ""), ("", "", "it is broken")]
)
@pytest.mark.parametrize("are_swapped", [False, True])
async def test_an_album_is_one_message_to_the_bot(
    floor: Floor, anna: TelegramCustomer, captions: tuple[str, ...], are_swapped: bool
) -> None:
    if are_swapped:
        async with floor.telegram.postman.swapped():
            await anna.sends_album(*captions)
    else:
        await anna.sends_album(*captions)
    await floor.works()
    assert floor.asked() == ["it is broken [photo] [photo] [photo]"]
    assert heard(anna) == ["bot: it is broken [photo] [photo] [photo]"]
    parts = await written(floor, anna)
    assert [part.content.text for part in parts] == list(captions)
    assert all(part.content.attachments[0].file for part in parts), "each is kept"


async def test_every_part_of_an_album_lies_in_the_thread_in_order(
    floor: Floor, anna: TelegramCustomer
) -> None:
    sam = floor.slack.agent("Sam")
    card = await floor.asks_for_a_person(anna, sam)
    await sam.presses(card, "Claim")
    await floor.works()
    asked, album = len(floor.asked()), anna.new_album()
    async with floor.telegram.postman.swapped():
        await anna.sends_photo("both sides, and the bill", album)
        await anna.sends_photo(album=album)
        await anna.sends_document("bill.pdf", album=album)
    await floor.works()
    assert files_below(floor, card) == [PNG, PNG, PDF]
    await sam.sees(card, "both sides, and the bill")
    assert len(floor.asked()) == asked


async def test_an_agent_who_comes_in_the_quiet_moment_has_the_whole_album(
    floor: Floor, anna: TelegramCustomer
) -> None:
    sam, album = floor.slack.agent("Sam"), anna.new_album()
    card = await floor.asks_for_a_person(anna, sam)
    asked = len(floor.asked())
    await anna.sends_photo("look", album)
    await sam.presses(card, "Claim")
    await anna.sends_photo(album=album)
    await floor.works()
    await anna.sends_photo(album=album)
    await floor.works()
    assert files_below(floor, card) == [PNG, PNG, PNG]
    assert "look" not in "".join(floor.asked()[asked:])


async def test_a_part_that_comes_late_stands_in_the_transcript_and_asks_nobody(
    floor: Floor, anna: TelegramCustomer
) -> None:
    album = anna.new_album()
    await anna.sends_photo("it is broken", album)
    await floor.works()
    late = await anna.sends_photo(album=album)
    await floor.works()
    await floor.telegram.redeliver(late)
    await floor.works()
    assert floor.asked() == ["it is broken [photo]"]
    parts = await written(floor, anna)
    assert [part.state.value for part in parts] == ["settled", "settled"]
    assert parts[1].content.attachments[0].file, "and is kept"
    await anna.says("thanks")
    await floor.works()
    assert floor.asked()[1:] == ["thanks"]


async def test_a_part_that_comes_while_the_bot_thinks_is_late(floor: Floor, anna: TelegramCustomer) -> None:
    album = anna.new_album()

    async def comes(turn: Turn) -> None:
        floor.house.brain.meanwhile = None
        await anna.sends_photo(album=album)

    floor.house.brain.meanwhile = comes
    await anna.sends_photo("it is broken", album)
    await floor.works()
    assert floor.asked() == ["it is broken [photo]"]
    assert len(await written(floor, anna)) == 2
    assert len(heard(anna)) == 1


async def test_a_part_that_is_repeated_counts_once(floor: Floor, anna: TelegramCustomer) -> None:
    first, second = await anna.sends_album("", "it is broken")
    for update in (second, first):
        await floor.telegram.redeliver(update)
    await floor.works()
    for update in (first, second):
        await floor.telegram.redeliver(update)
    await floor.works()
    assert floor.asked() == ["it is broken [photo] [photo]"]
    assert len(await written(floor, anna)) == 2


async def test_two_albums_in_a_row_are_two_messages(floor: Floor, anna: TelegramCustomer) -> None:
    await anna.sends_album("the front", "")
    await anna.sends_album("", "the back", "")
    await floor.works()
    assert heard(anna) == ["bot: the front [photo] [photo]", "bot: the back [photo] [photo] [photo]"]


async def test_many_large_albums_are_not_too_many_messages(floor: Floor, anna: TelegramCustomer) -> None:
    for number in range(3):
        await anna.sends_album(f"{number}", *[""] * 9)
    await floor.works()
    assert [text.split()[0] for text in floor.asked()] == ["0", "1", "2"]


async def test_what_is_written_and_pressed_in_the_quiet_moment_is_answered_after_the_album(
    floor: Floor, anna: TelegramCustomer
) -> None:
    album = anna.new_album()
    await anna.says("hello")
    await anna.sends_photo(album=album)
    await anna.says("do you see?")
    await anna.presses_data("/track_order")
    await anna.sends_photo("it is broken", album)
    await floor.works()
    assert floor.asked() == ["hello", "it is broken [photo] [photo]", "do you see?", "/track_order"]
    assert heard(anna) == [f"bot: {text}" for text in floor.asked()]


async def test_what_comes_while_the_message_before_is_answered_is_a_part_too(
    floor: Floor, anna: TelegramCustomer
) -> None:
    album = anna.new_album()

    async def comes(turn: Turn) -> None:
        floor.house.brain.meanwhile = None
        floor.house.clock.forward(seconds=0.5)
        await anna.sends_photo("it is broken", album)
        floor.house.clock.forward(seconds=10)

    floor.house.brain.meanwhile = comes
    await anna.says("hello")
    await anna.sends_photo(album=album)
    await floor.works()
    assert floor.asked() == ["hello", "it is broken [photo] [photo]"]


@pytest.mark.parametrize("a_part_comes_meanwhile", [False, True])
async def test_after_a_crash_in_the_middle_the_same_turn_is_asked_for_again(
    floor: Floor, anna: TelegramCustomer, a_part_comes_meanwhile: bool
) -> None:
    album = anna.new_album()
    await anna.sends_photo("it is broken", album)
    await anna.sends_photo(album=album)
    floor.house.brain.meanwhile = dies
    with pytest.raises(Killed):
        await floor.works()
    floor.house.brain.meanwhile = None
    if a_part_comes_meanwhile:
        await anna.sends_photo(album=album)
    floor.house.clock.forward(seconds=31)
    await floor.works()
    first, again = floor.house.brain.turns
    assert first.message_id == again.message_id == f"telegram:album:{album}"
    assert len(heard(anna)) == 1
    assert {part.state.value for part in await written(floor, anna)} == {"settled"}


async def test_an_album_in_a_group_that_answers_the_bot_is_one_message_too(
    floor: Floor, anna: TelegramCustomer
) -> None:
    in_group = floor.telegram.group("Friends of shoes").joined_by(anna)
    answered: dict[str, Any] = {"message_id": 1, "date": 1, "chat": in_group.chat.about}
    answered["from"] = floor.telegram.world.bot
    album = {"media_group_id": anna.new_album(), "reply_to_message": answered}
    for caption in ({}, {"caption": "it is broken"}):
        photo = {**floor.telegram.world.keep_file(), "width": 1, "height": 1}
        await in_group.sends(photo=[photo], **album, **caption)
    await floor.works()
    assert floor.asked() == ["it is broken [photo] [photo]"]
