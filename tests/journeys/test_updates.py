"""Customers who allow it are told what happens to their orders, on the channel where they wrote."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.fakes.customer import Customer
from tests.fakes.serving import Serving
from tests.fakes.telegram import FakeTelegram
from tests.journeys.service import Service
from tests.journeys.stage import Stage
from tests.journeys.talks import asks_for_a_person, asks_the_bot, looks_up_an_order
from tests.journeys.web import DeskAgent

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


class Owned(NamedTuple):
    """An order, and whose it is."""

    number: str
    email: str
    customer: str

    def event(self, nth: int, happened: str, **order: str) -> dict[str, Any]:
        """As the shop tells it."""
        return {
            "id": f"{self.number}-{nth}",
            "kind": f"order.{happened}",
            "order_number": self.number,
            "customer_id": self.customer,
            "occurred_at": datetime.now(timezone.utc).isoformat(),
            "order": order,
        }


def owned(stage: Stage, state: str, nth: int) -> Owned:
    """One of the demo shop's orders; each journey takes another, of another customer."""
    number, email, _ = stage.order(state, nth)
    with sqlite3.connect(stage.service.folder / "var" / "shop.db") as shop:
        query = "SELECT customer_id FROM orders WHERE number = ?"
        [found] = shop.execute(query, (number,)).fetchone()
    return Owned(number, email, str(found))


async def shop_tells(service: Service, event: dict[str, Any]) -> None:
    """By the command that shows how it is done, which signs it."""
    told = await asyncio.to_thread(service.runs, "events", "send", "-", typed=json.dumps(event))
    assert "Taken" in told


async def became(service: Service, event: dict[str, Any], words: str) -> None:
    """Return when this has become of the event."""

    async def listed() -> str:
        return await asyncio.to_thread(service.runs, "events", "list")

    for _ in range(20):
        lines = [line for line in (await listed()).splitlines() if event["id"] in line]
        if any(words in line for line in lines):
            return
    raise AssertionError(f"“{words}” never became of it: {lines}")


async def allows(customer: Customer, order: Owned) -> None:
    """The customer has an order looked up, and wants to be told of it."""
    await looks_up_an_order(customer, order.number, order.email)
    offered = await customer.hears("Shall I tell you here when it moves?")
    assert offered.titles == ["Yes, tell me", "No thanks"]
    await customer.says("yes please")
    await customer.hears("I'll write here when there's news")


def times_told(customer: Customer, words: str) -> int:
    return len([shown for shown in customer.screen() if words in shown.text])


async def test_telegram(stage: Stage) -> None:
    order, anna = owned(stage, "packed", 5), stage.telegram.customer("Anna Told")
    await allows(anna, order)
    shipped = order.event(1, "shipped", carrier="Evri", tracking="H00A1", expected_on="2026-12-02")
    for _ in range(2):
        await shop_tells(stage.service, shipped)
    told = await anna.hears("on its way with Evri, tracking number H00A1. We expect it")
    assert "Wednesday 2 December" in told.text
    await shop_tells(stage.service, shipped)
    async with stage.first_agent() as alex:
        await alex.opens("Anna Told")
        await alex.sees("allowed since")
        await anna.says("stop")
        await anna.hears("no more messages about your orders")
        await alex.sees("The customer wants no messages about their orders")
        await alex.sees("not wanted since")
    delivered = order.event(2, "delivered")
    await shop_tells(stage.service, delivered)
    await became(stage.service, delivered, "left")
    await anna.says("start updates")
    await anna.hears("I'll write here when there's news")
    await shop_tells(stage.service, order.event(3, "refunded", amount="24.90", currency="GBP"))
    await anna.hears("We've refunded £24.90")
    assert times_told(anna, "on its way with Evri") == 1
    assert times_told(anna, "has been delivered") == 0


async def test_messenger_by_a_button_and_no_more_in_words(stage: Stage) -> None:
    order, ben = owned(stage, "delayed", 5), stage.graph.customer("Ben Told")
    await looks_up_an_order(ben, order.number, order.email)
    await ben.presses("Yes, tell me")
    await ben.hears("I'll write here when there's news")
    await shop_tells(stage.service, order.event(1, "delayed"))
    await ben.hears("I don't have a new date yet")
    await ben.says("please don't message me about my orders any more")
    await ben.hears("no more messages about your orders")


async def test_slack_and_the_web_chat(stage: Stage) -> None:
    first, second = owned(stage, "shipped", 7), owned(stage, "out_for_delivery", 3)
    cleo = stage.slack.customer("Cleo Told")
    async with stage.visitor("Dana Told") as dana:
        for customer, order in ((cleo, first), (dana, second)):
            talker: Customer = customer
            await allows(talker, order)
            await shop_tells(stage.service, order.event(1, "delivered"))
            await talker.hears("has been delivered")


