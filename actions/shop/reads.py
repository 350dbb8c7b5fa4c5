"""What is asked of the shop's tables; each question is a few statements, however many rows answer it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement, Select

from actions.shop import rows
from actions.shop.port import Customer, Order, Product, Variant
from actions.shop.rows import Row
from actions.shop.tables import (
    addresses,
    customers,
    fulfilments,
    items,
    orders,
    payment_methods,
    products,
    sendings,
    transactions,
    variants,
)

MOST_IDS = 500
"""In one statement; SQLite takes 999 at least: https://www.sqlite.org/limits.html"""


def read_customers(
    connection: Connection, which: "ColumnElement[Any] | None" = None, lock: bool = False
) -> Sequence[Customer]:
    """All customers of whom it is true, in the shop's own order; `lock`: nobody else changes them."""
    found = _rows(connection, _which(customers, which).order_by(customers.c.position, customers.c.id), lock)
    ids = [row["id"] for row in found]
    homes = _grouped(connection, select(addresses), addresses.c.customer_id, ids, addresses.c.id)
    order = payment_methods.c.position
    ways = _grouped(connection, select(payment_methods), payment_methods.c.customer_id, ids, order)
    return [rows.customer(row, homes[row["id"]], ways[row["id"]]) for row in found]


def read_orders(
    connection: Connection, which: "ColumnElement[Any] | None" = None, lock: bool = False
) -> Sequence[Order]:
    """All orders of which it is true: the most recent first, those without a date last."""
    recent = (
        orders.c.placed_at.is_(None),
        orders.c.placed_at.desc(),
        orders.c.position,
        orders.c.number.desc(),
    )
    found = _rows(connection, _which(orders, which).order_by(*recent), lock)
    numbers = [row["number"] for row in found]
    parts = {table.name: _of_orders(connection, table, numbers) for table in (fulfilments, transactions)}
    parts["items"] = _grouped(connection, _lines(), items.c.order_number, numbers, items.c.id)
    sent = sendings.c.order_number
    parts["sendings"] = _grouped(connection, select(sendings), sent, numbers, sent)
    return [rows.order(row, {name: of[row["number"]] for name, of in parts.items()}) for row in found]


def read_products(connection: Connection, which: "ColumnElement[Any] | None" = None) -> Sequence[Product]:
    """All products of which it is true, with their variants, in the shop's own order."""
    query = _variants().order_by(products.c.position, products.c.id, variants.c.position, variants.c.id)
    made: dict[str, list[Variant]] = defaultdict(list)
    for row in _rows(connection, query if which is None else query.where(which)):
        made[row["product_id"]].append(rows.variant(row))
    return [Product(product_id, of[0].product, tuple(of)) for product_id, of in made.items()]


def read_variants(connection: Connection, ids: Sequence[str]) -> Mapping[str, Variant]:
    """Those of the variants that there are, by id."""
    found = _rows(connection, _variants().where(variants.c.id.in_(list(ids))))
    return {row["id"]: rows.variant(row) for row in found}


def _which(table: Table, which: "ColumnElement[Any] | None") -> "Select[Any]":
    return select(table) if which is None else select(table).where(which)


def _variants() -> "Select[Any]":
    joined = variants.join(products, products.c.id == variants.c.product_id)
    return select(variants, products.c.name).select_from(joined)


def _lines() -> "Select[Any]":
    columns = items, variants.c.product_id, variants.c.options, products.c.name
    joined = items.join(variants, variants.c.id == items.c.variant_id).join(
        products, products.c.id == variants.c.product_id
    )
    return select(*columns).select_from(joined)


def _of_orders(connection: Connection, table: Table, numbers: Sequence[str]) -> Mapping[str, list[Row]]:
    return _grouped(connection, select(table), table.c.order_number, numbers, table.c.id)


def _grouped(
    connection: Connection, query: "Select[Any]", by: "ColumnElement[Any]", ids: Sequence[str], order: Any
) -> Mapping[str, list[Row]]:
    """The rows that belong to each of the ids."""
    found: dict[str, list[Row]] = defaultdict(list)
    for some in _batches(ids):
        for row in _rows(connection, query.where(by.in_(some)).order_by(order)):
            found[row[by.name]].append(row)
    return found


def _batches(ids: Sequence[str]) -> Iterable[list[str]]:
    return (list(ids[at : at + MOST_IDS]) for at in range(0, len(ids), MOST_IDS))


def _rows(connection: Connection, query: "Select[Any]", lock: bool = False) -> Sequence[Row]:
    """SQLite has no FOR UPDATE, and needs none: a transaction that writes is alone there."""
    asked = query.with_for_update() if lock else query
    found: Sequence[Row] = connection.execute(asked).mappings().all()
    return found
