"""Other variants before an order is packed: an edit, and the difference given back by a refund."""

import pytest

from actions.shop.port import (
    ChangeItems,
    OrderState,
    Outcome,
    Refusal,
    ShopNonsense,
    ShopRefused,
    Transaction,
)
from actions.shop.shopify.client import ShopifyClient
from actions.shop.shopify.queries import REFUND
from actions.shop.shopify.tokens import AdminToken
from tests.actions.shopify.conftest import VISA, World, ids
from tests.actions.shopify.test_changes import refusal
from tests.fakes.shopify import Line


def to(world: World, nth: int, pieces: int = 1) -> ChangeItems:
    """So many of the navy M shirts become the nth one."""
    old, new = ids(world.shirts[0], world.shirts[nth])
    return ChangeItems("#1001", (old,) * pieces, (new,) * pieces, VISA)


def test_another_size_of_the_same_price_moves_no_money(world: World) -> None:
    order = world.buys()
    assert world.shop.quote(to(world, 1)) == world.shop.change(to(world, 1), "key") == Outcome(0, (VISA,))
    told = world.order()
    assert [(item.options.get("Size"), item.quantity) for item in told.items] == [
        ("M", 1),
        (None, 1),
        ("L", 1),
    ]
    assert (told.total, told.items_changed, told.state) == (8900, True, OrderState.PAID)
    assert len(order["_payments"]) == 1
    assert world.count("refundCreate") == 0


def test_the_difference_to_something_cheaper_is_given_back(world: World) -> None:
    order = world.buys()
    assert world.shop.change(to(world, 2, pieces=2), "key") == Outcome(-1000, (VISA,), at_once=False)
    told = world.order()
    assert told.total == 7900
    assert told.transactions == (Transaction(False, 8900, VISA), Transaction(True, 1000, VISA))
    assert len(order["_refunds"]) == 1


def test_something_dearer_is_for_a_person(world: World) -> None:
    world.buys()
    assert refusal(world.shop, to(world, 3)) is Refusal.UNSUPPORTED


def test_an_order_that_is_not_paid_comes_to_something_else(world: World) -> None:
    world.buys(paid_by="", displayFinancialStatus="PENDING")
    world.buys("#1002")
    assert world.shop.change(to(world, 3), "key") == Outcome()
    assert world.order().total == 9450


def test_of_what_is_only_reserved_nothing_can_be_given_back(world: World) -> None:
    order = world.buys(paid_by="", displayFinancialStatus="AUTHORIZED")
    order["_payments"].append(world.fake.stock.payment(order, "89.00", kind="AUTHORIZATION"))
    assert refusal(world.shop, to(world, 2)) is Refusal.UNSUPPORTED


def test_a_reduced_item_whose_reduction_would_be_lost_is_for_a_person(world: World) -> None:
    """The policy counts from the reduced price, so the new one costs more."""
    world.buys("#1001", Line(world.shirts[0], 1, "20.00"))
    assert refusal(world.shop, to(world, 1)) is Refusal.UNSUPPORTED


def test_nothing_is_committed_where_shopify_counts_otherwise(world: World) -> None:
    order = world.buys()
    world.fake.meanwhile["orderEditBegin"] = lambda: world.shirts[1].update(price="41.00")
    with pytest.raises(ShopRefused):
        world.shop.change(to(world, 1), "key")
    assert world.count("orderEditCommit") == 0
    assert not order["edited"]
    assert not order["_metafields"]


def test_two_lines_of_one_thing_are_changed_only_where_one_of_them_holds_enough(world: World) -> None:
    world.buys("#1001", Line(world.shirts[0]), Line(world.shirts[0], 2))
    assert world.shop.change(to(world, 1, pieces=2), "key").amount == 0
    assert [item.quantity for item in world.order().items] == [1, 2]


def test_what_stands_on_two_lines_together_is_for_a_person(world: World) -> None:
    world.buys("#1001", Line(world.shirts[0]), Line(world.shirts[0]))
    with pytest.raises(ShopRefused):
        world.shop.change(to(world, 1, pieces=2), "key")
    assert world.count("orderEditCommit") == 0


def test_what_somebody_changed_meanwhile_is_not_changed_over_it(world: World) -> None:
    order = world.buys()

    def somebody_takes_the_mug_out() -> None:
        order["_lines"][1]["currentQuantity"] = 0

    world.fake.meanwhile["orderEditCommit"] = somebody_takes_the_mug_out
    with pytest.raises(ShopNonsense):
        world.shop.change(to(world, 1), "key")
    assert not order["edited"]


def test_a_refund_without_its_directive_is_refused_by_the_fake(world: World) -> None:
    """So it is known that the directive in our question counts."""
    order = world.buys()
    client = ShopifyClient(world.fake.url, AdminToken(world.fake.token))
    with pytest.raises(ShopNonsense):
        client.ask()(REFUND.replace("@idempotent(key: $key)", ""), refund={"orderId": order["id"]}, key="")
    client.close()
    world.fake.refused.clear()
    assert not order["_refunds"]


def test_what_was_paid_in_another_currency_is_not_counted_in_ours(world: World) -> None:
    world.buys("#1001", Line(world.shirts[0], 1, price="6000.00"), currency="JPY")
    assert refusal(world.shop, to(world, 1)) is Refusal.UNSUPPORTED