async def test_a_crash_in_the_middle_of_it_tells_it_once(stage: Stage) -> None:
    order, ena = owned(stage, "shipped", 11), stage.slack.customer("Ena Crashed")
    await allows(ena, order)
    delivered, old = order.event(1, "delivered"), stage.service.pids("frontdesk")
    await shop_tells(stage.service, delivered)
    stage.service.kill("frontdesk")
    await ena.hears("has been delivered", within=60)
    await asyncio.to_thread(stage.service.sees_new, "frontdesk", old)
    await asyncio.to_thread(stage.service.wait_until_it_answers)
    await shop_tells(stage.service, delivered)
    await shop_tells(stage.service, order.event(2, "refunded"))
    await ena.hears("We've refunded order")
    assert times_told(ena, "has been delivered") == 1


async def test_no_after_the_offer_means_that_and_is_not_asked_again(stage: Stage) -> None:
    order, eva = owned(stage, "shipped", 9), stage.telegram.customer("Eva Declines")
    await looks_up_an_order(eva, order.number, order.email)
    await eva.hears("Shall I tell you here when it moves?")
    await eva.presses("No thanks")
    await eva.hears("I won't write about orders unless you ask")
    await eva.says(f"where is {order.number}?")
    await eva.hears("else")
    assert times_told(eva, "Shall I tell you here") + times_told(eva, "Would you like a message") == 1


async def test_while_an_agent_has_the_conversation_the_bot_is_silent(stage: Stage) -> None:
    order, fay, sam = owned(stage, "paid", 4), stage.telegram.customer("Fay Held"), stage.agent("Sam")
    await allows(fay, order)
    await asks_for_a_person(fay)
    card = await sam.sees_card("Fay Held")
    await sam.presses(card, "Claim")
    await fay.hears("now talking with Sam")
    await shop_tells(stage.service, order.event(1, "shipped"))
    await sam.sees(
        card, f"Order {order.number} was shipped. The customer was not told: Sam has this conversation"
    )
    await sam.sees(card, "allows messages about orders")
    await sam.presses(card, "Return to bot")
    await fay.hears("back with me")
    await asks_the_bot(fay)
    assert times_told(fay, "on its way") == 0


async def test_whoever_blocks_the_bot_has_ended_it(stage: Stage) -> None:
    order, gus = owned(stage, "packed", 7), stage.telegram.customer("Gus Blocks")
    await allows(gus, order)
    await gus.blocks_bot()
    await shop_tells(stage.service, order.event(1, "shipped"))
    async with stage.first_agent() as alex:
        await alex.opens("Gus Blocks")
        await alex.sees("No more messages about their orders: The customer has blocked the bot")


async def scripted(request: Request) -> JSONResponse:
    """A Rasa that knows everybody as customer 7, who allow it from their first word on."""
    text = (await request.json())["text"]
    news = {"custom": {"facts": {"customer_id": "7"}, "updates": {"allowed": True}}}
    return JSONResponse({"replies": [*([] if text.startswith("/") else [news]), {"text": f"bot: {text}"}]})


@pytest.fixture
def night(tmp_path: Path) -> Iterator[tuple[Service, FakeTelegram]]:
    """A frontdesk for which it is the middle of the quiet hours."""
    now = datetime.now(timezone.utc)
    quiet = {"from": f"{now - timedelta(hours=1):%H:%M}", "to": f"{now + timedelta(hours=1):%H:%M}"}
    rasa = Serving(Starlette(routes=[Route("/{path:path}", scripted, methods=["POST"])]))
    rasa.start()
    with FakeTelegram() as telegram:
        settings = {**telegram.settings, "RASA_URL": rasa.url, "SHOP_EVENTS_SECRET": "a secret of both sides"}
        service = Service(tmp_path, settings, quiet=quiet)
        telegram.deliver_to(f"{service.url}/webhooks/telegram")
        service.launch("serve")
        service.wait_until_it_listens()
        yield service, telegram
        service.stop()
    rasa.stop()


async def test_in_quiet_hours_it_waits_and_agents_see_until_when(night: tuple[Service, FakeTelegram]) -> None:
    service, telegram = night
    ida = telegram.customer("Ida Sleeps")
    await ida.says("hello")
    await ida.hears("bot: hello")
    order = Owned("FD-10432", "", "7")
    await shop_tells(service, order.event(1, "shipped"))
    password = "a password for the night"
    await asyncio.to_thread(service.runs, "users", "add", "noor", "Noor", typed=f"{password}\n{password}\n")
    async with DeskAgent(service.url, "noor", password) as noor:
        await noor.opens("Ida Sleeps")
        page = await noor.sees("Order FD-10432 was shipped. These are quiet hours: the customer is told")
        assert "allowed since" in page.words
        await shop_tells(service, order.event(2, "delivered"))
        await noor.sees("Order FD-10432 was shipped. The customer was not told: something later has happened")
        await noor.sees("Order FD-10432 was delivered. These are quiet hours: the customer is told")
    assert times_told(ida, "/order") == 0
