"""A served Shopify, in which one customer has bought a shirt and a mug."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from actions.shop.port import Address, Order, Outcome
from actions.shop.shopify.client import ShopifyClient
from actions.shop.shopify.shop import ShopifyShop
from actions.shop.shopify.tokens import AdminToken
from tests.fakes.shop import POLICY, TODAY
from tests.fakes.shopify import FakeShopify, Line

Node = dict[str, Any]

VISA = "card visa 4242"
YORK = Address("2 New Street", "York", "YO1 1AA", "GB", "Flat 3", "ENG")


@dataclass(frozen=True)
class World:
    """The shop, what stands in it, and the adapter that is tried."""

    fake: FakeShopify
    shop: ShopifyShop
    anna: Node
    shirts: list[Node]
    """Navy M and navy L cost the same; navy S less, white M more; the last is sold out."""
    mug: Node

    def buys(self, name: str = "#1001", *lines: Line, **more: Any) -> Node:
        """Anna's order; unless told otherwise two shirts and a mug, paid by card, not packed."""
        bought = lines or (Line(self.shirts[0], 2), Line(self.mug))
        return self.fake.stock.add_order(name, self.anna, *bought, **more)

    def delivered(self, name: str = "#1001", **more: Any) -> Node:
        """The same, and it came three days ago."""
        order = self.buys(name, **more)
        self.fake.stock.send(order, "DELIVERED", deliveredAt="2026-11-20T15:00:00Z")
        return order

    def order(self, name: str = "#1001") -> Order:
        """As the adapter tells it."""
        found = self.shop.order(name)
        assert found is not None
        return found

    def count(self, method: str) -> int:
        """How often it was asked for, honestly answered or not."""
        return sum(call.method == method for call in self.fake.calls)

    def forget_calls(self) -> None:
        """Count from here."""
        self.fake.calls.clear()


@pytest.fixture
def world() -> Iterator[World]:
    with FakeShopify() as fake:
        shop = ShopifyShop(ShopifyClient(fake.url, AdminToken(fake.token)), POLICY, lambda: TODAY)
        yield furnished(fake, shop)
        shop.close()
        assert not fake.refused, "every question must be one that Shopify's schema knows"


def furnished(fake: FakeShopify, shop: ShopifyShop) -> World:
    stock = fake.stock
    home = stock.address("1 Mill Lane", "Leeds", "LS1 4AB", "GB", firstName="Anna", lastName="Berg")
    anna = stock.add_customer("Anna Berg", "anna@example.com", "+441632960961", [home])
    shirt = stock.add_product(
        "Linen Shirt",
        ({"Colour": "navy", "Size": "M"}, "40.00"),
        ({"Colour": "navy", "Size": "L"}, "40.00"),
        ({"Colour": "navy", "Size": "S"}, "35.00"),
        ({"Colour": "white", "Size": "M"}, "45.50"),
        ({"Colour": "white", "Size": "L"}, "40.00"),
    )
    shirt["_variants"][-1]["availableForSale"] = False
    mug = stock.add_product("Enamel Mug", ({"Title": "Default Title"}, "9.00"))
    return World(fake, shop, anna, shirt["_variants"], mug["_variants"][0])


def ids(*variants: Node) -> tuple[str, ...]:
    """Of variants, as changes name them."""
    return tuple(variant["id"] for variant in variants)


NOTHING = Outcome()
