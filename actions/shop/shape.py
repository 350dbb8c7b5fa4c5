"""The words of the shop file: the shape in which a whole shop is imported and exported.

It is that of tau-bench's retail domain (https://github.com/sierra-research/tau2-bench): `products`, `users`
and `orders`, each by id. What it has no word for stands in fields of ours, which may be left out.
"""

from collections.abc import Mapping

from actions.shop.port import Order, OrderState, PaymentKind

PLACE: Mapping[str, str] = {
    "address1": "line",
    "address2": "line2",
    "city": "city",
    "country": "country",
    "state": "region",
    "zip": "postcode",
}
"""The fields of an address, and ours."""

SOURCES: Mapping[str, PaymentKind] = {
    "credit_card": PaymentKind.CARD,
    "gift_card": PaymentKind.GIFT_CARD,
    "paypal": PaymentKind.PAYPAL,
    "other": PaymentKind.OTHER,
}

MODIFIED = "pending (item modified)"
STATUSES: Mapping[str, OrderState] = {
    "awaiting payment": OrderState.PENDING,
    "pending": OrderState.PAID,
    MODIFIED: OrderState.PAID,
    "processed": OrderState.PACKED,
    **{state.value.replace("_", " "): state for state in list(OrderState)[3:]},
}
"""`pending` is paid there, and not packed; from `shipped` on the words are the same."""
WRITTEN = {state: word for word, state in STATUSES.items() if word != MODIFIED}

CURRENCY = "USD"
"""Where the file names none."""


def status(order: Order) -> str:
    """The word for how far an order is."""
    is_modified = order.items_changed and order.state is OrderState.PAID
    return MODIFIED if is_modified else WRITTEN[order.state]
