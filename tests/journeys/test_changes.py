"""Whole talks with customers of a shop that is not ours; at the end it is as the talk should leave it."""

from typing import Any

from tests.journeys.service import Service
from tests.journeys.talks import says_who_they_are
from tests.journeys.web import WebCustomer
from tests.retail import held, needs_retail

pytestmark = needs_retail


def order(retail: Service, number: str) -> Any:
    """How an order stands in the shop, in the file's shape."""
    return held(retail.settings["SHOP_DATABASE_URL"])["orders"][number]


async def test_two_things_of_an_order_that_was_not_named_go_back(retail: Service) -> None:
    async with WebCustomer(retail.url, "Lucas") as lucas:
        await lucas.says("I'd like to return the bookshelf and jigsaw I received in the same order")
        await says_who_they_are(lucas, "Lucas Brown", "60612")
        asked = await lucas.hears("you send back")
        assert "Bookshelf" in asked.text
        assert "$510.03" in asked.text
        assert order(retail, "#W6239298")["status"] == "delivered", "nothing before a yes"
        await lucas.says("yes")
        await lucas.hears("Done")
        await lucas.hears("else")
        after = order(retail, "#W6239298")
        assert after["status"] == "return requested"
        assert after["return_items"] == ["3614853563", "4900661478"]

        await lucas.says("change my pending order address to the default Chicago one")
        await lucas.hears("921 Park Avenue")
        await lucas.presses("Yes, do it")
        await lucas.hears("Done")
        await lucas.hears("else")
        assert order(retail, "#W4860251")["address"]["city"] == "Chicago"

        await lucas.says("change the item color to red")
        await lucas.hears("red, hardshell (+$17.86)")
        await lucas.says("yes please")
        await lucas.hears("Done")
        changed = order(retail, "#W4860251")
        assert changed["status"] == "pending (item modified)"
        assert [item["item_id"] for item in changed["items"]] == ["8964750292"]


async def test_a_no_at_the_end_leaves_everything_as_it_was(retail: Service) -> None:
    async with WebCustomer(retail.url, "Yara") as yara:
        await yara.says("cancel all my pending orders")
        await says_who_they_are(yara, "Yara Muller", "85041")
        await yara.hears("Why would you like to cancel")
        await yara.says("I ordered them by mistake")
        await yara.hears("Cancel order #W5056519")
        await yara.says("no")
        await yara.hears("What should be different")
        await yara.presses("Leave it as it is")
        await yara.hears("left it as it was")
        await yara.hears("Cancel order #W5995614")
        await yara.says("yes")
        await yara.hears("is cancelled")
        assert order(retail, "#W5056519")["status"] == "pending"
        assert order(retail, "#W5995614")["status"] == "cancelled"
        assert order(retail, "#W5995614")["cancel_reason"] == "ordered by mistake"


async def test_an_order_that_is_somebody_elses_is_neither_shown_nor_changed(retail: Service) -> None:
    async with WebCustomer(retail.url, "Mallory") as mallory:
        await mallory.says("I want to cancel an order")
        await says_who_they_are(mallory, "Mia Garcia", "46229")
        await mallory.hears("can't be done with any of them")
        await mallory.says("cancel #W5056519")
        await mallory.presses("Try again")
        assert not any("W5056519" in shown.text for shown in mallory.screen())
        assert order(retail, "#W5056519")["status"] == "pending"
