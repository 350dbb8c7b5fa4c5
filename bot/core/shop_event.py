"""What the shop tells of an order by itself: it was shipped, is late, has arrived, was refunded."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

LANE = "shop:"
"""Before the shop's id of a customer: the name of the lane in which events about their orders are decided."""
SIGNS = {"GBP": "£", "USD": "$", "EUR": "€"}


class Happened(str, Enum):
    """What has become of the order, in the shop's word for it."""

    SHIPPED = "order.shipped"
    """It has left."""
    DELAYED = "order.delayed"
    """It comes later than promised."""
    DELIVERED = "order.delivered"
    """It was handed over."""
    REFUNDED = "order.refunded"
    """The money was sent back."""

    @property
    def intent(self) -> str:
        """What the brain is told: `order_shipped` …"""
        return self.value.replace(".", "_")


WORDS = {
    Happened.SHIPPED: "was shipped",
    Happened.DELAYED: "is late",
    Happened.DELIVERED: "was delivered",
    Happened.REFUNDED: "was refunded",
}
"""For agents, behind the order's number."""


class EventState(str, Enum):
    """How far an event is.

    waiting ──▶ passed_on
       └──────▶ left
    ignored
    """

    WAITING = "waiting"
    """Accepted; nobody has been told yet, perhaps since these are quiet hours."""
    PASSED_ON = "passed_on"
    """Given to the bot in a conversation, whose transcript says what came of it."""
    LEFT = "left"
    """Nobody is told; the reason says why."""
    IGNORED = "ignored"
    """Of a kind or shape that nobody knows."""


@dataclass(frozen=True)
class Parcel:
    """What is known beside the order's number; empty where the shop has not said."""

    carrier: str = ""
    tracking: str = ""
    expected_on: date | None = None
    amount: str = ""
    """Such as `24.90`."""
    currency: str = ""
    """Three letters, such as GBP."""


@dataclass(frozen=True)
class ShopEvent:
    """One event of the shop, parsed."""

    id: str
    """The shop's own; stored once."""
    happened: Happened | None
    """None: nobody knows that kind or shape; `raw` has it, and nobody is told."""
    order_number: str = ""
    customer_id: str = ""
    """The shop's."""
    occurred_at: datetime | None = None
    parcel: Parcel = field(default_factory=Parcel)
    raw: object = None
    """As it came, where nobody knows what it means."""

    @property
    def key(self) -> str:
        """Of the entry by which the brain is told; entries that follow from it have more behind."""
        return f"{order_key(self.order_number)}{self.id}"

    @property
    def words(self) -> str:
        """For agents, such as `Order FD-10432 was shipped`."""
        return f"Order {self.order_number} {WORDS[self.happened] if self.happened else 'changed'}"

    @property
    def signal(self) -> str:
        """The intent that the brain is told, with what is known."""
        known = {name: value for name, value in self._known().items() if value}
        intent = self.happened.intent if self.happened else ""
        return f"/{intent}{json.dumps(known, ensure_ascii=False)}"

    def _known(self) -> Mapping[str, str]:
        """The entities of domain.yml."""
        return {
            "update_order": self.order_number,
            "update_carrier": self.parcel.carrier,
            "update_tracking": self.parcel.tracking,
            "update_day": _day(self.parcel.expected_on),
            "update_amount": _money(self.parcel),
        }


@dataclass(frozen=True)
class Recorded:
    """An event as the journal has it."""

    event: ShopEvent
    state: EventState
    is_latest: bool
    """Whether nothing has happened to the same order since."""
    reason: str = ""
    """Why nobody is told."""
    conversation_id: str = ""
    """Where it was decided; empty where no conversation was found."""


UPDATE_KEY = "update:"
"""What the keys of all entries begin with that tell of orders."""


def order_key(order_number: str) -> str:
    """What those begin with that tell of one order."""
    return f"{UPDATE_KEY}{order_number.replace(':', '.')}:"


def _day(day: date | None) -> str:
    return f"{day:%A} {day.day} {day:%B}" if day else ""


def _money(parcel: Parcel) -> str:
    if not parcel.amount:
        return ""
    sign = SIGNS.get(parcel.currency)
    return f"{sign}{parcel.amount}" if sign else f"{parcel.amount} {parcel.currency}".strip()
