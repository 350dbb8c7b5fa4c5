"""A brand's own shop, at Shopify: slow at times, with numbers and a policy of its own."""

from collections.abc import Iterator

import pytest

from tests.fakes.shopify import FakeShopify, Line
from tests.fakes.slack import FakeSlack
from tests.journeys.service import Service
from tests.journeys.talks import says_who_they_are
from tests.journeys.web import WebCustomer

pytestmark = pytest.mark.timeout(300)

POLICY = {"persons": {"amount": 100}}


@pytest.fixture(scope="module")
def shopify() -> Iterator[FakeShopify]:
    """A shop with two orders of Anna's."""
    with FakeShopify() as fake:
        home = fake.stock.address("1 Mill Lane", "Leeds", "LS1 4AB", "GB", firstName="Anna", lastName="Berg")
        anna = fake.stock.add_customer("Anna Berg", "anna@example.com", "+441632960961", [home])
        mug = fake.stock.add_product("Enamel Mug", ({"Colour": "blue"}, "9.00"))
        tent = fake.stock.add_product("Tunnel Tent", ({"Colour": "green"}, "240.00"))
        fake.stock.add_order("#1001", anna, Line(mug["_variants"][0]))
        fake.stock.add_order("#1002", anna, Line(tent["_variants"][0]))
        yield fake


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    """Where the agents are."""
    with FakeSlack() as fake:
        yield fake


@pytest.fixture(scope="module")
def service(
    shopify: FakeShopify, slack: FakeSlack, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service whose shop that is."""
    settings = {**shopify.settings, **slack.settings}
    made = Service(tmp_path_factory.mktemp("service"), settings, policy=POLICY)
    slack.deliver_to(f"{made.url}/webhooks/slack")
    made.start()
    yield made
    made.stop()


async def test_after_five_seconds_it_takes_a_moment_and_then_the_order_is_shown(
    service: Service, shopify: FakeShopify
) -> None:
    async with WebCustomer(service.url, "Anna") as anna:
        await anna.says("where is my order #1001?")
        await anna.hears("e-mail")
        held = shopify.hang("orders", acting=True)
        await anna.says("anna@example.com")
        await anna.hears("takes a moment")
        held.release()
        await anna.hears("Order #1001")
        assert sum("takes a moment" in shown.text for shown in anna.screen()) == 1


async def test_orders_are_numbered_as_the_shop_numbers_them(service: Service) -> None:
    async with WebCustomer(service.url, "Anna") as anna:
        await anna.says("I want to know where my parcel is")
        await anna.hears("#1012")
        await anna.says("FD-10432")
        await anna.hears("look like #1012")
        await anna.says("it's 1001")
        await anna.hears("e-mail")
        await anna.says("anna@example.com")
        await anna.hears("Order #1001")


async def test_a_name_and_a_postcode_do_without_a_number(service: Service) -> None:
    async with WebCustomer(service.url, "Anna") as anna:
        await anna.says("where's my order?")
        await says_who_they_are(anna, "Anna Berg", "ls1 4ab")
        await anna.hears("Which order")
        await anna.presses("#1001: Enamel Mug")
        await anna.hears("paid and waiting to be packed")


async def test_what_the_policy_leaves_to_a_person_is_prepared_confirmed_and_handed_over(
    service: Service, shopify: FakeShopify, slack: FakeSlack
) -> None:
    sam = slack.agent("Sam")
    async with WebCustomer(service.url, "Anna") as anna:
        await anna.says("please cancel order 1002")
        await anna.hears("e-mail")
        await anna.says("anna@example.com")
        await anna.hears("Why would you like to cancel")
        await anna.says("no longer needed")
        await anna.hears("Cancel order #1002")
        await anna.presses("Yes, do it")
        await anna.hears("colleague")
        card = await sam.sees_card("cancel the order")
        for fact in ("#1002", "Tunnel Tent", "£240.00 to give back", "no longer needed", "Confirmed by"):
            await sam.sees(card, fact)
        assert not [order for order in shopify.stock.orders.values() if order.get("cancelledAt")]
