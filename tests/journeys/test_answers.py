"""Questions that the shop answers, as customers ask them: products, stock, and where the money is."""

import pytest

from tests.journeys.service import Service
from tests.journeys.talks import says_who_they_are
from tests.journeys.web import WebCustomer
from tests.retail import needs_retail

pytestmark = [
    needs_retail,
    pytest.mark.timeout(300),
]


async def test_anybody_is_told_what_there_is_and_what_it_costs(retail: Service) -> None:
    async with WebCustomer(retail.url, "Nora") as nora:
        await nora.says("how many t-shirt options do you have?")
        await nora.hears("T-Shirt: 10 versions")
        await nora.says("do you have it in red?")
        await nora.hears("red")
        await nora.says("what's the cheapest mechanical keyboard and its options?")
        await nora.hears("Mechanical Keyboard: the cheapest")
        await nora.says("is the 32GB e-reader in stock?")
        await nora.hears("E-Reader")
        await nora.says("how much is the bluetooth speaker and its battery life?")
        assert "battery life" in (await nora.hears("Bluetooth Speaker")).text


async def test_a_return_that_was_announced_is_money_that_is_waited_for(retail: Service) -> None:
    async with WebCustomer(retail.url, "Lucas") as lucas:
        await lucas.says("I'd like to return the bookshelf and jigsaw I received in the same order")
        await says_who_they_are(lucas, "Lucas Brown", "60612")
        await lucas.hears("you send back")
        await lucas.says("how much would that be?")
        await lucas.hears("once more")
        await lucas.hears("$510.03")
        await lucas.says("yes")
        await lucas.hears("Done")
        await lucas.hears("else")
        await lucas.says("where is my refund for order #W6239298?")
        told = await lucas.hears("hasn't reached us yet")
        assert "$510.03" in told.text
        await lucas.says("what material is the water bottle that I ordered?")
        await lucas.hears("In order")
