"""A shop in memory, behind the shop's port."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions.shop.port import Customer, Order


@dataclass(frozen=True)
class FakeShop:
    """Customers with their orders, the latest order last."""

    orders: dict[str, tuple[Customer, Order]]

    def owner(self, order_number: str) -> Customer | None:
        return self.orders[order_number][0] if order_number in self.orders else None

    def customers_at(self, postcodes: Sequence[str]) -> Sequence[Customer]:
        people = {person.id: person for person, _ in self.orders.values()}.values()
        return [person for person in people if _lives_at(person, postcodes)]

    def latest_order(self, customer_id: int) -> str | None:
        numbers = [order.number for person, order in self.orders.values() if person.id == customer_id]
        return max(numbers, key=lambda number: self.orders[number][1].placed_at) if numbers else None

    def order(self, order_number: str) -> Order | None:
        return self.orders[order_number][1] if order_number in self.orders else None


def _lives_at(person: Customer, postcodes: Sequence[str]) -> bool:
    return any(_plain(home.postcode) in postcodes for home in person.addresses)


def _plain(postcode: str) -> str:
    return re.sub(r"[\s-]", "", postcode).upper()
