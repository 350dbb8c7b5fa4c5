"""What stands in every shop that the contract is tried on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from actions.shop.port import (
    Address,
    Customer,
    Fulfilment,
    Item,
    Order,
    OrderState,
    PaymentKind,
    PaymentMethod,
    Product,
    Transaction,
    Variant,
)
from tests.fakes.shop import TODAY

LEEDS = Address("1 Mill Lane", "Leeds", "LS1 4AB", "GB", "Flat 2", "West Yorkshire")
KOELN = Address("Am Markt 2", "Köln", "50667", "DE")
VISA = PaymentMethod("card_1", PaymentKind.CARD, "visa", "4242")
PAYPAL = PaymentMethod("paypal_1", PaymentKind.PAYPAL)
GIFT_CARD = PaymentMethod("gift_card_1", PaymentKind.GIFT_CARD, balance=600)
FULL_CARD = PaymentMethod("gift_card_2", PaymentKind.GIFT_CARD, balance=90000)
ANNA = Customer(
    "anna_berg",
    "Anna Berg",
    "Anna.Berg@example.com",
    (LEEDS,),
    "+44 7700 900123",
    (VISA, PAYPAL, GIFT_CARD, FULL_CARD),
)
BJORN = Customer("bjorn_weiss", "Björn Weiß", "bjorn@example.org", (KOELN,), "", (VISA,))


def _variant(
    id: str, product: tuple[str, str], price: int, available: bool = True, **options: str
) -> Variant:
    return Variant(id, *product, options, price, available)


SHIRT, MUG = ("10", "Linen Shirt"), ("20", "Enamel Mug")
RED_S = _variant("10-1", SHIRT, 2000, colour="red", size="S")
RED_M = _variant("10-2", SHIRT, 2000, colour="red", size="M")
BLUE_M = _variant("10-3", SHIRT, 2500, colour="blue", size="M")
WHITE_S = _variant("10-4", SHIRT, 1500, colour="white", size="S")
GREEN_L = _variant("10-5", SHIRT, 2000, available=False, colour="green", size="L")
CREAM = _variant("20-1", MUG, 900, colour="cream")
BLACK = _variant("20-2", MUG, 900, colour="black")
PRODUCTS = (
    Product(*SHIRT, (RED_S, RED_M, BLUE_M, WHITE_S, GREEN_L)),
    Product(*MUG, (CREAM, BLACK)),
)


def _item(variant: Variant, quantity: int = 1) -> Item:
    return Item(variant.id, variant.product_id, variant.product, variant.options, quantity, variant.price)


def _placed(days_ago: int) -> datetime:
    return datetime.combine(TODAY - timedelta(days=days_ago), time(9, 30))


PAID = Order(
    number="PAID",
    customer_id=ANNA.id,
    state=OrderState.PAID,
    items=(_item(RED_S, 2), _item(CREAM)),
    total=4900,
    currency="GBP",
    address=LEEDS,
    placed_at=_placed(1),
    expected_on=TODAY + timedelta(days=3),
    transactions=(Transaction(False, 4900, VISA.id),),
)
"""Two red shirts and a mug, paid by card."""
PARCEL = (Fulfilment("Royal Mail", "AB123456789GB", (RED_S.id, RED_S.id, CREAM.id)),)
DELIVERED = replace(
    PAID,
    number="DELIVERED",
    state=OrderState.DELIVERED,
    placed_at=_placed(14),
    expected_on=None,
    delivered_on=TODAY - timedelta(days=10),
    fulfilments=PARCEL,
)
ORDERS: Sequence[tuple[Customer, Order]] = (
    (ANNA, PAID),
    (ANNA, replace(PAID, number="UNPAID", state=OrderState.PENDING, transactions=())),
    (ANNA, replace(PAID, number="UNCLEAR", transactions=())),
    (ANNA, replace(PAID, number="BY_GIFT_CARD", transactions=(Transaction(False, 4900, FULL_CARD.id),))),
    (ANNA, replace(PAID, number="PACKED", state=OrderState.PACKED, fulfilments=PARCEL)),
    (ANNA, replace(PAID, number="CHANGED", items_changed=True)),
    (ANNA, DELIVERED),
    (
        ANNA,
        replace(DELIVERED, number="LONG_AGO", placed_at=_placed(64), delivered_on=TODAY - timedelta(days=60)),
    ),
    (ANNA, replace(DELIVERED, number="NOBODY_KNOWS_WHEN", placed_at=None, delivered_on=None)),
    (BJORN, replace(PAID, number="BJORNS", customer_id=BJORN.id, address=KOELN, currency="EUR")),
)
NUMBERS: Mapping[str, Order] = {order.number: order for _, order in ORDERS}
