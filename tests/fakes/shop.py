"""A shop in memory: the SQL shop itself, on SQLite, filled with the port's own values."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from actions.shop.filling import fill
from actions.shop.policy import Policy
from actions.shop.policy_file import read_policy
from actions.shop.port import Customer, Order, Product
from actions.shop.sql import SqlShop
from actions.shop.tables import metadata

TODAY = date(2026, 11, 23)
POLICY = read_policy(Path(__file__).parents[2] / "policy.yml")

Row = dict[str, Any]


def shop_of(
    *placed: tuple[Customer, Order], products: Sequence[Product] = (), policy: Policy = POLICY
) -> SqlShop:
    """A shop with these customers and their orders, and the products of both."""
    return SqlShop(stocked(*placed, products=products), policy, lambda: TODAY)


def stocked(*placed: tuple[Customer, Order], products: Sequence[Product] = ()) -> sa.engine.Engine:
    """A database with these, which lasts as long as its engine, for every thread of the test."""
    engine = sa.create_engine(
        "sqlite://", future=True, poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    sa.event.listen(engine, "connect", lambda raw, _record: setattr(raw, "isolation_level", None))
    with engine.begin() as connection:
        metadata.create_all(connection)
        fill(connection, rows_of(placed, products))
    return engine


def rows_of(
    placed: Sequence[tuple[Customer, Order]], products: Sequence[Product] = ()
) -> dict[str, list[Row]]:
    """The rows that the SQL shop reads as these values."""
    people = {person.id: person for person, _ in placed}.values()
    found: dict[str, list[Row]] = {table.name: [] for table in metadata.sorted_tables}
    for position, person in enumerate(people):
        first, _, last = person.name.partition(" ")
        named = {"first_name": first, "last_name": last, "email": person.email, "phone": person.phone}
        found["customers"].append({"id": person.id, "position": position, **named})
        found["addresses"] += [{"customer_id": person.id, **asdict(home)} for home in person.addresses]
        found["payment_methods"] += [
            {"customer_id": person.id, "position": nth, **asdict(way), "kind": way.kind.value}
            for nth, way in enumerate(person.payment_methods)
        ]
    for position, (_, order) in enumerate(placed):
        _add_order(found, position, order)
    _add_products(found, [order for _, order in placed], products)
    return found


def _add_order(found: dict[str, list[Row]], position: int, order: Order) -> None:
    plain = ("number", "customer_id", "total", "currency", "placed_at", "expected_on", "delivered_on")
    known = {name: getattr(order, name) for name in (*plain, "cancel_reason", "items_changed")}
    found["orders"].append(
        {**known, "position": position, "state": order.state.value, **asdict(order.address)}
    )
    of = {"order_number": order.number}
    found["items"] += [
        {**of, "variant_id": item.variant_id, "quantity": item.quantity, "price": item.price}
        for item in order.items
    ]
    found["transactions"] += [{**of, **asdict(each)} for each in order.transactions]
    found["fulfilments"] += [{**of, **asdict(each), "items": list(each.items)} for each in order.fulfilments]
    if order.sending:
        lists = {"items": list(order.sending.items), "new_items": list(order.sending.new_items)}
        found["sendings"].append({**of, **asdict(order.sending), **lists})


def _add_products(found: dict[str, list[Row]], orders: Sequence[Order], products: Sequence[Product]) -> None:
    """Those that are named, and what else was bought."""
    names = {product.id: product.name for product in products}
    variants = {
        each.id: {
            "product_id": product.id,
            "options": dict(each.options),
            "price": each.price,
            "available": each.available,
        }
        for product in products
        for each in product.variants
    }
    for item in (item for order in orders for item in order.items):
        names.setdefault(item.product_id, item.name)
        bought = {"product_id": item.product_id, "options": dict(item.options), "price": item.price}
        variants.setdefault(item.variant_id, {**bought, "available": True})
    found["products"] += [
        {"id": id, "position": nth, "name": name} for nth, (id, name) in enumerate(names.items())
    ]
    found["variants"] += [
        {"id": id, "position": nth, **known} for nth, (id, known) in enumerate(variants.items())
    ]
