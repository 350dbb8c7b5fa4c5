"""A change is made once for its key, wherever it breaks off: every call is lost, done or not done."""

from collections.abc import Callable

import pytest

from actions.shop.port import (
    Cancel,
    Change,
    ChangeAddress,
    ChangeHome,
    ChangeItems,
    Exchange,
    Order,
    OrderState,
    Return,
    ShopConflict,
    ShopDown,
    ShopNonsense,
    ShopRefused,
)
from tests.actions.shopify.conftest import VISA, YORK, World, ids

EDIT = (
    *("orderEditBegin", "orderEditAddVariant", "orderEditSetQuantity"),
    *("orderUpdate", "orderEditCommit", "refundCreate"),
)
MAKE: dict[str, tuple[Callable[[World], Change], tuple[str, ...]]] = {
    "cancel": (lambda world: Cancel("#1001", "no_longer_needed"), ("orderCancel", "job")),
    "address": (lambda world: ChangeAddress("#1001", YORK), ("orderUpdate",)),
    "items": (lambda world: ChangeItems("#1001", *pair(world), VISA), EDIT),
    "return": (lambda world: Return("#1002", pair(world)[0], VISA), ("returnRequest",)),
    "exchange": (lambda world: Exchange("#1002", *pair(world), VISA), ("returnCreate",)),
    "home": (lambda world: ChangeHome(world.anna["id"], YORK), ("customerAddressCreate",)),
}
"""Each change, and the calls that make it."""
LOST = [
    (name, call, acting) for name, (_, calls) in MAKE.items() for call in calls for acting in (True, False)
]


def pair(world: World) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A shirt, and a cheaper one."""
    old, new = ids(world.shirts[0], world.shirts[2])
    return (old,), (new,)


def made(world: World) -> tuple[object, ...]:
    """All that a change could have done twice."""
    orders = list(world.fake.stock.orders.values())
    counts = [
        [len(order[name]) for name in ("_lines", "_payments", "_refunds", "_returns")] for order in orders
    ]
    return counts, len(world.anna["_addresses"]), [world.order(name) for name in ("#1001", "#1002")]


@pytest.mark.parametrize(("name", "call", "acting"), LOST)
def test_a_call_that_was_lost_is_made_up_for_by_the_same_key(
    world: World, name: str, call: str, acting: bool
) -> None:
    world.buys()
    world.delivered("#1002")
    change = MAKE[name][0](world)
    quoted = world.shop.quote(change)
    world.fake.break_off(call, acting=acting)
    with pytest.raises(ShopDown):
        world.shop.change(change, "key")
    assert until_it_is_done(world, change) == quoted
    once = made(world)
    assert world.shop.change(change, "key") == quoted
    assert made(world) == once
    check_once(world, name)


def until_it_is_done(world: World, change: Change) -> object:
    """A job that nobody looks at ends all the same; so does what is asked for meanwhile."""
    for job in world.fake.root.changes.jobs.values():
        job["_do"]()
    try:
        return world.shop.change(change, "key")
    except ShopConflict:
        return world.shop.change(change, "key")


def check_once(world: World, name: str) -> None:
    first, second = world.fake.stock.orders.values()
    told: Order = world.order("#1001")
    expected = {
        "cancel": told.state is OrderState.CANCELLED and len(first["_payments"]) == 2,
        "address": told.address == YORK,
        "items": (told.total, len(first["_refunds"]), len(first["_lines"])) == (8400, 1, 3),
        "return": len(second["_returns"]) == 1,
        "exchange": len(second["_returns"]) == 1,
        "home": len(world.anna["_addresses"]) == 2,
    }
    assert expected[name]


@pytest.mark.parametrize("name", [name for name in MAKE if name != "home"])
def test_another_key_is_another_wish(world: World, name: str) -> None:
    world.buys()
    world.delivered("#1002")
    change = MAKE[name][0](world)
    world.shop.change(change, "key")
    if name == "address":
        world.shop.change(ChangeAddress("#1001", world.order("#1002").address), "another key")
        assert world.shop.change(change, "key").amount == 0
        assert world.order("#1001").address != YORK, "the first key's wish was granted, and is not again"
        return
    with pytest.raises(ShopRefused):
        world.shop.change(change, "another key")


def test_a_refund_is_not_given_twice_even_where_its_note_is_lost(world: World) -> None:
    order = world.buys()
    change = ChangeItems("#1001", *pair(world), VISA)
    world.shop.change(change, "key")
    order["_refunds"].clear()
    world.shop.change(change, "key")
    assert [each["kind"] for each in order["_payments"]] == ["SALE", "REFUND"], "Shopify knows the key"


def test_a_refund_that_is_refused_after_the_items_are_changed_is_no_refusal(world: World) -> None:
    world.buys()
    change = ChangeItems("#1001", *pair(world), VISA)
    world.fake.refuse("refundCreate")
    with pytest.raises(ShopNonsense):
        world.shop.change(change, "key")
    assert world.order("#1001").items_changed
    assert world.shop.change(change, "key").amount == -500, "the same key gives it back"
    assert [t.amount for t in world.order("#1001").transactions if t.is_refund] == [500]


def test_what_was_begun_and_then_changed_by_somebody_is_a_conflict(world: World) -> None:
    order = world.buys()
    change = ChangeItems("#1001", *pair(world), VISA)
    world.fake.break_off("orderEditCommit", acting=True)
    with pytest.raises(ShopDown):
        world.shop.change(change, "key")
    order["_lines"][2]["currentQuantity"] = 0
    with pytest.raises(ShopConflict):
        world.shop.change(change, "key")
    assert not order["_refunds"]
