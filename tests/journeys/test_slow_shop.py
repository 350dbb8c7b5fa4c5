"""A shop that takes its time: the customer is told so, and then what they asked for."""

from collections.abc import Iterator

import pytest

from tests.fakes.shopify import FakeShopify, Line
from tests.journeys.service import Service
from tests.journeys.web import WebCustomer

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def shopify() -> Iterator[FakeShopify]:
    """A shop with one order of Anna's."""
    with FakeShopify() as fake:
        home = fake.stock.address("1 Mill Lane", "Leeds", "LS1 4AB", "GB", firstName="Anna", lastName="Berg")
        anna = fake.stock.add_customer("Anna Berg", "anna@example.com", "+441632960961", [home])
        mug = fake.stock.add_product("Enamel Mug", ({"Colour": "blue"}, "9.00"))
        fake.stock.add_order("FD-10432", anna, Line(mug["_variants"][0]))
        yield fake


@pytest.fixture
def service(shopify: FakeShopify, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose shop that is."""
    made = Service(tmp_path_factory.mktemp("service"), shopify.settings)
    made.start()
    yield made
    made.stop()


async def test_after_five_seconds_it_takes_a_moment_and_then_the_order_is_shown(
    service: Service, shopify: FakeShopify
) -> None:
    async with WebCustomer(service.url, "Anna") as anna:
        await anna.says("where is my order FD-10432?")
        await anna.hears("e-mail")
        held = shopify.hang("orders", acting=True)
        await anna.says("anna@example.com")
        await anna.hears("takes a moment")
        held.release()
        await anna.hears("FD-10432")
        assert sum("takes a moment" in shown.text for shown in anna.screen()) == 1
