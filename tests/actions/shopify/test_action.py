"""The customer's own way: an action that asks the shop which the settings name."""

from collections.abc import Iterator

import pytest

from actions import details
from actions.order_lookup import ActionLookUpOrder
from actions.shop.opening import configured_shop
from tests.actions.shopify.conftest import World
from tests.actions.stage import run


@pytest.fixture
def configured(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The settings name the served shop."""
    for name, value in world.fake.settings.items():
        monkeypatch.setenv(name, value)
    cached = (configured_shop, details.shapes)
    for settings in cached:
        settings.cache_clear()
    yield world
    configured_shop().close()  # type: ignore[attr-defined]
    for settings in cached:
        settings.cache_clear()


def test_an_order_at_shopify_is_shown_to_whoever_proves_it(configured: World) -> None:
    configured.fake.stock.send(configured.buys(), "OUT_FOR_DELIVERY")
    outcome = run(ActionLookUpOrder(), {"order_number": "#1001", "email": "anna@example.com"})
    assert outcome.slots["verified"] is True
    assert outcome.slots["order_state"] == "out_for_delivery"
    assert outcome.slots["customer_name"] == "Anna Berg"


def test_it_is_not_shown_to_others(configured: World) -> None:
    configured.buys()
    outcome = run(ActionLookUpOrder(), {"order_number": "#1001", "email": "bo@example.com"})
    assert outcome.responses == ["utter_not_verified"]


def test_a_shop_in_trouble_is_a_sentence(configured: World) -> None:
    configured.fake.fail("orders", 503)
    outcome = run(ActionLookUpOrder(), {"order_number": "#1001", "email": "anna@example.com"})
    assert outcome.responses == ["utter_shop_down"]
