"""People of the brand who answer outside the desk: all read their words, and the bot is quiet."""

import pytest

from bot.core.conversation import Holder
from bot.core.entry import Author
from tests.channels.floor import Floor
from tests.fakes.graph import GraphCustomer


async def test_words_from_the_pages_inbox_silence_the_bot_and_stand_in_the_transcript(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    await anna.says("where is my parcel?")
    await floor.works()
    asked = floor.asked()
    await anna.is_written_to_by_hand("I am looking for it")
    await anna.says("thank you")
    await floor.works()
    assert floor.asked() == asked, "nobody asks the bot"
    said = [line for line in await lines(floor, anna) if line[0] != Author.SYSTEM]
    assert said[-2:] == [(Author.AGENT, "I am looking for it"), (Author.CUSTOMER, "thank you")]
    heard = [shown.text for shown in anna.screen()]
    assert heard == ["bot: where is my parcel?", "I am looking for it"], "nothing else went out"


async def test_what_the_bot_was_about_to_say_is_not_said_any_more(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")

    async def meanwhile(turn: object) -> None:
        await anna.is_written_to_by_hand("I do it")

    floor.house.brain.meanwhile = meanwhile
    await anna.says("where is my parcel?")
    await floor.works()
    assert [shown.text for shown in anna.screen()] == ["I do it"]


async def test_the_desk_sees_who_answers_and_may_take_over(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    await anna.says("hello")
    await anna.is_written_to_by_hand("Hello Anna")
    await floor.works()
    card = sam.cards()[-1]
    assert "Somebody answers in the Page inbox; the bot is quiet" in card.text
    await sam.sees(card, "Hello Anna")
    await sam.presses(card, "Claim")
    await floor.works()
    assert "Sam has it" in card.text
    await anna.is_written_to_by_hand("One more thing")
    await floor.works()
    await sam.sees(card, "One more thing")
    assert "Sam has it" in card.text, "whoever claimed keeps it"


async def test_the_bot_goes_on_when_nothing_more_comes(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    await anna.says("hello")
    await anna.is_written_to_by_hand("Hello Anna")
    await floor.works()
    floor.house.clock.forward(hours=3)
    await anna.is_written_to_by_hand("Anything else?")
    await floor.works()
    floor.house.clock.forward(hours=3, minutes=50)
    await floor.works()
    assert await holder(floor, anna) is Holder.AGENT, "four hours after the last word"
    floor.house.clock.forward(minutes=11)
    await floor.works()
    assert await holder(floor, anna) is Holder.BOT
    heard = [shown.text for shown in anna.screen()]
    assert heard[-1] == "Anything else?", "the customer is told nothing of it"
    await anna.says("yes")
    await floor.works()
    assert anna.screen()[-1].text == "bot: yes"


@pytest.mark.parametrize("on", ["messenger", "instagram"])
async def test_the_echo_of_our_own_words_silences_nobody(floor: Floor, on: str) -> None:
    floor.graph.echoes = True
    anna = floor.graph.customer("Anna", on)
    for words in ("one", "two", "two"):
        await anna.says(words)
        await floor.works()
    assert floor.asked() == ["one", "two", "two"]
    assert [shown.text for shown in anna.screen()] == ["bot: one", "bot: two", "bot: two"]
    assert await holder(floor, anna) is Holder.BOT


@pytest.mark.parametrize("on", ["messenger", "instagram"])
async def test_an_echo_proves_what_was_never_answered(floor: Floor, on: str) -> None:
    """Instagram repeats nothing of what we give along: there, the words themselves have to do."""
    floor.graph.echoes = True
    anna = floor.graph.customer("Anna", on)
    floor.graph.break_off("messages", acting=True)
    await anna.says("hello")
    await floor.works()
    floor.house.clock.forward(minutes=1)
    await floor.works()
    assert [shown.text for shown in anna.screen()] == ["bot: hello"]
    assert await holder(floor, anna) is Holder.BOT


async def test_a_message_by_hand_that_comes_twice_is_one_line(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    await anna.is_written_to_by_hand("Hello Anna")
    await floor.graph.redeliver()
    await floor.works()
    assert [line for line in await lines(floor, anna) if line[0] is Author.AGENT] == [
        (Author.AGENT, "Hello Anna")
    ]


async def lines(floor: Floor, anna: GraphCustomer) -> list[tuple[Author, str]]:
    return [(entry.author, entry.content.text) for entry in await floor.transcript(anna)]


async def holder(floor: Floor, anna: GraphCustomer) -> Holder:
    return (await floor.house.store.case(floor.conversation(anna))).conversation.holder
