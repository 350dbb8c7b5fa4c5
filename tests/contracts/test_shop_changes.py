"""What every back end does when it is to change something: each change done, and each reason why not."""

from dataclasses import replace

import pytest

from actions.shop.port import (
    Address,
    Cancel,
    Change,
    ChangeAddress,
    ChangeHome,
    ChangeItems,
    ChangePayment,
    Customer,
    Exchange,
    Order,
    OrderState,
    Outcome,
    Refusal,
    Return,
    Sending,
    Transaction,
)
from tests.contracts._shop import Backend
from tests.contracts._shop_samples import (
    ANNA,
    BLACK,
    BLUE_M,
    CREAM,
    FULL_CARD,
    GIFT_CARD,
    GREEN_L,
    LEEDS,
    NUMBERS,
    PAYPAL,
    RED_M,
    RED_S,
    VISA,
    WHITE_S,
)

ELSEWHERE = Address("3 Oak Street", "Bristol", "BS1 4DJ", "GB", "", "Avon")
TO_BLUE = ChangeItems("PAID", (RED_S.id,), (BLUE_M.id,), VISA.id)


def order(backend: Backend, number: str) -> Order:
    """As the shop tells it now."""
    found = backend.shop.order(number)
    assert found is not None
    return found


def balance(backend: Backend, way_id: str) -> int:
    """What is left on Anna's gift card."""
    anna = backend.shop.customer(ANNA.id)
    assert anna is not None
    return next(way.balance for way in anna.payment_methods if way.id == way_id)


def check_balance(backend: Backend, way_id: str, expected: int) -> None:
    """Where the back end tells it."""
    if backend.knows_balances:
        assert balance(backend, way_id) == expected


# Cancelling


def test_cancelling_gives_the_money_back_the_way_it_came(backend: Backend) -> None:
    if outcome := backend.makes(Cancel("PAID", "no_longer_needed")):
        assert outcome == Outcome(-4900, (VISA.id,), at_once=False)
        found = order(backend, "PAID")
        assert (found.state, found.cancel_reason) == (OrderState.CANCELLED, "no_longer_needed")
        assert found.transactions == (Transaction(False, 4900, VISA.id), Transaction(True, 4900, VISA.id))


def test_cancelling_fills_a_gift_card_at_once(backend: Backend) -> None:
    if outcome := backend.makes(Cancel("BY_GIFT_CARD", "ordered_by_mistake")):
        assert outcome == Outcome(-4900, (FULL_CARD.id,), at_once=True)
        check_balance(backend, FULL_CARD.id, FULL_CARD.balance + 4900)


def test_cancelling_what_is_not_paid_gives_nothing_back(backend: Backend) -> None:
    if outcome := backend.makes(Cancel("UNPAID", "no_longer_needed")):
        assert outcome == Outcome(0)
        assert order(backend, "UNPAID").transactions == ()


def test_cancelling_after_another_payment_gives_back_what_the_last_one_paid(backend: Backend) -> None:
    if backend.makes(ChangePayment("PAID", PAYPAL.id)) and backend.makes(
        Cancel("PAID", "no_longer_needed"), "message 2"
    ):
        refunds = [each for each in order(backend, "PAID").transactions if each.is_refund]
        assert refunds == [Transaction(True, 4900, VISA.id), Transaction(True, 4900, PAYPAL.id)]


# Addresses


def test_an_order_is_sent_elsewhere_and_the_customer_lives_where_they_lived(backend: Backend) -> None:
    if outcome := backend.makes(ChangeAddress("PAID", ELSEWHERE)):
        assert outcome == Outcome()
        assert order(backend, "PAID") == replace(backend.tells(NUMBERS["PAID"]), address=ELSEWHERE)
        assert backend.shop.customer(ANNA.id) == backend.tells(ANNA)


def test_a_customer_moves_and_their_orders_go_where_they_went(backend: Backend) -> None:
    if outcome := backend.makes(ChangeHome(ANNA.id, ELSEWHERE)):
        assert outcome == Outcome()
        homes = (ELSEWHERE,) if backend.forgets_old_homes else (ELSEWHERE, LEEDS)
        assert backend.shop.customer(ANNA.id) == replace(backend.tells(ANNA), addresses=homes)
        assert order(backend, "PAID").address == LEEDS


