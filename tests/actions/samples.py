"""Two customers and their orders, for tests."""

from dataclasses import replace
from datetime import date, datetime, time

from actions.shop.port import (
    Address,
    Customer,
    Fulfilment,
    Item,
    Order,
    OrderState,
    PaymentKind,
    PaymentMethod,
    Transaction,
)
from tests.fakes.shop import shop_of

LEEDS = Address("1 Mill Lane", "Leeds", "LS1 4AB", "GB")
KOELN = Address("Am Markt 2", "Köln", "50667", "DE")
VISA = PaymentMethod("card_1", PaymentKind.CARD, "visa", "4242")
GIFT_CARD = PaymentMethod("gift_card_1", PaymentKind.GIFT_CARD, balance=5000)
PAYPAL = PaymentMethod("paypal_1", PaymentKind.PAYPAL)
ANNA = Customer("1", "Anna Berg", "anna.berg@example.com", (LEEDS,), "+447700900123", (VISA, GIFT_CARD))
BJORN = Customer("2", "Björn Weiß", "bjorn@example.org", (KOELN,), "", (PAYPAL,))
SCARF = Item("013-02", "13", "Wool Scarf", {"colour": "sand"}, 2, 1995)
MUG = Item("020-01", "20", "Enamel Mug", {}, 1, 995)

SHIPPED = Order(
    number="FD-10432",
    customer_id="1",
    state=OrderState.SHIPPED,
    items=(SCARF, MUG),
    total=123985,
    currency="GBP",
    address=LEEDS,
    placed_at=datetime.combine(date(2026, 11, 19), time(9, 30)),
    expected_on=date(2026, 11, 24),
    fulfilments=(Fulfilment("Royal Mail", "AB123456789GB"),),
    transactions=(Transaction(False, 123985, "card_1"),),
)
EARLIER = replace(
    SHIPPED,
    number="FD-10431",
    state=OrderState.DELIVERED,
    placed_at=datetime.combine(date(2026, 10, 1), time(8, 0)),
)
PENDING = replace(
    SHIPPED,
    number="FD-10500",
    customer_id="2",
    state=OrderState.PENDING,
    currency="SEK",
    address=KOELN,
    expected_on=None,
    fulfilments=(),
    transactions=(),
)

ORDERS = ((ANNA, SHIPPED), (ANNA, EARLIER), (BJORN, PENDING))
SHOP = shop_of(*ORDERS)
