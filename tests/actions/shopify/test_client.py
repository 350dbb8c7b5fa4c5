"""What becomes of a question: throttled, refused, unanswered, or answered with nonsense."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog

from actions.shop.port import Cancel, ShopDown, ShopError, ShopNonsense, ShopSlow
from actions.shop.shopify.client import API_VERSION, ShopifyClient
from actions.shop.shopify.shop import ShopifyShop
from actions.shop.shopify.tokens import AdminToken
from tests.actions.shopify.conftest import World
from tests.fakes.shop import POLICY, TODAY
from tests.fakes.shopify.server import API_VERSION as FAKED_VERSION

TOKEN = "SHOPIFY_ADMIN_TOKEN or SHOPIFY_CLIENT_ID"


def test_the_version_is_the_one_that_is_faked() -> None:
    assert API_VERSION == FAKED_VERSION


# Throttling


def test_a_throttled_question_is_put_again_when_its_cost_is_there(world: World) -> None:
    world.buys()
    world.fake.bucket.restore_rate = 20_000
    world.fake.throttle(times=2)
    assert world.order().number == "#1001"
    assert world.count("orders") == 3


def test_no_longer_is_waited_than_a_customer_does(world: World) -> None:
    world.fake.bucket.restore_rate = 1
    world.fake.bucket.available = 0
    with pytest.raises(ShopSlow):
        world.shop.order("#1001")
    assert world.count("orders") == 1, "it is known from the costs that waiting is in vain"


def test_a_shop_without_room_for_anything_is_slow(world: World, impatient: ShopifyShop) -> None:
    world.fake.bucket.restore_rate = 0
    world.fake.bucket.available = 0
    with pytest.raises(ShopSlow):
        impatient.order("#1001")


def test_too_many_requests_are_waited_for_as_long_as_stated(world: World) -> None:
    world.buys()
    world.fake.limit("orders", retry_after=0)
    assert world.order().number == "#1001"
    assert world.count("orders") == 2


@pytest.mark.parametrize("stated", [60, None])
def test_too_many_requests_without_an_end_in_sight_are_slow(
    world: World, impatient: ShopifyShop, stated: int | None
) -> None:
    world.fake.limit("orders", retry_after=stated)
    with pytest.raises(ShopSlow):
        impatient.order("#1001")


def test_a_throttled_change_is_made_once(world: World) -> None:
    order = world.buys()
    world.fake.bucket.restore_rate = 20_000
    world.fake.meanwhile["orderCancel"] = world.fake.throttle
    world.shop.change(Cancel("#1001", "no_longer_needed"), "key")
    assert world.count("orderCancel") == 2
    assert [each["kind"] for each in order["_payments"]] == ["SALE", "REFUND"]


def test_every_question_stays_below_what_one_may_cost(world: World) -> None:
    order = world.delivered()
    world.shop.owner("#1001")
    world.shop.orders_of(world.anna["id"])
    world.shop.products()
    world.shop.product(world.shirts[0]["product"]["id"])
    assert world.order().number == order["name"]
    assert not [refused for refused in world.fake.refused if "it costs" in refused.reason]


# Troubles


@pytest.mark.parametrize("status", [500, 502, 503, 402, 423])
def test_a_shop_in_trouble_is_down(world: World, status: int) -> None:
    world.fake.fail("orders", status)
    with pytest.raises(ShopDown):
        world.shop.order("#1001")


def test_a_connection_that_breaks_is_a_shop_that_is_down(world: World) -> None:
    world.fake.break_off("orders")
    with pytest.raises(ShopDown):
        world.shop.order("#1001")


def test_nobody_who_listens_is_a_shop_that_is_down() -> None:
    shop = ShopifyShop(ShopifyClient("http://127.0.0.1:9", AdminToken("t")), POLICY, lambda: TODAY)
    with pytest.raises(ShopDown):
        shop.order("#1001")
    shop.close()


def test_a_shop_that_hangs_is_slow(world: World, impatient: ShopifyShop) -> None:
    hang = world.fake.hang("orders")
    with pytest.raises(ShopSlow):
        impatient.order("#1001")
    hang.release()


def test_the_patience_is_one_for_all_questions_together(world: World, impatient: ShopifyShop) -> None:
    world.buys()
    hang = world.fake.hang("order")
    with pytest.raises(ShopSlow):
        impatient.order("#1001")
    hang.release()


@pytest.mark.parametrize(("status", "setting"), [(401, TOKEN), (403, TOKEN), (404, "SHOPIFY_SHOP")])
def test_a_refused_token_or_an_unknown_shop_names_the_setting_in_the_log(
    world: World, status: int, setting: str
) -> None:
    world.fake.fail("orders", status)
    with structlog.testing.capture_logs() as logs, pytest.raises(ShopDown):
        world.shop.order("#1001")
    assert [line["setting"] for line in logs if line["event"] == "shopify_refused"] == [setting]


def test_a_wrong_token_is_refused_by_the_shop(world: World) -> None:
    world.fake.token = "another"
    with structlog.testing.capture_logs() as logs, pytest.raises(ShopDown):
        world.shop.order("#1001")
    assert logs[0]["setting"] == TOKEN
    world.fake.refused.clear()


def test_a_token_that_lacks_a_scope_is_a_shop_that_is_down(world: World) -> None:
    world.fake.granted.discard("read_orders")
    with structlog.testing.capture_logs() as logs, pytest.raises(ShopDown):
        world.shop.order("#1001")
    assert logs[0]["event"] == "shopify_access_denied"


@pytest.mark.parametrize("code", ["INTERNAL_SERVER_ERROR", "SHOP_INACTIVE"])
def test_an_error_of_shopifys_own_is_a_shop_that_is_down(world: World, code: str) -> None:
    world.fake.fail("orders", 200, {"errors": [{"message": "x", "extensions": {"code": code}}]})
    with pytest.raises(ShopDown):
        world.shop.order("#1001")


@pytest.mark.parametrize(
    "body",
    [
        "<html>Shop</html>",
        "",
        [],
        {},
        {"data": None},
        {"data": []},
        {"errors": "what?"},
        {"errors": ["what?"]},
        {"errors": [{"message": "x"}]},
        {"data": {"orders": "none"}},
        {"data": {"orders": {"nodes": ["#1001"]}}},
        {"data": {"orders": {"nodes": [{"id": 7, "name": "#1001"}]}}},
    ],
    ids=lambda body: json.dumps(body)[:30],
)
def test_what_no_answer_can_be_is_nonsense(world: World, body: Any) -> None:
    world.fake.fail("orders", 200, body)
    with pytest.raises(ShopNonsense):
        world.shop.order("#1001")


def test_a_refused_request_is_nonsense(world: World) -> None:
    world.fake.fail("orders", 400)
    with pytest.raises(ShopNonsense):
        world.shop.order("#1001")


def test_a_question_that_shopify_does_not_know_is_nonsense(world: World) -> None:
    client = ShopifyClient(world.fake.url, AdminToken(world.fake.token))
    with pytest.raises(ShopNonsense):
        client.ask()("query { orders(first: 1) { nodes { favouriteColour } } }")
    client.close()
    assert "favouriteColour" in world.fake.refused.pop().reason


def test_nothing_of_the_customers_is_in_the_logs(world: World) -> None:
    world.buys()
    world.fake.fail(
        "customerByIdentifier", 200, {"errors": [{"message": "anna@example.com", "extensions": {}}]}
    )
    world.fake.fail("orders", 503)
    world.fake.fail("orders", 401)
    with structlog.testing.capture_logs() as logs:
        for look_up in (
            lambda: world.shop.customers_with_email("anna@example.com"),
            lambda: world.shop.order("#1001"),
            lambda: world.shop.order("#1001"),
        ):
            with pytest.raises(ShopError):
                look_up()
    assert len(logs) == 3
    assert not [line for line in logs if "anna" in str(line) or "1001" in str(line) or "shpat" in str(line)]


def test_what_httpx_raises_holds_no_token(world: World) -> None:
    world.fake.break_off("orders")
    with pytest.raises(ShopDown) as caught:
        world.shop.order("#1001")
    assert isinstance(caught.value.__cause__, httpx.HTTPError)
    assert world.fake.token not in repr(caught.value.__cause__)


@pytest.fixture
def impatient(world: World) -> Iterator[ShopifyShop]:
    """The same shop, for somebody who waits half a second."""
    shop = ShopifyShop(
        ShopifyClient(world.fake.url, AdminToken(world.fake.token), 0.5), POLICY, lambda: TODAY
    )
    yield shop
    shop.close()
