"""What is known while a change is put together: the customer, their orders, and what the shop sells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from actions.changes.draft import Draft, Kind, as_change
from actions.changes.items import Piece, pieces_of
from actions.shop.policy import Policy, refusal_of
from actions.shop.port import Customer, Order, Outcome, PaymentMethod, Product, Refusal, Shop, ShopRefused

Begins = Callable[[], None]


def always() -> None:
    """It is never too late."""


class Facts:
    """One customer's, asked of the shop where needed. Everything may raise what the shop raises."""

    def __init__(
        self, shop: Shop, policy: Policy, customer: Customer, today: date, begins: Begins = always
    ) -> None:
        """`begins` is called when a change is about to be made; it raises ShopSlow where that is too late."""
        self.shop = shop
        self.policy = policy
        self.customer = customer
        self._today = today
        self.begins = begins
        self._products: dict[str, Product | None] = {}

    def anew(self) -> "Facts":
        """The same customer, asked for again: something has changed."""
        customer = self.shop.customer(self.customer.id) or self.customer
        return Facts(self.shop, self.policy, customer, self._today, self.begins)

    @cached_property
    def orders(self) -> Sequence[Order]:
        """All of the customer's, the most recent first."""
        return self.shop.orders_of(self.customer.id)

    def order(self, number: str) -> Order | None:
        """One of the customer's own; None for anybody else's."""
        return next((order for order in self.orders if order.number == number), None)

    def open_to(self, kind: Kind) -> Sequence[Order]:
        """The orders in which the policy allows it."""
        return [order for order in self.orders if not self.refusal(kind, order)]

    def refusal(self, kind: Kind, order: Order) -> Refusal | None:
        """Why the policy does not allow it for that order, whatever the details; None: it does."""
        if kind is Kind.LOOK_UP:
            return None
        return refusal_of(kind.value, order, self.policy, self._today)

    def products(self, pieces: Sequence[Piece]) -> Mapping[str, Product]:
        """By id, those of which the pieces are."""
        ids = dict.fromkeys(piece.item.product_id for piece in pieces)
        return {product_id: product for product_id in ids if (product := self.product(product_id))}

    def product(self, product_id: str) -> Product | None:
        """What is sold; None: no longer."""
        if product_id not in self._products:
            self._products[product_id] = self.shop.product(product_id)
        return self._products[product_id]

    def pieces(self, draft: Draft) -> Sequence[Piece]:
        """The things of the draft's order."""
        order = self.order(draft.order_number)
        return pieces_of(order) if order else ()

    def quote(self, draft: Draft) -> Outcome:
        """What the draft would cost or bring. Raises ShopRefused."""
        return self.shop.quote(as_change(draft, self.variants(draft), self.customer.id))

    def variants(self, draft: Draft) -> tuple[str, ...]:
        """The ids of the draft's pieces, as its order is now. Raises ShopRefused where one is gone."""
        there = {piece.place: piece.item.variant_id for piece in self.pieces(draft)}
        if any(place not in there for place in draft.places):
            raise ShopRefused(Refusal.NOT_THERE)
        return tuple(there[place] for place in draft.places)

    def payments(self, draft: Draft) -> Sequence[PaymentMethod]:
        """The ways to pay, or be paid, that the shop would take for it."""
        return [method for method in self.customer.payment_methods if not self._refuses(draft, method)]

    def _refuses(self, draft: Draft, method: PaymentMethod) -> bool:
        try:
            self.quote(replace(draft, payment=method.id))
        except ShopRefused:
            return True
        return False

    def original_payment(self, draft: Draft) -> str:
        """The id of the way in which the order was paid first; empty where nobody knows."""
        order = self.order(draft.order_number)
        return next((t.payment_method_id for t in order.transactions if not t.is_refund), "") if order else ""
