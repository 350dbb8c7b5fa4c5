"""Whole talks with customers of a shop that is not ours; at the end it is as the talk should leave it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.shop.engine import reading, shop_engine
from actions.shop.exporting import exported
from actions.shop.importing import import_shop
from tests.fakes.customer import Customer
from tests.journeys.service import Service
from tests.journeys.web import WebCustomer

SHARED = Path(os.environ.get("FRONTDESK_SHARED") or Path(__file__).parents[3] / "shared")
RETAIL = SHARED / "data" / "retail"
pytestmark = pytest.mark.skipif(not RETAIL.exists(), reason=f"the retail data is not at {RETAIL}")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose shop is the retail shop."""
    shop = tmp_path_factory.mktemp("retail") / "shop.db"
    import_shop(f"sqlite:///{shop}", RETAIL / "db.json")
    made = Service(tmp_path_factory.mktemp("service"), {"SHOP_DATABASE_URL": f"sqlite:///{shop}"})
    made.start()
    yield made
    made.stop()


def order(service: Service, number: str) -> Any:
    """How an order stands in the shop, in the file's shape."""
    engine = shop_engine(service.settings["SHOP_DATABASE_URL"])
    with reading(engine) as connection:
        found = exported(connection)["orders"][number]
    engine.dispose()
    return found


async def says_who_they_are(customer: Customer, name: str, postcode: str) -> None:
    """Without an order's number."""
    await customer.hears("order number")
    await customer.says("I don't have it")
    await customer.hears("full name")
    await customer.says(name)
    await customer.hears("postcode")
    await customer.says(postcode)


async def test_two_things_of_an_order_that_was_not_named_go_back(service: Service) -> None:
    async with WebCustomer(service.url, "Lucas") as lucas:
        await lucas.says("I'd like to return the bookshelf and jigsaw I received in the same order")
        await says_who_they_are(lucas, "Lucas Brown", "60612")
        asked = await lucas.hears("you send back")
        assert "Bookshelf" in asked.text
        assert "$510.03" in asked.text
        assert order(service, "#W6239298")["status"] == "delivered", "nothing before a yes"
        await lucas.says("yes")
        await lucas.hears("Done")
        await lucas.hears("else")
        after = order(service, "#W6239298")
        assert after["status"] == "return requested"
        assert after["return_items"] == ["3614853563", "4900661478"]

        await lucas.says("change my pending order address to the default Chicago one")
        await lucas.hears("921 Park Avenue")
        await lucas.presses("Yes, do it")
        await lucas.hears("Done")
        await lucas.hears("else")
        assert order(service, "#W4860251")["address"]["city"] == "Chicago"

        await lucas.says("change the item color to red")
        await lucas.hears("red, hardshell (+$17.86)")
        await lucas.says("yes please")
        await lucas.hears("Done")
        changed = order(service, "#W4860251")
        assert changed["status"] == "pending (item modified)"
        assert [item["item_id"] for item in changed["items"]] == ["8964750292"]


async def test_a_no_at_the_end_leaves_everything_as_it_was(service: Service) -> None:
    async with WebCustomer(service.url, "Yara") as yara:
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
        assert order(service, "#W5056519")["status"] == "pending"
        assert order(service, "#W5995614")["status"] == "cancelled"
        assert order(service, "#W5995614")["cancel_reason"] == "ordered by mistake"


async def test_an_order_that_is_somebody_elses_is_neither_shown_nor_changed(service: Service) -> None:
    async with WebCustomer(service.url, "Mallory") as mallory:
        await mallory.says("I want to cancel an order")
        await says_who_they_are(mallory, "Mia Garcia", "46229")
        await mallory.hears("can't be done with any of them")
        await mallory.says("cancel #W5056519")
        await mallory.presses("Try again")
        assert not any("W5056519" in shown.text for shown in mallory.screen())
        assert order(service, "#W5056519")["status"] == "pending"
