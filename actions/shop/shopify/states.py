"""How far an order is, out of what Shopify says of its money, its parcels and its returns.

https://shopify.dev/docs/api/admin-graphql/2026-07/enums/OrderDisplayFinancialStatus
https://shopify.dev/docs/api/admin-graphql/2026-07/enums/OrderDisplayFulfillmentStatus
https://shopify.dev/docs/api/admin-graphql/2026-07/enums/FulfillmentDisplayStatus
https://shopify.dev/docs/api/admin-graphql/2026-07/enums/OrderReturnStatus
"""

from collections.abc import Mapping
from typing import TypeVar

from actions.shop.port import OrderState, ShopNonsense
from actions.shop.shopify.client import Node
from actions.shop.shopify.values import listed, text

State = TypeVar("State", OrderState, OrderState | None)

RETURNS: dict[str, OrderState | None] = {
    "": None,
    "NO_RETURN": None,
    "RETURN_FAILED": None,
    "RETURN_REQUESTED": OrderState.RETURN_REQUESTED,
    "IN_PROGRESS": OrderState.RETURN_REQUESTED,
    "INSPECTION_COMPLETE": OrderState.RETURNED,
    "RETURNED": OrderState.RETURNED,
}
"""By Order.returnStatus; None: it is as if nothing had come back."""

MONEY: dict[str, OrderState] = {
    "": OrderState.PENDING,
    "PENDING": OrderState.PENDING,
    "AUTHORIZED": OrderState.PENDING,
    "EXPIRED": OrderState.PENDING,
    "PARTIALLY_PAID": OrderState.PENDING,
    "VOIDED": OrderState.PENDING,
    "PAID": OrderState.PAID,
    "PARTIALLY_REFUNDED": OrderState.PAID,
    "REFUNDED": OrderState.REFUNDED,
}
"""By Order.displayFinancialStatus, of what nobody packs yet; an authorised sum is not yet paid."""

UNSENT: dict[str, OrderState | None] = {
    "UNFULFILLED": None,
    "OPEN": None,
    "SCHEDULED": None,
    "ON_HOLD": None,
    "REQUEST_DECLINED": None,
    "RESTOCKED": None,
    "IN_PROGRESS": OrderState.PACKED,
    "PENDING_FULFILLMENT": OrderState.PACKED,
    "FULFILLMENT_NOT_REQUIRED": OrderState.DELIVERED,
}
"""By Order.displayFulfillmentStatus, of what is not with the carrier; None: the money says how far it is."""

PARCELS: dict[str, OrderState] = {
    "SUBMITTED": OrderState.PACKED,
    "CONFIRMED": OrderState.PACKED,
    "LABEL_PURCHASED": OrderState.PACKED,
    "LABEL_PRINTED": OrderState.PACKED,
    "LABEL_VOIDED": OrderState.PACKED,
    "READY_FOR_PICKUP": OrderState.PACKED,
    "": OrderState.SHIPPED,
    "FULFILLED": OrderState.SHIPPED,
    "MARKED_AS_FULFILLED": OrderState.SHIPPED,
    "CARRIER_PICKED_UP": OrderState.SHIPPED,
    "IN_TRANSIT": OrderState.SHIPPED,
    "OUT_FOR_DELIVERY": OrderState.OUT_FOR_DELIVERY,
    "DELIVERED": OrderState.DELIVERED,
    "PICKED_UP": OrderState.DELIVERED,
    "DELAYED": OrderState.DELAYED,
    "ATTEMPTED_DELIVERY": OrderState.DELAYED,
    "NOT_DELIVERED": OrderState.DELAYED,
    "FAILURE": OrderState.DELAYED,
}
"""By Fulfillment.displayStatus; of several parcels, the one that is least far tells."""
CANCELED_PARCEL = "CANCELED"

LEAST_FAR = (
    OrderState.DELAYED,
    OrderState.PACKED,
    OrderState.SHIPPED,
    OrderState.OUT_FOR_DELIVERY,
    OrderState.DELIVERED,
)
GOING_BACK = ("REQUESTED", "OPEN")
"""A return's status while the customer's things are on their way: a request, or one that was agreed to."""


def state_of(order: Node) -> OrderState:
    """The first of these that says anything. Raises ShopNonsense for words that nobody knows."""
    if text(order, "cancelledAt"):
        return OrderState.CANCELLED
    back, money = _returned(order), _known(MONEY, order, "displayFinancialStatus")
    if back is OrderState.RETURNED and _gave_back(order):
        return OrderState.REFUNDED
    if money is OrderState.REFUNDED and not back:
        return money
    return back or _sent(order) or money


def _returned(order: Node) -> OrderState | None:
    state = _known(RETURNS, order, "returnStatus")
    going = [each for each in listed(order, "returns") if text(each, "status") in GOING_BACK]
    if state is OrderState.RETURN_REQUESTED and any(listed(each, "exchangeLineItems") for each in going):
        return OrderState.EXCHANGE_REQUESTED
    return state


def _gave_back(order: Node) -> bool:
    return text(order, "displayFinancialStatus") in ("REFUNDED", "PARTIALLY_REFUNDED")


def _sent(order: Node) -> OrderState | None:
    """How far its parcels are; None where none has been begun."""
    status = text(order, "displayFulfillmentStatus")
    if status in UNSENT:
        return UNSENT[status]
    if status not in ("FULFILLED", "PARTIALLY_FULFILLED"):
        raise ShopNonsense("displayFulfillmentStatus is a word that nobody knows.")
    parcels = [
        each for each in listed(order, "fulfillments") if text(each, "displayStatus") != CANCELED_PARCEL
    ]
    least = min(
        (_known(PARCELS, each, "displayStatus") for each in parcels), key=LEAST_FAR.index, default=None
    )
    if least is None or (status == "PARTIALLY_FULFILLED" and least is not OrderState.DELAYED):
        return OrderState.SHIPPED
    return least


def _known(states: Mapping[str, State], node: Node, name: str) -> State:
    try:
        return states[text(node, name)]
    except KeyError as error:
        raise ShopNonsense(f"{name} is a word that nobody knows.") from error
