"""Where the money is: one sentence, from what the shop's record says."""

from dataclasses import replace

import pytest

from actions.order_lookup import ActionLookUpOrder
from actions.refunds import refund_sentence
from actions.shop.port import Order, OrderState, Sending, Transaction
from tests.actions.samples import ANNA, EARLIER, SCARF, SHIPPED, SHOP
from tests.actions.stage import run, said
from tests.fakes.shop import POLICY, shop_of

PAID = Transaction(False, 4985, "card_1")
BACK = Transaction(True, 1995, "card_1")
ON_A_CARD = Transaction(True, 1995, "gift_card_1")
IN_DAYS = "in 5 to 7 business days"


def sentence(**more: object) -> tuple[str, dict[str, str]]:
    order: Order = replace(EARLIER, **more)  # type: ignore[arg-type]
    response, values = refund_sentence(order, ANNA, POLICY.refund_days)
    return response, dict(values)


@pytest.mark.parametrize(
    ("transactions", "refunds", "days"),
    [
        ((PAID, BACK), "£19.95 to your Visa ending in 4242", IN_DAYS),
        ((PAID, ON_A_CARD), "£19.95 to your gift card", "at once"),
        (
            (PAID, BACK, ON_A_CARD),
            "£19.95 to your Visa ending in 4242 and £19.95 to your gift card",
            IN_DAYS,
        ),
        ((PAID, replace(BACK, payment_method_id="gone")), "£19.95 to the way you paid", IN_DAYS),
    ],
)
def test_what_went_back_is_told_with_where_to_and_when(
    transactions: tuple[Transaction, ...], refunds: str, days: str
) -> None:
    response, values = sentence(state=OrderState.RETURNED, transactions=transactions)
    assert response == "utter_refund_sent"
    assert (values["refunds"], values["days"]) == (refunds, days)


def test_a_cancelled_order_has_its_money_back_or_was_never_paid() -> None:
    response, values = sentence(state=OrderState.CANCELLED, transactions=(PAID, replace(BACK, amount=4985)))
    assert response == "utter_refund_cancelled"
    assert values["refunds"] == "£49.85 to your Visa ending in 4242"
    assert sentence(state=OrderState.CANCELLED, transactions=())[0] == "utter_refund_unpaid"
    assert sentence(state=OrderState.CANCELLED, transactions=(PAID,))[0] == "utter_refund_nothing"


def test_a_return_that_has_not_arrived_is_waited_for() -> None:
    sending = Sending((SCARF.variant_id, SCARF.variant_id), payment_method_id="card_1")
    response, values = sentence(state=OrderState.RETURN_REQUESTED, sending=sending)
    assert response == "utter_refund_awaited"
    assert values["refunds"] == "£39.90 to your Visa ending in 4242"
    assert values["items"] == "Wool Scarf (sand) and Wool Scarf (sand)"
    assert values["days"] == IN_DAYS


@pytest.mark.parametrize(
    ("difference", "response"),
    [(-500, "utter_refund_awaited"), (0, "utter_refund_exchange"), (500, "utter_refund_exchange")],
)
def test_of_an_exchange_the_difference_comes_back(difference: int, response: str) -> None:
    sending = Sending((SCARF.variant_id,), ("013-03",), "gift_card_1", difference)
    told, values = sentence(state=OrderState.EXCHANGE_REQUESTED, sending=sending)
    assert told == response
    assert values["refunds"] == ("£5.00 to your gift card" if difference < 0 else "")


@pytest.mark.parametrize(
    ("state", "response"),
    [
        (OrderState.RETURNED, "utter_refund_returned"),
        (OrderState.REFUNDED, "utter_refund_sent"),
        (OrderState.DELIVERED, "utter_refund_nothing"),
        (OrderState.PENDING, "utter_refund_nothing"),
    ],
)
def test_where_no_money_has_gone_back_the_state_says_why(state: OrderState, response: str) -> None:
    assert sentence(state=state, transactions=(PAID,))[0] == response


ANNAS = {"order_number": "FD-10432", "email": ANNA.email, "topic": "refund_status"}


def test_whoever_proves_the_order_reads_it_instead_of_where_the_parcel_is() -> None:
    refunded = shop_of((ANNA, replace(SHIPPED, transactions=(PAID, BACK))))
    outcome = run(ActionLookUpOrder(lambda: refunded), ANNAS, [said("refund_status", "where is my money")])
    assert outcome.responses == ["utter_refund_sent"]
    assert outcome.slots["verified"] is True


def test_whoever_has_seen_the_order_reads_it_still() -> None:
    seen = {"verified": True, "proven_order": "FD-10432", "order_state": "shipped"}
    outcome = run(ActionLookUpOrder(lambda: SHOP), {**ANNAS, **seen}, [said("refund_status", "my money?")])
    assert outcome.responses == ["utter_refund_nothing"]


def test_nobody_else_reads_anything_of_it() -> None:
    claimed = {**ANNAS, "email": "bo@example.com"}
    outcome = run(ActionLookUpOrder(lambda: SHOP), claimed, [said("refund_status", "where is my money")])
    assert outcome.responses == ["utter_not_verified"]
