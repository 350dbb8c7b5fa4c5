"""Filling a shop: all of it at once, or nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from actions.shop.tables import metadata, orders

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""What is to stand in each table, by its name; the rows of one table all have the same columns."""


def holds_orders(connection: Connection) -> bool:
    """Whether there is anything that another filling would mix with."""
    return connection.execute(select(orders.c.number).limit(1)).first() is not None


def fill(connection: Connection, rows: Rows) -> None:
    """Put these rows, and only these, into the shop: what was there goes."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())
    for table in metadata.sorted_tables:
        if rows.get(table.name):
            connection.execute(table.insert(), list(rows[table.name]))
