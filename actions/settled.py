"""What an order's state means for what is wanted of it: what is answered by it, what is too late."""

from typing import Any

from rasa_sdk.types import DomainDict

SETTLED: dict[str, frozenset[str]] = {
    "cancel_order": frozenset({"cancelled"}),
    "request_refund": frozenset({"refunded"}),
    "not_received": frozenset({"pending", "paid", "packed", "shipped", "out_for_delivery", "cancelled"}),
}
"""States of an order in which showing it has answered the wish."""
SENT = frozenset({"shipped", "out_for_delivery", "delayed", "delivered"})
"""States in which the parcel has left."""


def is_left(wish: str, state: str, domain: DomainDict) -> bool:
    """Whether there is something to say or do about a wish once the order has been shown."""
    return f"utter_next_{wish}" in _responses(domain) and state not in SETTLED.get(wish, frozenset())


def next_sentence(wish: str, state: str, domain: DomainDict) -> str:
    """The response that says what follows from a wish: another where the parcel has left, if there is one."""
    too_late = f"utter_next_{wish}_sent"
    return too_late if state in SENT and too_late in _responses(domain) else f"utter_next_{wish}"


def order_sentence(wish: str, state: str, domain: DomainDict) -> str:
    """The response that shows an order: a plain one, if there is one, to whoever does not ask where it is."""
    plain = f"utter_order_found_{state}"
    return (
        plain
        if is_left(wish, state, domain) and plain in _responses(domain)
        else f"utter_order_status_{state}"
    )


def _responses(domain: DomainDict) -> dict[str, Any]:
    return (domain or {}).get("responses") or {}
