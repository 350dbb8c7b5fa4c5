"""Money that somebody has moved beside the bot: goodwill, discounts, orders that are paid in part."""

from dataclasses import replace

import pytest

from actions.shop.port import (
    Change,
    ChangeItems,
    ChangePayment,
    Order,
    OrderState,
    PaymentKind,
    PaymentMethod,
    Refusal,
    Return,
    ShopRefused,
    Transaction,
)
from tests.actions.changes.shelf import BOOTS, LAMP
from tests.actions.changes.test_talk import ANN, CARD, placed
from tests.fakes.shop import TODAY, shop_of

GIFT = PaymentMethod("gift", PaymentKind.GIFT_CARD, balance=100_000)
DEAR, CHEAP = BOOTS.variants[3], BOOTS.variants[0]
ORDER = placed("FD-10001", OrderState.PAID, DEAR)
PAID = ORDER.transactions
TO_CHEAP = ChangeItems("FD-10001", (DEAR.id,), (CHEAP.id,), "card")


@pytest.mark.parametrize(
    ("order", "change"),
    [
        pytest.param(
            replace(ORDER, transactions=(*PAID, Transaction(True, DEAR.price - 100, "card"))),
            TO_CHEAP,
            id="goodwill, and other items",
        ),
        pytest.param(
            replace(ORDER, total=200, transactions=(Transaction(False, 200, "card"),)),
            TO_CHEAP,
            id="a discount, and other items",
        ),
        pytest.param(
            replace(
                ORDER,
                state=OrderState.DELIVERED,
                delivered_on=TODAY,
                transactions=(*PAID, Transaction(True, DEAR.price - 100, "card")),
            ),
            Return("FD-10001", (DEAR.id,), "card"),
            id="goodwill, and a return",
        ),
        pytest.param(
            replace(ORDER, state=OrderState.PENDING, transactions=(Transaction(False, 300, "card"),)),
            ChangePayment("FD-10001", "gift"),
            id="paid in part, and another way to pay",
        ),
        pytest.param(
            replace(ORDER, state=OrderState.PENDING, transactions=(Transaction(False, 100, "card"),)),
            TO_CHEAP,
            id="paid in part, and other items",
        ),
        pytest.param(
            replace(ORDER, total=0, transactions=(), items=(replace(ORDER.items[0], price=0),)),
            TO_CHEAP,
            id="given away, and other items",
        ),
    ],
)
def test_a_person_moves_it(order: Order, change: Change) -> None:
    ann = replace(ANN, payment_methods=(CARD, GIFT))
    shop = shop_of((ann, order), products=(BOOTS, LAMP))
    with pytest.raises(ShopRefused) as refused:
        shop.change(change, "key")
    assert refused.value.refusal is Refusal.UNSUPPORTED
    assert shop.order("FD-10001") == order
