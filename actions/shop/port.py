"""The door to the shop: what actions ask of it, and what it answers with.

Errors: ShopError
        ├── ShopDown      it cannot be reached, or cannot be read now
        ├── ShopSlow      it took longer than a customer will wait
        └── ShopNonsense  it answered, and the answer makes no sense
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Protocol


class ShopError(Exception):
    """The shop could not say what was asked."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.__doc__)


class ShopDown(ShopError):
    """The shop cannot be reached, or cannot be read now."""


class ShopSlow(ShopError):
    """The shop took longer than a customer will wait."""


class ShopNonsense(ShopError):
    """The shop answered, and the answer makes no sense."""


class OrderState(str, Enum):
    """How far an order is.

    pending ──▶ paid ──▶ packed ──▶ shipped ──▶ out_for_delivery ──▶ delivered ──▶ returned ──▶ refunded
       └─────────┴──▶ cancelled        └──▶ delayed ──▶┘
    """

    PENDING = "pending"
    """Ordered, not paid."""
    PAID = "paid"
    """Paid, not packed."""
    PACKED = "packed"
    """Waiting for the carrier."""
    SHIPPED = "shipped"
    """With the carrier."""
    OUT_FOR_DELIVERY = "out_for_delivery"
    """On the last van."""
    DELIVERED = "delivered"
    """Handed over."""
    DELAYED = "delayed"
    """With the carrier, and later than promised."""
    CANCELLED = "cancelled"
    """Called off before it was sent."""
    RETURNED = "returned"
    """Back at the shop, the money is on its way."""
    REFUNDED = "refunded"
    """Back at the shop, the money is sent."""


@dataclass(frozen=True)
class Address:
    """Where a customer lives."""

    line: str
    city: str
    postcode: str
    country: str
    """Two letters: GB, US, DE."""


@dataclass(frozen=True)
class Customer:
    """Who ordered."""

    id: int
    name: str
    email: str
    addresses: tuple[Address, ...] = ()


@dataclass(frozen=True)
class Item:
    """One line of an order."""

    name: str
    variant: str
    """Colour, size …; may be empty."""
    quantity: int
    price: int
    """For one, in the currency's hundredth."""


@dataclass(frozen=True)
class Fulfilment:
    """Who carries the parcel; empty words before it is packed."""

    carrier: str = ""
    tracking: str = ""


@dataclass(frozen=True)
class Order:
    """One order, checked: it has items, a known state and a total."""

    number: str
    state: OrderState
    items: tuple[Item, ...]
    total: int
    """In the currency's hundredth."""
    currency: str
    """Three letters: GBP, USD, EUR."""
    placed_at: datetime
    """By the shop's own clock, without a zone."""
    expected_on: date | None = None
    fulfilment: Fulfilment = Fulfilment()


class Shop(Protocol):
    """The order back end. Every method raises ShopDown, ShopSlow or ShopNonsense."""

    def owner(self, order_number: str) -> Customer | None:
        """Who placed that order, with all their addresses; None when there is no such order."""

    def customers_at(self, postcodes: Sequence[str]) -> Sequence[Customer]:
        """Who lives at any of these postcodes, each given in capitals and digits only."""

    def latest_order(self, customer_id: int) -> str | None:
        """The number of the customer's most recent order; None when there is none."""

    def order(self, order_number: str) -> Order | None:
        """The order, checked; None when there is no such order."""
