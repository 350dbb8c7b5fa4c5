"""Which conversation a message belongs to, and what is no message at all."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.fakes.customer import Customer
from tests.fakes.slack import SlackCustomer
from tests.fakes.telegram import TelegramCustomer
from tests.fakes.waiting import eventually
from tests.journeys.stage import Stage
from tests.journeys.talks import asks_for_a_person, asks_the_bot, greets

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

CALL = "@frontdesk_bot"


async def calls_bot(customer: TelegramCustomer, words: str) -> Any:
    """Write in a group, to the bot."""
    mention = {"type": "mention", "offset": 0, "length": len(CALL)}
    return await customer.sends(text=f"{CALL} {words}", entities=[mention])


async def test_two_people_in_one_group_are_two_conversations(stage: Stage) -> None:
    group, sam = stage.telegram.group("Book club"), stage.agent("Sam")
    anna, ben = group.customer("Anna Grouped"), group.customer("Ben Grouped")
    asked = await calls_bot(anna, "I want to talk to a human please")
    await anna.hears("asked a colleague")
    card = await sam.sees_card("Anna Grouped")
    await calls_bot(ben, "how long does delivery take?")
    await ben.hears("working days")
    await anna.says("just between us, not for the bot")
    await calls_bot(anna, "are you there?")
    await sam.sees(card, "are you there?")
    thread = "".join(post.text for post in card.replies)
    assert "delivery take" not in thread
    assert "between us" not in thread
    await sam.replies(card, "Yes, Anna")
    heard = await anna.hears("Yes, Anna")
    answers = heard.raw["reply_to_message"]["message_id"]
    assert answers >= asked["message"]["message_id"], "it answers Anna's message, not Ben's"
    assert stage.telegram.world.chats[group.chat.id].messages[answers]["from"] == anna.user


async def test_nothing_about_an_order_is_said_in_public(stage: Stage) -> None:
    number, email, name = stage.order("shipped", 2)
    group = stage.telegram.group("Neighbours")
    cora = group.customer("Cora Public")
    await calls_bot(cora, "where is my order?")
    await cora.hears("others can read this")
    await calls_bot(cora, f"it's {number} and {email}")
    await cora.hears("")
    place = stage.slack.channel("random")
    dana = await stage.slack.customer("Dana").mentions_bot(place, f"where is {number}? I am {email}")
    await dana.hears("others can read this")
    for customer in (cora, dana):
        await _hears_more_than(customer, 1)
        shown = "".join(line.text for line in customer.screen())
        assert name not in shown
        assert "tracking" not in shown
        assert "e-mail" not in shown
    at_home = group.joined_by(cora)
    assert at_home.chat is group.chat


async def test_what_was_asked_in_public_goes_on_in_private(stage: Stage) -> None:
    sam, place = stage.agent("Sam"), stage.slack.channel("lunch")
    cora = stage.telegram.group("Neighbours").customer("Cora Crossing")
    await calls_bot(cora, "where is my order?")
    dana = await stage.slack.customer("Dana Crossing").mentions_bot(place, "where is my order?")
    both: list[TelegramCustomer | SlackCustomer] = [cora, dana]
    for nth, customer in enumerate(both, 3):
        number, email, _ = stage.order("shipped", nth)
        await customer.hears("others can read this")
        await customer.presses("Continue in private")
        alone = customer.alone()
        await alone.hears("number")
        await alone.says(f"it's {number.lower()}")
        await alone.hears("e-mail")
        await alone.says(email)
        await alone.hears(number)
        await asks_for_a_person(alone)
        card = await sam.sees_card(number)
        line = await sam.sees(card, "came from a group or channel, where they had asked:")
        assert "where is my order?" in line.text
        assert [shown for shown in customer.screen() if number in shown.text] == []


async def _hears_more_than(customer: Customer, count: int) -> None:
    assert len(customer.screen()) >= count


async def test_one_person_in_two_workspaces_is_two_conversations(stage: Stage) -> None:
    other, sam = stage.slack.workspace("T0OTHER"), stage.agent("Sam")
    home = stage.slack.customer("Emil")
    away = stage.slack.customer("Emil", at=other, person_id=home.person.id)
    await home.says("where is my order?")
    await home.hears("number")
    await away.says("the magic word is periwinkle")
    await away.hears("")
    await asks_for_a_person(away)
    await home.says("FD-10001")
    await home.hears("e-mail")
    cards = await eventually(
        lambda: [card for card in sam.cards() if any("periwinkle" in post.text for post in card.replies)],
        lambda: "no thread has the magic word",
    )
    assert len(cards) == 1
    await sam.replies(cards[0], "Periwinkle it is")
    await away.hears("Periwinkle it is")
    assert not [shown for shown in home.screen() if "Periwinkle" in shown.text]
    assert not [post for post in cards[0].replies if "FD-10001" in post.text]


async def test_pictures_are_told_in_words_and_stand_in_the_thread(stage: Stage) -> None:
    sam = stage.agent("Sam")
    anna, ben = stage.telegram.customer("Anna Pictured"), stage.graph.customer("Ben")
    for customer in (anna, ben, stage.slack.customer("Cleo")):
        await greets(customer)
        await customer.sends_photo()
        await customer.hears("picture")
    await asks_for_a_person(anna)
    card = await sam.sees_card("Anna Pictured")
    await sam.sees(card, "photo")
    await anna.sends_photo("the lid of kettle 7781 is broken")
    await sam.sees(card, "the lid of kettle 7781 is broken")
    await anna.sends_voice()
    await sam.sees(card, "voice message")
    async with stage.first_agent() as alex:
        await alex.opens("Anna Pictured")
        await alex.sees("[Photo]")
        await alex.sees("Voice message")


async def test_what_telegram_tells_beside_messages_is_no_turn(stage: Stage) -> None:
    anna = stage.telegram.customer("Anna Beside")
    said = await anna.says("hi there")
    heard = await anna.hears("bot")
    await anna.edits(said, "where is my order?")
    await anna.reacts(heard)
    await stage.telegram.redeliver(said)
    await anna.blocks_bot()
    await anna.unblocks_bot()
    await _one_answer_more(anna)


async def test_what_messenger_tells_beside_messages_is_no_turn(stage: Stage) -> None:
    ben = stage.graph.customer("Ben")
    said = await ben.says("hi there")
    await stage.graph.redeliver()
    heard = await ben.hears("bot")
    noises: list[Callable[[], Awaitable[Any]]] = [ben.reads, ben.receives]
    for noise in noises:
        await noise()
    await ben.edits(said, "where is my order?")
    await ben.reacts(heard)
    await ben.says_on_standby("I want to talk to a human please")
    await ben.sends_event(policy_enforcement={"action": "warning"})
    await _one_answer_more(ben)


async def test_whoever_writes_in_metas_own_inbox_has_the_conversation(stage: Stage) -> None:
    bea, sam = stage.graph.customer("Bea Inbox"), stage.agent("Sam")
    await bea.says("hi there")
    await bea.hears("bot")
    await bea.is_written_to_by_hand("A colleague writes in Meta's own inbox")
    card = await sam.sees_card("the Page inbox")
    await bea.says("how long does delivery take?")
    await sam.sees(card, "how long does delivery take?")
    await sam.presses(card, "Return to bot")
    await bea.hears("back with me")
    await bea.says("how long does delivery take?")
    await bea.hears("working days")
    assert len([shown for shown in bea.screen() if "working days" in shown.text]) == 1, (
        "nobody talked over them"
    )


async def test_what_slack_tells_beside_messages_is_no_turn(stage: Stage) -> None:
    cleo = stage.slack.customer("Cleo")
    said = await cleo.says("hi there")
    await stage.slack.redeliver()
    await cleo.hears("bot")
    await cleo.member.reacts(said)
    await cleo.edits(said, "where is my order?")
    await cleo.deletes(said)
    await stage.slack.says_it_limits_events()
    await _one_answer_more(cleo)


async def _one_answer_more(customer: Customer) -> None:
    """After a greeting, one question; records wake nobody, so its answer is the second thing said."""
    await asks_the_bot(customer)
    shown = [line.text for line in customer.screen()]
    assert len(shown) == 2, shown
