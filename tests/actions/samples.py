"""Two customers and their orders, for tests."""

from dataclasses import replace
from datetime import date, datetime, time

from actions.shop.port import Address, Customer, Fulfilment, Item, Order, OrderState
from tests.fakes.shop import FakeShop

ANNA = Customer(1, "Anna Berg", "anna.berg@example.com", (Address("1 Mill Lane", "Leeds", "LS1 4AB", "GB"),))
BJORN = Customer(2, "Björn Weiß", "bjorn@example.org", (Address("Am Markt 2", "Köln", "50667", "DE"),))
SCARF = Item("Wool Scarf", "sand", 2, 1995)
MUG = Item("Enamel Mug", "", 1, 995)

SHIPPED = Order(
    number="FD-10432",
    state=OrderState.SHIPPED,
    items=(SCARF, MUG),
    total=123985,
    currency="GBP",
    placed_at=datetime.combine(date(2026, 11, 19), time(9, 30)),
    expected_on=date(2026, 11, 24),
    fulfilment=Fulfilment("Royal Mail", "AB123456789GB"),
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
    state=OrderState.PENDING,
    currency="SEK",
    expected_on=None,
    fulfilment=Fulfilment(),
)

SHOP = FakeShop(
    {"FD-10432": (ANNA, SHIPPED), "FD-10431": (ANNA, EARLIER), "FD-10500": (BJORN, PENDING)},
)
