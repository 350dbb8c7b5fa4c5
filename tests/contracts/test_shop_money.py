"""No money is made or lost, whatever customers change one after the other."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.shop.money import paid_by
from actions.shop.policy import Policy
from actions.shop.port import (
    Cancel,
    Change,
    ChangeItems,
    ChangePayment,
    Exchange,
    Item,
    Order,
    OrderState,
    PaymentKind,
    Return,
    Shop,
    ShopRefused,
    Transaction,
)
from tests.contracts._shop_samples import (
    ANNA,
    BLUE_M,
    CREAM,
    FULL_CARD,
    GIFT_CARD,
    NUMBERS,
    ORDERS,
    PAYPAL,
    PRODUCTS,
    RED_M,
    RED_S,
    VISA,
    WHITE_S,
)
from tests.fakes.shop import POLICY, shop_of

HERS = [number for number, order in NUMBERS.items() if order.customer_id == ANNA.id and number != "UNCLEAR"]
AGAIN_AND_AGAIN = replace(POLICY, items_once=False)
numbers = st.sampled_from(["PAID", "BY_GIFT_CARD", "UNPAID", "DELIVERED"])
ways = st.sampled_from([way.id for way in ANNA.payment_methods])
swaps = st.lists(
    st.tuples(
        st.sampled_from([RED_S.id, RED_M.id, BLUE_M.id, WHITE_S.id]),
        st.sampled_from([RED_M.id, BLUE_M.id, WHITE_S.id]),
    ),
    min_size=1,
    max_size=2,
).map(lambda pairs: (tuple(old for old, _ in pairs), tuple(new for _, new in pairs)))
steps: st.SearchStrategy[Change] = st.one_of(
    st.builds(Cancel, numbers, st.just("no_longer_needed")),
    st.builds(ChangePayment, numbers, ways),
    st.builds(lambda number, swap, way: ChangeItems(number, swap[0], swap[1], way), numbers, swaps, ways),
    st.builds(lambda number, swap, way: Exchange(number, swap[0], swap[1], way), numbers, swaps, ways),
    st.builds(Return, numbers, st.just((CREAM.id,)), ways),
)


@pytest.mark.parametrize("policy", [POLICY, AGAIN_AND_AGAIN], ids=["once", "again and again"])
@settings(max_examples=60)
@given(changes=st.lists(steps, min_size=1, max_size=8))
def test_money_is_conserved_over_any_changes(policy: Policy, changes: list[Change]) -> None:
    shop = shop_of(*ORDERS, products=PRODUCTS, policy=policy)
    for nth, change in enumerate(changes):
        before = hers(shop)
        try:
            outcome = shop.change(change, f"message {nth}")
        except ShopRefused:
            assert hers(shop) == before
            continue
        moved = [each for number in HERS for each in new(before[number], hers(shop)[number])]
        if not isinstance(change, Return | Exchange | ChangePayment):
            assert outcome.amount == sum(-each.amount if each.is_refund else each.amount for each in moved)
        check_gift_cards(shop)
        check_orders(shop)
    shop.close()


def hers(shop: Shop) -> Mapping[str, Order]:
    """All of Anna's orders."""
    return {order.number: order for order in shop.orders_of(ANNA.id)}


def new(before: Order, after: Order) -> tuple[Transaction, ...]:
    """What was added to the history; nothing of it is ever taken away."""
    known = len(before.transactions)
    assert after.transactions[:known] == before.transactions
    return after.transactions[known:]


def check_gift_cards(shop: Shop) -> None:
    """Each holds what it held, and what went to it, without what came from it."""
    gained: Counter[str] = Counter()
    for number, order in hers(shop).items():
        for each in new(NUMBERS[number], order):
            gained[each.payment_method_id] += each.amount if each.is_refund else -each.amount
    anna = shop.customer(ANNA.id)
    assert anna is not None
    for way, first in zip(anna.payment_methods, ANNA.payment_methods, strict=True):
        if way.kind is PaymentKind.GIFT_CARD:
            assert way.balance == first.balance + gained[way.id] >= 0


def check_orders(shop: Shop) -> None:
    """What is paid of an order is what it costs; of a cancelled one, nothing."""
    for number in HERS:
        order = hers(shop)[number]
        paid = sum(-each.amount if each.is_refund else each.amount for each in order.transactions)
        is_settled = order.state in (OrderState.CANCELLED, OrderState.PENDING)
        assert paid == (0 if is_settled else order.total)
        assert order.total == sum(item.price * item.quantity for item in order.items)
        assert sum(paid_by(order).values()) == paid


def test_money_that_went_elsewhere_is_not_given_back_twice() -> None:
    """Paid by card, made cheaper to a gift card: cancelling gives the card what is left."""
    shop = shop_of(*ORDERS, products=PRODUCTS, policy=AGAIN_AND_AGAIN)
    shop.change(ChangeItems("PAID", (RED_S.id,), (WHITE_S.id,), GIFT_CARD.id), "message 1")
    outcome = shop.change(Cancel("PAID", "no_longer_needed"), "message 2")
    assert outcome.amount == -4400
    assert outcome.payment_method_ids == (VISA.id,)


def test_another_way_to_pay_takes_over_from_several() -> None:
    shop = shop_of(*ORDERS, products=PRODUCTS, policy=AGAIN_AND_AGAIN)
    shop.change(ChangeItems("PAID", (RED_S.id,), (BLUE_M.id,), PAYPAL.id), "message 1")
    outcome = shop.change(ChangePayment("PAID", FULL_CARD.id), "message 2")
    assert outcome.amount == 5400
    assert paid_by(hers(shop)["PAID"]) == {FULL_CARD.id: 5400}


def test_pieces_of_one_line_that_become_others_keep_their_price() -> None:
    shop = shop_of(*ORDERS, products=PRODUCTS, policy=AGAIN_AND_AGAIN)
    shop.change(ChangeItems("PAID", (RED_S.id,), (RED_M.id,), VISA.id), "message 1")
    shop.change(ChangeItems("PAID", (RED_S.id,), (RED_M.id,), VISA.id), "message 2")
    items = hers(shop)["PAID"].items
    assert items[0] == Item(RED_M.id, RED_M.product_id, RED_M.product, RED_M.options, 2, 2000)
