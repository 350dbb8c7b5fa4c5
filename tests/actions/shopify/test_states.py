"""Every word that Shopify has for how far an order is, as the port's states."""

from typing import Any

import pytest

from actions.shop.port import OrderState, ShopNonsense
from actions.shop.shopify.states import MONEY, PARCELS, RETURNS, UNSENT
from tests.actions.shopify.conftest import World
from tests.fakes.shopify.server import SCHEMA

STATES = OrderState


@pytest.mark.parametrize(
    ("financial", "state"),
    [
        (None, STATES.PENDING),
        ("PENDING", STATES.PENDING),
        ("AUTHORIZED", STATES.PENDING),
        ("EXPIRED", STATES.PENDING),
        ("PARTIALLY_PAID", STATES.PENDING),
        ("VOIDED", STATES.PENDING),
        ("PAID", STATES.PAID),
        ("PARTIALLY_REFUNDED", STATES.PAID),
        ("REFUNDED", STATES.REFUNDED),
    ],
)
def test_what_nobody_packs_yet_is_as_far_as_its_money(
    world: World, financial: str | None, state: OrderState
) -> None:
    world.buys(displayFinancialStatus=financial)
    assert world.order().state is state


@pytest.mark.parametrize(
    ("fulfillment", "state"),
    [
        ("UNFULFILLED", STATES.PAID),
        ("OPEN", STATES.PAID),
        ("SCHEDULED", STATES.PAID),
        ("ON_HOLD", STATES.PAID),
        ("REQUEST_DECLINED", STATES.PAID),
        ("RESTOCKED", STATES.PAID),
        ("IN_PROGRESS", STATES.PACKED),
        ("PENDING_FULFILLMENT", STATES.PACKED),
        ("FULFILLMENT_NOT_REQUIRED", STATES.DELIVERED),
        ("FULFILLED", STATES.SHIPPED),
        ("PARTIALLY_FULFILLED", STATES.SHIPPED),
    ],
)
def test_before_there_are_parcels(world: World, fulfillment: str, state: OrderState) -> None:
    world.buys(displayFulfillmentStatus=fulfillment)
    assert world.order().state is state


@pytest.mark.parametrize(
    ("display", "state"),
    [
        (None, STATES.SHIPPED),
        ("SUBMITTED", STATES.PACKED),
        ("CONFIRMED", STATES.PACKED),
        ("LABEL_PURCHASED", STATES.PACKED),
        ("LABEL_PRINTED", STATES.PACKED),
        ("LABEL_VOIDED", STATES.PACKED),
        ("READY_FOR_PICKUP", STATES.PACKED),
        ("FULFILLED", STATES.SHIPPED),
        ("MARKED_AS_FULFILLED", STATES.SHIPPED),
        ("CARRIER_PICKED_UP", STATES.SHIPPED),
        ("IN_TRANSIT", STATES.SHIPPED),
        ("OUT_FOR_DELIVERY", STATES.OUT_FOR_DELIVERY),
        ("DELIVERED", STATES.DELIVERED),
        ("PICKED_UP", STATES.DELIVERED),
        ("DELAYED", STATES.DELAYED),
        ("ATTEMPTED_DELIVERY", STATES.DELAYED),
        ("NOT_DELIVERED", STATES.DELAYED),
        ("FAILURE", STATES.DELAYED),
    ],
)
def test_a_parcel_tells(world: World, display: str | None, state: OrderState) -> None:
    world.fake.stock.send(world.buys(), display)
    assert world.order().state is state


@pytest.mark.parametrize(
    ("displays", "state"),
    [
        (("DELIVERED", "IN_TRANSIT"), STATES.SHIPPED),
        (("OUT_FOR_DELIVERY", "DELIVERED"), STATES.OUT_FOR_DELIVERY),
        (("DELIVERED", "DELAYED"), STATES.DELAYED),
        (("DELIVERED", "CANCELED"), STATES.DELIVERED),
        (("CANCELED",), STATES.SHIPPED),
    ],
)
def test_of_several_parcels_the_one_that_is_least_far_tells(
    world: World, displays: tuple[str, ...], state: OrderState
) -> None:
    order = world.buys()
    for display in displays:
        world.fake.stock.send(order, display)
    assert world.order().state is state


def test_what_is_sent_only_in_part_is_on_its_way(world: World) -> None:
    world.fake.stock.send(world.buys(), "DELIVERED", 1, 0)
    assert world.order().state is STATES.SHIPPED


def test_what_is_called_off_is_that_whatever_else(world: World) -> None:
    world.delivered(
        cancelledAt="2026-11-21T10:00:00Z", cancelReason="FRAUD", displayFinancialStatus="REFUNDED"
    )
    assert world.order().state is STATES.CANCELLED
    assert world.order().cancel_reason == "fraud"


@pytest.mark.parametrize(
    ("status", "financial", "state"),
    [
        ("NO_RETURN", "PAID", STATES.DELIVERED),
        ("RETURN_FAILED", "PAID", STATES.DELIVERED),
        ("RETURN_REQUESTED", "PAID", STATES.RETURN_REQUESTED),
        ("IN_PROGRESS", "PAID", STATES.RETURN_REQUESTED),
        ("INSPECTION_COMPLETE", "PAID", STATES.RETURNED),
        ("RETURNED", "PAID", STATES.RETURNED),
        ("RETURNED", "REFUNDED", STATES.REFUNDED),
        ("RETURNED", "PARTIALLY_REFUNDED", STATES.REFUNDED),
    ],
)
def test_what_comes_back_tells_more_than_that_it_came(
    world: World, status: str, financial: str, state: OrderState
) -> None:
    world.delivered(returnStatus=status, displayFinancialStatus=financial)
    assert world.order().state is state


@pytest.mark.parametrize(
    ("told", "enum"),
    [
        (MONEY, "OrderDisplayFinancialStatus"),
        ({**UNSENT, "FULFILLED": 0, "PARTIALLY_FULFILLED": 0}, "OrderDisplayFulfillmentStatus"),
        ({**PARCELS, "CANCELED": 0}, "FulfillmentDisplayStatus"),
        (RETURNS, "OrderReturnStatus"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_no_word_of_shopifys_is_left_out(told: dict[str, Any], enum: str) -> None:
    values: Any = SCHEMA.type_map[enum]
    assert set(told) - {""} == set(values.values)


@pytest.mark.parametrize(
    "field", ["displayFinancialStatus", "displayFulfillmentStatus", "returnStatus", "displayStatus"]
)
def test_a_word_that_nobody_knows_is_nonsense(world: World, field: str) -> None:
    order = world.delivered()
    answer = plain(order) | {field: "TELEPORTED"}
    if field == "displayStatus":
        answer["fulfillments"] = [{"displayStatus": "TELEPORTED"}]
    body = {"data": {"shop": {"ianaTimezone": "UTC"}, "order": answer}}
    world.fake.fail("order", 200, body)
    with pytest.raises(ShopNonsense):
        world.shop.order("#1001")


def plain(order: dict[str, Any]) -> dict[str, Any]:
    """As an answer holds it, without its lists but for the lines."""
    kept = {name: value for name, value in order.items() if not callable(value) and name[0] != "_"}
    lines = [{**line, "product": None, "variant": None} for line in order["_lines"]]
    return kept | {"customer": None, "lineItems": {"nodes": lines}, "fulfillments": [], "transactions": []}
