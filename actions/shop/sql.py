"""The shop behind its port: an SQL database, SQLite or PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import Select

from actions.shop.engine import reading, shop_engine
from actions.shop.port import Address, Customer, Fulfilment, Item, Order, OrderState, ShopNonsense
from actions.shop.tables import addresses, customers, items, orders, plain_postcode, products, variants

Row = Mapping[str, Any]


class SqlShop:
    """Reads customers and orders; changes nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @staticmethod
    def at(url: str) -> "SqlShop":
        """The shop at a database URL; connects when first asked."""
        return SqlShop(shop_engine(url))

    def close(self) -> None:
        """Let the connections go."""
        self._engine.dispose()

    def owner(self, order_number: str) -> Customer | None:
        """Who placed that order, with all their addresses; None when there is no such order."""
        found = self._customers(
            _people()
            .join(orders, orders.c.customer_id == customers.c.id)
            .where(orders.c.number == order_number)
        )
        return found[0] if found else None

    def customers_at(self, postcodes: Sequence[str]) -> Sequence[Customer]:
        """Who lives at any of these postcodes, each given in capitals and digits only."""
        there = select(addresses.c.customer_id).where(plain_postcode.in_(list(postcodes)))
        return self._customers(_people().where(customers.c.id.in_(there)))

    def latest_order(self, customer_id: int) -> str | None:
        """The number of the customer's most recent order; None when there is none."""
        latest = orders.c.placed_at.desc(), orders.c.number.desc()
        query = select(orders.c.number).where(orders.c.customer_id == customer_id).order_by(*latest).limit(1)
        with reading(self._engine) as connection:
            number: str | None = connection.execute(query).scalar()
        return number

    def order(self, order_number: str) -> Order | None:
        """The order, checked; None when there is no such order."""
        with reading(self._engine) as connection:
            row = connection.execute(select(orders).where(orders.c.number == order_number)).mappings().first()
            return _order(row, _lines(connection, order_number)) if row else None

    def _customers(self, query: "Select[Any]") -> Sequence[Customer]:
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(customers.c.id, addresses.c.id)).mappings().all()
        return _with_addresses(rows)


def _people() -> "Select[Any]":
    """Customers, a row for each of their addresses."""
    columns = customers.c.id, customers.c.name, customers.c.email, addresses.c.line, addresses.c.city
    joined = customers.outerjoin(addresses, addresses.c.customer_id == customers.c.id)
    return select(*columns, addresses.c.postcode, addresses.c.country).select_from(joined)


def _lines(connection: Connection, order_number: str) -> Sequence[Row]:
    columns = products.c.name, variants.c.name.label("variant"), items.c.quantity, items.c.price
    joined = items.join(variants, variants.c.sku == items.c.sku).join(
        products, products.c.id == variants.c.product_id
    )
    query = (
        select(*columns).select_from(joined).where(items.c.order_number == order_number).order_by(items.c.id)
    )
    return connection.execute(query).mappings().all()


def _with_addresses(rows: Sequence[Row]) -> Sequence[Customer]:
    found: dict[int, Customer] = {}
    for row in rows:
        known = found.get(row["id"])
        lives = (*(known.addresses if known else ()), _address(row))
        found[row["id"]] = Customer(row["id"], str(row["name"] or ""), str(row["email"] or ""), lives)
    return list(found.values())


def _address(row: Row) -> Address:
    return Address(*(str(row[name] or "") for name in ("line", "city", "postcode", "country")))


def _order(row: Row, lines: Sequence[Row]) -> Order:
    """Raises ShopNonsense for what no order can be."""
    if not lines:
        raise ShopNonsense("The order has no items.")
    return Order(
        number=_words(row, "number"),
        state=_state(row),
        items=tuple(_item(line) for line in lines),
        total=_count(row, "total"),
        currency=_words(row, "currency"),
        placed_at=_moment(row),
        expected_on=_day(row),
        fulfilment=Fulfilment(str(row["carrier"] or ""), str(row["tracking"] or "")),
    )


def _item(line: Row) -> Item:
    return Item(
        _words(line, "name"), str(line["variant"] or ""), _count(line, "quantity"), _count(line, "price")
    )


def _state(row: Row) -> OrderState:
    try:
        return OrderState(row["state"])
    except ValueError as error:
        raise ShopNonsense("The order is in a state that nobody knows.") from error


def _words(row: Row, name: str) -> str:
    value = row[name]
    if not isinstance(value, str) or not value.strip():
        raise ShopNonsense(f"{name} is empty or no text.")
    return value


def _count(row: Row, name: str) -> int:
    value = row[name]
    if not isinstance(value, int) or value < 0:
        raise ShopNonsense(f"{name} is no whole number.")
    return value


def _moment(row: Row) -> datetime:
    value = row["placed_at"]
    if not isinstance(value, datetime):
        raise ShopNonsense("placed_at is no time.")
    return value


def _day(row: Row) -> date | None:
    value = row["expected_on"]
    if value is not None and not isinstance(value, date):
        raise ShopNonsense("expected_on is no day.")
    return value