# Payment


def test_another_way_to_pay_is_charged_and_the_first_gets_its_money_back(backend: Backend) -> None:
    if outcome := backend.makes(ChangePayment("PAID", FULL_CARD.id)):
        assert outcome == Outcome(4900, (FULL_CARD.id,), at_once=False)
        found = order(backend, "PAID")
        assert found.state is OrderState.PAID
        assert found.transactions[1:] == (
            Transaction(False, 4900, FULL_CARD.id),
            Transaction(True, 4900, VISA.id),
        )
        check_balance(backend, FULL_CARD.id, FULL_CARD.balance - 4900)


def test_a_gift_card_that_paid_first_is_filled_again_at_once(backend: Backend) -> None:
    if outcome := backend.makes(ChangePayment("BY_GIFT_CARD", PAYPAL.id)):
        assert outcome == Outcome(4900, (PAYPAL.id,), at_once=True)
        check_balance(backend, FULL_CARD.id, FULL_CARD.balance + 4900)


def test_a_way_to_pay_for_what_is_not_paid_pays_it(backend: Backend) -> None:
    if outcome := backend.makes(ChangePayment("UNPAID", VISA.id)):
        assert outcome == Outcome(4900, (VISA.id,))
        found = order(backend, "UNPAID")
        assert found.state is OrderState.PAID
        assert found.transactions == (Transaction(False, 4900, VISA.id),)


# Items


def test_one_piece_of_two_is_changed_and_the_difference_is_paid(backend: Backend) -> None:
    if outcome := backend.makes(TO_BLUE):
        assert outcome == Outcome(500, (VISA.id,))
        found = order(backend, "PAID")
        pieces = [(item.variant_id, item.quantity, item.price) for item in found.items]
        assert pieces == [(BLUE_M.id, 1, 2500), (RED_S.id, 1, 2000), (CREAM.id, 1, 900)]
        assert (found.total, found.state, found.items_changed) == (5400, OrderState.PAID, True)
        assert found.transactions[1:] == (Transaction(False, 500, VISA.id),)


def test_cheaper_items_give_money_back_to_the_way_that_is_named(backend: Backend) -> None:
    change = ChangeItems("PAID", (RED_S.id, RED_S.id), (WHITE_S.id, WHITE_S.id), GIFT_CARD.id)
    if outcome := backend.makes(change):
        assert outcome == Outcome(-1000, (GIFT_CARD.id,), at_once=True)
        found = order(backend, "PAID")
        assert found.items[0].quantity == 2
        assert found.total == 3900
        check_balance(backend, GIFT_CARD.id, GIFT_CARD.balance + 1000)


def test_items_of_one_price_move_no_money_and_say_so_in_the_history(backend: Backend) -> None:
    if outcome := backend.makes(ChangeItems("PAID", (RED_S.id,), (RED_M.id,), PAYPAL.id)):
        assert outcome.amount == 0
        assert order(backend, "PAID").transactions[-1].amount == 0


def test_other_items_of_an_unpaid_order_change_what_is_to_be_paid(backend: Backend) -> None:
    if outcome := backend.makes(replace(TO_BLUE, order_number="UNPAID")):
        assert outcome == Outcome()
        found = order(backend, "UNPAID")
        assert (found.total, found.transactions) == (5400, ())


# What is sent back


def test_a_return_is_announced_and_the_money_waits(backend: Backend) -> None:
    if outcome := backend.makes(Return("DELIVERED", (RED_S.id, CREAM.id), VISA.id)):
        assert outcome == Outcome(-2900, (VISA.id,), at_once=False)
        found = order(backend, "DELIVERED")
        assert found.state is OrderState.RETURN_REQUESTED
        assert found.sending == Sending((RED_S.id, CREAM.id), (), VISA.id)
        assert found.transactions == NUMBERS["DELIVERED"].transactions


