"""The main job on each channel: an order looked up, a person asked for, the transcript, the way back."""

from collections.abc import Iterator

import pytest

from tests.fakes.customer import Customer
from tests.fakes.slack import Agent
from tests.journeys.stage import Stage
from tests.journeys.talks import asks_for_a_person, asks_the_bot, looks_up_an_order
from tests.journeys.web import DeskAgent

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def nothing_is_refused(stage: Stage) -> Iterator[None]:
    """The platforms check every call against their vendors' limits."""
    before = len(stage.refused())
    yield
    assert stage.refused()[before:] == []


@pytest.fixture(autouse=True)
def logs_keep_no_secrets(stage: Stage) -> Iterator[None]:
    """What people write, who they are, and what opens doors stays out of the logs of all three processes."""
    yield
    logs = stage.service.logs()
    private = ("where is my order", "@", "for my mum", "asap", "annoying", *stage.service.secrets())
    assert "ready" in logs or "start" in logs, "there are logs to look at"
    assert not [words for words in private if words.lower() in logs.lower()]


async def talks_with_a_person(customer: Customer, sam: Agent, who: str, number: str) -> None:
    """The customer asks for a person, who reads all of it in Slack, answers, notes, and resolves."""
    await asks_for_a_person(customer)
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
    await asks_for_a_person(customer)
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
    await asks_the_bot(customer)
    assert not [shown for shown in customer.screen() if "secretly" in shown.text]
    texts = [shown.text for shown in customer.screen() if "asap" in shown.text]
    assert len(texts) == 1, "an agent's message arrives once"


async def test_telegram(stage: Stage) -> None:
    number, email, _ = stage.order("shipped")
    anna, sam = stage.telegram.customer("Anna"), stage.agent("Sam")
    await looks_up_an_order(anna, number, email)
    await talks_with_a_person(anna, sam, "Anna", number)
    await is_back_with_the_bot(anna)


async def test_messenger(stage: Stage) -> None:
    number, email, _ = stage.order("delayed")
    ben, kim = stage.graph.customer("Ben"), stage.agent("Kim")
    await looks_up_an_order(ben, number, email)
    await talks_with_a_person(ben, kim, number, number)
    await is_back_with_the_bot(ben)


async def test_slack(stage: Stage) -> None:
    number, email, _ = stage.order("delivered")
    cleo, sam = stage.slack.customer("Cleo"), stage.agent("Sam")
    await looks_up_an_order(cleo, number, email)
    await talks_with_a_person(cleo, sam, number, number)
    await is_back_with_the_bot(cleo)


async def test_web_chat(stage: Stage) -> None:
    number, email, _ = stage.order("packed")
    sam = stage.agent("Sam")
    async with stage.visitor("Dana") as dana:
        await looks_up_an_order(dana, number, email)
        await talks_with_a_person(dana, sam, number, number)
        await is_back_with_the_bot(dana)


async def test_web_chat_with_an_agent_at_the_console(stage: Stage) -> None:
    number, email, name = stage.order("paid")
    async with stage.visitor("Emil") as emil, stage.first_agent() as alex:
        await looks_up_an_order(emil, number, email)
        await talks_with_a_person_at_the_console(emil, alex, name, number)
        await is_back_with_the_bot(emil)
