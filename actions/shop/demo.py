"""The demo shop: invented customers, goods and orders, the same for the same seed and day."""

from dataclasses import dataclass
from datetime import date
from random import Random

from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from actions.shop.demo_rows import DemoRows
from actions.shop.filling import fill, holds_orders
from actions.shop.migrate import keeping, opened
from actions.shop.port import OrderState
from actions.shop.tables import customers, orders, products


@dataclass(frozen=True)
class Summary:
    """What the demo shop holds, and an order to try."""

    customers: int
    products: int
    orders: int
    made: bool
    """False when the shop was there already and was kept."""
    try_number: str
    try_email: str


def make_demo_shop(url: str, today: date, seed: int = 1, replace: bool = False) -> Summary:
    """Fill an empty or missing shop database; one that holds orders is kept as it is, but for `replace`.

    Several that do it at once make one shop. Raises BadShop.
    """
    with opened(url) as engine:
        with keeping(engine) as connection:
            made = replace or not holds_orders(connection)
            if made:
                fill(connection, DemoRows(Random(seed), today).make())
        with engine.connect() as connection:
            return _summary(connection, made)


def _summary(connection: Connection, made: bool) -> Summary:
    joined = orders.join(customers, customers.c.id == orders.c.customer_id)
    shipped_first = orders.c.state != OrderState.SHIPPED.value, orders.c.number
    sample = select(orders.c.number, customers.c.email).select_from(joined).order_by(*shipped_first).limit(1)
    number, email = connection.execute(sample).first() or ("", "")
    people, goods, bought = (_count(connection, table) for table in (customers, products, orders))
    return Summary(people, goods, bought, made=made, try_number=number, try_email=email)


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)
