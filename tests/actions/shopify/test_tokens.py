"""The token that an app fetches: once, again when it is over or refused, and never in a log."""

from collections.abc import Iterator

import pytest
import structlog

from actions.shop.port import ShopDown, ShopNonsense, ShopSlow
from actions.shop.shopify.client import ShopifyClient
from actions.shop.shopify.shop import ShopifyShop
from actions.shop.shopify.tokens import ClientCredentials
from tests.actions.shopify.conftest import World
from tests.fakes.shop import POLICY, TODAY


@pytest.fixture
def app(world: World) -> Iterator[ShopifyShop]:
    """The same shop, for an app of the Dev Dashboard."""
    proof = ClientCredentials(world.fake.client_id, world.fake.client_secret)
    shop = ShopifyShop(ShopifyClient(world.fake.url, proof, 1.0), POLICY, lambda: TODAY)
    world.buys()
    yield shop
    shop.close()


def test_a_token_is_fetched_once_for_all_questions(world: World, app: ShopifyShop) -> None:
    assert app.order("#1001")
    assert app.owner("#1001")
    assert world.count("access_token") == 1


def test_a_token_that_is_nearly_over_is_renewed(world: World, app: ShopifyShop) -> None:
    world.fake.lasts = 60
    assert app.order("#1001")
    assert world.count("access_token") == 2, "an order takes two questions"


def test_a_token_that_is_refused_is_renewed_once(world: World, app: ShopifyShop) -> None:
    assert app.order("#1001")
    world.fake.token = "rotated"
    assert app.order("#1001")
    assert world.count("access_token") == 2
    world.fake.fail("orders", 401, times=2)
    with pytest.raises(ShopDown):
        app.order("#1001")
    assert world.count("access_token") == 3
    world.fake.refused.clear()


def test_a_wrong_secret_names_the_setting_and_not_itself(world: World, app: ShopifyShop) -> None:
    world.fake.client_secret = "shpss_other"
    with structlog.testing.capture_logs() as logs, pytest.raises(ShopDown):
        app.order("#1001")
    assert logs[0]["setting"] == "SHOPIFY_CLIENT_SECRET"
    assert "shpss" not in str(logs)
    assert world.count("orders") == 0
    world.fake.refused.clear()


@pytest.mark.parametrize(
    "body", ["<html>", {}, [], {"access_token": "x"}, {"access_token": "x", "expires_in": "?"}]
)
def test_a_token_that_is_none_is_nonsense(world: World, app: ShopifyShop, body: object) -> None:
    world.fake.fail("access_token", 200, body)
    with pytest.raises(ShopNonsense):
        app.order("#1001")


def test_a_token_that_never_comes_is_slow(world: World, app: ShopifyShop) -> None:
    hang = world.fake.hang("access_token")
    with pytest.raises(ShopSlow):
        app.order("#1001")
    hang.release()