def test_a_return_may_go_to_a_gift_card(backend: Backend) -> None:
    if outcome := backend.makes(Return("DELIVERED", (CREAM.id,), GIFT_CARD.id)):
        assert outcome == Outcome(-900, (GIFT_CARD.id,), at_once=True)
        check_balance(backend, GIFT_CARD.id, GIFT_CARD.balance)


def test_an_exchange_is_announced_with_what_it_costs(backend: Backend) -> None:
    change = Exchange("DELIVERED", (RED_S.id, CREAM.id), (BLUE_M.id, BLACK.id), PAYPAL.id)
    if outcome := backend.makes(change):
        assert outcome == Outcome(500, (PAYPAL.id,))
        found = order(backend, "DELIVERED")
        assert found.state is OrderState.EXCHANGE_REQUESTED
        assert found.sending == Sending(change.items, change.new_items, PAYPAL.id, 500)
        assert found.items == NUMBERS["DELIVERED"].items


def test_nobody_is_too_late_where_the_day_of_delivery_is_unknown(backend: Backend) -> None:
    if backend.makes(Return("NOBODY_KNOWS_WHEN", (CREAM.id,), VISA.id)):
        assert order(backend, "NOBODY_KNOWS_WHEN").state is OrderState.RETURN_REQUESTED


# What is refused

NEEDED, CARD = "no_longer_needed", VISA.id
REFUSED: list[tuple[Refusal, Change]] = [
    (Refusal.NOT_THERE, Cancel("NONE", NEEDED)),
    (Refusal.NOT_THERE, ChangeAddress("NONE", ELSEWHERE)),
    (Refusal.NOT_THERE, ChangePayment("NONE", CARD)),
    (Refusal.NOT_THERE, ChangeHome("nobody", ELSEWHERE)),
    (Refusal.NOT_THERE, ChangeItems("PAID", (RED_M.id,), (BLUE_M.id,), CARD)),
    (Refusal.NOT_THERE, ChangeItems("PAID", (CREAM.id, CREAM.id), (BLACK.id, BLACK.id), CARD)),
    (Refusal.NOT_THERE, ChangeItems("PAID", (RED_S.id,), ("no such",), CARD)),
    (Refusal.NOT_THERE, ChangeItems("PAID", (RED_S.id,), (), CARD)),
    (Refusal.NOT_THERE, ChangeItems("PAID", (), (), CARD)),
    (Refusal.NOT_THERE, Return("DELIVERED", (RED_M.id,), CARD)),
    (Refusal.NOT_THERE, Return("DELIVERED", (), CARD)),
    (Refusal.NOT_THERE, Exchange("DELIVERED", (BLUE_M.id,), (RED_M.id,), CARD)),
    (Refusal.WRONG_STATE, Cancel("PACKED", NEEDED)),
    (Refusal.WRONG_STATE, Cancel("DELIVERED", NEEDED)),
    (Refusal.WRONG_STATE, ChangeAddress("PACKED", ELSEWHERE)),
    (Refusal.WRONG_STATE, ChangePayment("PACKED", PAYPAL.id)),
    (Refusal.WRONG_STATE, replace(TO_BLUE, order_number="DELIVERED")),
    (Refusal.WRONG_STATE, Return("PAID", (CREAM.id,), CARD)),
    (Refusal.WRONG_STATE, Exchange("PAID", (RED_S.id,), (RED_M.id,), CARD)),
    (Refusal.CHANGED_BEFORE, Cancel("CHANGED", NEEDED)),
    (Refusal.CHANGED_BEFORE, ChangeAddress("CHANGED", ELSEWHERE)),
    (Refusal.CHANGED_BEFORE, ChangePayment("CHANGED", PAYPAL.id)),
    (Refusal.CHANGED_BEFORE, replace(TO_BLUE, order_number="CHANGED")),
    (Refusal.TOO_LATE, Return("LONG_AGO", (CREAM.id,), CARD)),
    (Refusal.TOO_LATE, Exchange("LONG_AGO", (RED_S.id,), (RED_M.id,), CARD)),
    (Refusal.REASON, Cancel("PAID", "changed_my_mind")),
    (Refusal.OTHER_PRODUCT, ChangeItems("PAID", (RED_S.id,), (BLACK.id,), CARD)),
    (Refusal.OTHER_PRODUCT, Exchange("DELIVERED", (CREAM.id,), (RED_M.id,), CARD)),
    (Refusal.SAME_ITEM, ChangeItems("PAID", (RED_S.id,), (RED_S.id,), CARD)),
    (Refusal.SAME_ITEM, Exchange("DELIVERED", (RED_S.id,), (RED_S.id,), CARD)),
    (Refusal.SOLD_OUT, ChangeItems("PAID", (RED_S.id,), (GREEN_L.id,), CARD)),
    (Refusal.SOLD_OUT, Exchange("DELIVERED", (RED_S.id,), (GREEN_L.id,), CARD)),
    (Refusal.SAME_PAYMENT, ChangePayment("PAID", CARD)),
    (Refusal.NO_SUCH_PAYMENT, ChangePayment("PAID", "card_of_somebody")),
    (Refusal.NO_SUCH_PAYMENT, ChangePayment("BJORNS", PAYPAL.id)),
    (Refusal.NO_SUCH_PAYMENT, replace(TO_BLUE, payment_method_id="none")),
    (Refusal.NO_SUCH_PAYMENT, Return("DELIVERED", (CREAM.id,), "none")),
    (Refusal.NO_SUCH_PAYMENT, Exchange("DELIVERED", (RED_S.id,), (RED_M.id,), "none")),
    (Refusal.BALANCE, ChangePayment("PAID", GIFT_CARD.id)),
    (Refusal.BALANCE, ChangeItems("PAID", (RED_S.id,) * 2, (BLUE_M.id,) * 2, GIFT_CARD.id)),
    (Refusal.BALANCE, Exchange("DELIVERED", (RED_S.id,) * 2, (BLUE_M.id,) * 2, GIFT_CARD.id)),
    (Refusal.UNSUPPORTED, Cancel("UNCLEAR", NEEDED)),
    (Refusal.UNSUPPORTED, ChangePayment("UNCLEAR", CARD)),
    (Refusal.UNSUPPORTED, replace(TO_BLUE, order_number="UNCLEAR")),
    (Refusal.REFUND_ELSEWHERE, Return("DELIVERED", (CREAM.id,), PAYPAL.id)),
]


