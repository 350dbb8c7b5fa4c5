"""The samples in a Shopify shop: what it holds of them, and how they are told from there.

Shopify names everything by ids of its own, so what is asked and answered is put into the samples' names here.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time
from enum import Enum
from typing import Any, TypeVar

from actions.shop.policy import Policy
from actions.shop.port import (
    CUSTOMER,
    Actor,
    Address,
    Change,
    ChangeItems,
    ChangePayment,
    Customer,
    Order,
    OrderState,
    Outcome,
    Product,
    Shop,
)
from actions.shop.shopify.client import ShopifyClient
from actions.shop.shopify.shop import ShopifyShop
from actions.shop.shopify.tokens import AdminToken
from tests.contracts._shop import Backend
from tests.contracts._shop_samples import BLUE_M, FULL_CARD, ORDERS, PRODUCTS, RED_S, VISA
from tests.fakes.shop import POLICY, TODAY
from tests.fakes.shopify import FakeShopify, Line
from tests.fakes.shopify.stock import Node

Value = TypeVar("Value")

LONG_BEFORE = datetime.combine(date(2026, 1, 1), time(9, 30))
"""When an order was placed of which nobody knows: Shopify always does."""
DEARER = ChangeItems("PAID", (RED_S.id,), (BLUE_M.id,), VISA.id)
FINANCIAL = {OrderState.PENDING: "PENDING"}
PARCEL = {OrderState.PACKED: "LABEL_PRINTED", OrderState.DELIVERED: "DELIVERED"}


@dataclass(frozen=True)
class ShopifyBackend(Backend):
    """What Shopify cannot hold of a sample, and cannot do with it."""

    knows_balances: bool = False
    forgets_old_homes: bool = False

    def can(self, change: Change) -> bool:
        """Money goes back the way it came, and nobody is charged again."""
        if isinstance(change, ChangePayment):
            return False
        way = getattr(change, "payment_method_id", VISA.id)
        return way == VISA.id and change != DEARER

    def tells(self, sample: Value) -> Value:
        """An order's expected day is its parcels'; ways to pay are those that orders were paid by."""
        if isinstance(sample, Order):
            expected = sample.expected_on if sample.fulfilments else None
            return replace(sample, expected_on=expected, placed_at=sample.placed_at or LONG_BEFORE)
        if isinstance(sample, Customer):
            used = {each.payment_method_id for _, order in ORDERS for each in order.transactions}
            theirs = (replace(way, balance=0) for way in sample.payment_methods if way.id in used)
            phone = sample.phone.replace(" ", "")
            return replace(sample, email=sample.email.lower(), phone=phone, payment_methods=tuple(theirs))
        return sample


@contextmanager
def open_shopify(policy: Policy = POLICY) -> Iterator[Backend]:
    """A shop of its own."""
    with FakeShopify(zone="UTC") as fake:
        names = _Furnishing(fake).furnish()
        shop = ShopifyShop(ShopifyClient(fake.url, AdminToken(fake.token)), policy, lambda: TODAY)
        yield ShopifyBackend("shopify", _Named(shop, names))
        shop.close()
        assert not fake.refused, "every question must be one that Shopify's schema knows"


class _Named:
    """A shop in which everything is called as the samples call it."""

    def __init__(self, shop: Shop, names: Mapping[str, str]) -> None:
        self._shop = shop
        self._theirs = dict(names)
        self._ours = {theirs: ours for ours, theirs in names.items()}

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._shop, name)
        return lambda *given: _renamed(asked(*_renamed(given, self._theirs)), self._ours)

    def quote(self, change: Change) -> Outcome:
        outcome: Outcome = _renamed(self._shop.quote(_renamed(change, self._theirs)), self._ours)
        return outcome

    def change(
        self, change: Change, key: str, actor: Actor = CUSTOMER, agreed: Outcome | None = None
    ) -> Outcome:
        read_out = _renamed(agreed, self._theirs)
        made = self._shop.change(_renamed(change, self._theirs), key, actor, read_out)
        outcome: Outcome = _renamed(made, self._ours)
        return outcome


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum):
        return names.get(value, value)
    if isinstance(value, tuple | list):
        return type(value)(_renamed(each, names) for each in value)
    if isinstance(value, dict):
        return {_renamed(name, names): _renamed(each, names) for name, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type | Address):
        kept = {each.name: _renamed(getattr(value, each.name), names) for each in fields(value)}
        return type(value)(**kept)
    return value


class _Furnishing:
    """Puts the samples into a fake Shopify."""

    def __init__(self, fake: FakeShopify) -> None:
        self._stock = fake.stock
        self._names = {VISA.id: "card visa 4242", FULL_CARD.id: "gift_card"}

    def furnish(self) -> Mapping[str, str]:
        """What each thing is called there."""
        for product in PRODUCTS:
            self._add_product(product)
        for person in {person.id: person for person, _ in ORDERS}.values():
            self._add_customer(person)
        for person, order in ORDERS:
            self._add_order(self._stock.customers[self._names[person.id]], order)
        return self._names

    def _add_product(self, product: Product) -> None:
        forms = [(dict(each.options), f"{each.price / 100:.2f}") for each in product.variants]
        made = self._stock.add_product(product.name, *forms)
        self._names[product.id] = made["id"]
        for variant, node in zip(product.variants, made["_variants"], strict=True):
            node["availableForSale"] = variant.available
            self._names[variant.id] = node["id"]

    def _add_customer(self, person: Customer) -> None:
        homes = [self._place(home) for home in person.addresses]
        phone = person.phone.replace(" ", "")
        made = self._stock.add_customer(person.name, person.email.lower(), phone, homes)
        self._names[person.id] = made["id"]

    def _add_order(self, customer: Node, order: Order) -> None:
        lines = [
            Line(self._stock.variants[self._names[item.variant_id]], item.quantity) for item in order.items
        ]
        made = self._stock.add_order(
            order.number,
            customer,
            *lines,
            currency=order.currency,
            paid_by="",
            createdAt=f"{(order.placed_at or LONG_BEFORE).isoformat()}Z",
            edited=order.items_changed,
            displayFinancialStatus=FINANCIAL.get(order.state, "PAID"),
            shippingAddress=self._place(order.address),
        )
        for each in order.transactions:
            way = "gift_card" if each.payment_method_id == FULL_CARD.id else "card"
            made["_payments"].append(self._stock.payment(made, f"{each.amount / 100:.2f}", way))
        for parcel in order.fulfilments:
            carrier = {"company": parcel.carrier, "number": parcel.tracking}
            days = {"deliveredAt": _noon(order.delivered_on), "estimatedDeliveryAt": _noon(order.expected_on)}
            self._stock.send(made, PARCEL[order.state], carrier=carrier, **days)

    def _place(self, home: Address) -> Node:
        more = {"address2": home.line2, "provinceCode": home.region}
        return self._stock.address(home.line, home.city, home.postcode, home.country, **more)


def _noon(day: date | None) -> str | None:
    return f"{day}T12:00:00Z" if day else None
