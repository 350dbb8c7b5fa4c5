"""Where the money is that a customer waits for: what the shop's record of an order says of it."""

from collections.abc import Mapping, Sequence

from actions.changes.spelling import days_until_back, in_a_row, item_name, method_name, money
from actions.shop.money import pieces
from actions.shop.port import Customer, Order, OrderState, PaymentKind, Sending, Transaction

WISH = "refund_status"
ANNOUNCED = (OrderState.RETURN_REQUESTED, OrderState.EXCHANGE_REQUESTED)
"""States in which something is to come back, and has not arrived."""

Told = tuple[str, Mapping[str, str]]
"""A response of domain.yml, and what stands in its braces."""


def refund_sentence(order: Order, customer: Customer, days: tuple[int, int]) -> Told:
    """The one sentence about an order's refund. `days`: business days until money is back, from and to."""
    if order.sending and order.state in ANNOUNCED:
        return _announced(order, order.sending, customer, days)
    refunds = [each for each in order.transactions if each.is_refund and each.amount]
    if refunds or order.state is OrderState.REFUNDED:
        back = refunds or [Transaction(True, order.total, "")]
        named = "utter_refund_cancelled" if order.state is OrderState.CANCELLED else "utter_refund_sent"
        return named, _values(order, back, customer, days)
    return f"utter_refund_{_without_money(order)}", _values(order, (), customer, days)


def _without_money(order: Order) -> str:
    """How it is where no money has gone back: `returned`, `unpaid`, `nothing`."""
    if order.state is OrderState.RETURNED:
        return "returned"
    return "unpaid" if order.state is OrderState.CANCELLED and not order.transactions else "nothing"


def _announced(order: Order, sending: Sending, customer: Customer, days: tuple[int, int]) -> Told:
    """What comes back once the things are there: of a return their price, of an exchange the difference."""
    sent = _sent(order, sending)
    worth = -sending.difference if sending.new_items else sum(price for _, price in sent)
    back = [Transaction(True, worth, sending.payment_method_id)] if worth > 0 else []
    named = "utter_refund_awaited" if back else "utter_refund_exchange"
    return named, {**_values(order, back, customer, days), "items": in_a_row([name for name, _ in sent])}


def _sent(order: Order, sending: Sending) -> Sequence[tuple[str, int]]:
    """The name and the price of each thing that comes back."""
    held = {piece.variant_id: piece for piece in pieces(order)}
    return [(item_name(held[id]), held[id].price) for id in sending.items if id in held]


def _values(
    order: Order, back: Sequence[Transaction], customer: Customer, days: tuple[int, int]
) -> Mapping[str, str]:
    ways = {method.id: method for method in customer.payment_methods}
    named = [
        f"{money(each.amount, order.currency)} to {_way(each.payment_method_id, customer)}" for each in back
    ]
    used = [ways.get(each.payment_method_id) for each in back]
    at_once = bool(used) and all(way and way.kind is PaymentKind.GIFT_CARD for way in used)
    return {
        "order_number": order.number,
        "items": in_a_row([item_name(item) for item in order.items]),
        "refunds": in_a_row(named),
        "days": days_until_back(at_once, days),
    }


def _way(payment_method_id: str, customer: Customer) -> str:
    """By its name; by what is always true where the customer has it no more."""
    found = (method for method in customer.payment_methods if method.id == payment_method_id)
    return next((f"your {method_name(method)}" for method in found), "the way you paid")