def _named(value: object) -> str:
    return value.value if isinstance(value, Refusal) else type(value).__name__


def everything(backend: Backend) -> list[Order | Customer | None]:
    """All that a change could have touched."""
    return [backend.shop.customer(ANNA.id), *(backend.shop.order(number) for number in NUMBERS)]


@pytest.mark.parametrize(("refusal", "change"), REFUSED, ids=_named)
def test_a_refused_change_says_why_and_changes_nothing(
    backend: Backend, refusal: Refusal, change: Change
) -> None:
    before = everything(backend)
    assert backend.refuses(change) is (refusal if backend.can(change) else Refusal.UNSUPPORTED)
    assert everything(backend) == before


QUOTED: list[Change] = [
    ChangePayment("PAID", PAYPAL.id),
    TO_BLUE,
    Cancel("BY_GIFT_CARD", NEEDED),
    Return("DELIVERED", (CREAM.id,), CARD),
]


def test_a_quote_tells_the_same_and_changes_nothing(backend: Backend) -> None:
    before = everything(backend)
    for change in filter(backend.can, QUOTED):
        quoted = backend.shop.quote(change)
        assert everything(backend) == before
        assert backend.makes(change, f"a quoted {type(change).__name__}") == quoted
        before = everything(backend)


def test_nothing_of_an_order_is_changed_after_its_items(backend: Backend) -> None:
    if backend.makes(TO_BLUE):
        for change in (Cancel("PAID", NEEDED), ChangeAddress("PAID", ELSEWHERE), TO_BLUE):
            assert backend.refuses(change) is Refusal.CHANGED_BEFORE
