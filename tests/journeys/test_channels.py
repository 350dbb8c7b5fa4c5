"""The main job on each channel: an order looked up, a person asked for, the transcript, the way back."""

import pytest

from tests.fakes.customer import Customer
from tests.fakes.slack import Agent
from tests.journeys.conftest import Stage
from tests.journeys.web import DeskAgent

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


async def looks_up_an_order(customer: Customer, number: str, email: str) -> None:
    """The customer finds out where an order is."""
    await customer.says("hi there")
    await customer.hears("bot")
    await customer.says("where is my order?")
    await customer.hears("number")
    await customer.says(f"it's {number.lower()}")
    await customer.hears("e-mail")
    await customer.says(email)
    await customer.hears(number)


async def talks_with_a_person(customer: Customer, sam: Agent, who: str, number: str) -> None:
    """The customer asks for a person, who reads all of it in Slack, answers, notes, and resolves."""
    await customer.says("I want to talk to a human please")
    await customer.hears("colleague")
    card = await sam.sees_card(who)
    for line in ("where is my order", "e-mail", number, "talk to a human"):
        await sam.sees(card, line)
    await customer.says("the parcel is for my mum")
    await sam.sees(card, "the parcel is for my mum")
    await sam.presses(card, "Claim")
    await customer.hears(sam.name)
    hello = await sam.replies(card, f"Hello, {sam.name} here. I'll look into {number} & <you> asap")
    await customer.hears(f"{sam.name} here. I'll look into {number} & <you> asap")
    await sam.sees_reaction(hello, "white_check_mark")
    await sam.replies(card, "// third time this week, secretly annoying")
    await customer.says("thank you!")
    await sam.sees(card, "thank you!")
    await sam.presses(card, "Resolve")
    await sam.sees(card, "resolved")
    await customer.hears("anything else")


async def talks_with_a_person_at_the_console(
    customer: Customer, alex: DeskAgent, who: str, number: str
) -> None:
    """The same, by somebody who has no Slack."""
    await customer.says("I want to talk to a human please")
    await customer.hears("colleague")
    await alex.opens(who)
    for line in ("where is my order", "e-mail", number, "talk to a human"):
        await alex.sees(line)
    await customer.says("the parcel is for my mum")
    await alex.sees("the parcel is for my mum")
    await alex.presses("Claim")
    await customer.hears(alex.name)
    await alex.replies(f"Hello, {alex.name} here. I'll look into {number} & <you> asap")
    await customer.hears(f"{alex.name} here. I'll look into {number} & <you> asap")
    await alex.sees("sent ✓")
    await alex.notes("third time this week, secretly annoying")
    await alex.sees("only colleagues see this")
    await customer.says("thank you!")
    await alex.sees("thank you!")
    await alex.presses("Resolve")
    await alex.sees(f"Resolved by {alex.name}")
    await customer.hears("anything else")


async def is_back_with_the_bot(customer: Customer) -> None:
    """The bot answers again, and no note ever came through."""
    await customer.says("how long does delivery take?")
    await customer.hears("working days")
    assert not [shown for shown in customer.screen() if "secretly" in shown.text]
    texts = [shown.text for shown in customer.screen() if "asap" in shown.text]
    assert len(texts) == 1, "an agent's message arrives once"


async def test_telegram(stage: Stage) -> None:
    number, email, _ = stage.order("shipped")
    anna, sam = stage.telegram.customer("Anna"), stage.agent("Sam")
    await looks_up_an_order(anna, number, email)
    await talks_with_a_person(anna, sam, "Anna", number)
    await is_back_with_the_bot(anna)
    assert stage.refused() == []


async def test_messenger(stage: Stage) -> None:
    number, email, _ = stage.order("delayed")
    ben, kim = stage.graph.customer("Ben"), stage.agent("Kim")
    await looks_up_an_order(ben, number, email)
    await talks_with_a_person(ben, kim, number, number)
    await is_back_with_the_bot(ben)
    assert stage.refused() == []


async def test_slack(stage: Stage) -> None:
    number, email, _ = stage.order("delivered")
    cleo, sam = stage.slack.customer("Cleo"), stage.agent("Sam")
    await looks_up_an_order(cleo, number, email)
    await talks_with_a_person(cleo, sam, number, number)
    await is_back_with_the_bot(cleo)
    assert stage.refused() == []


async def test_web_chat(stage: Stage) -> None:
    number, email, _ = stage.order("packed")
    sam = stage.agent("Sam")
    async with stage.visitor("Dana") as dana:
        await looks_up_an_order(dana, number, email)
        await talks_with_a_person(dana, sam, number, number)
        await is_back_with_the_bot(dana)
    assert stage.refused() == []


async def test_web_chat_with_an_agent_at_the_console(stage: Stage) -> None:
    number, email, name = stage.order("paid")
    async with stage.visitor("Emil") as emil, stage.first_agent() as alex:
        await looks_up_an_order(emil, number, email)
        await talks_with_a_person_at_the_console(emil, alex, name, number)
        await is_back_with_the_bot(emil)
    assert stage.refused() == []
