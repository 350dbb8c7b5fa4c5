"""The shop's tables, as migrations make them, and the SQL shop reads and changes them.

All amounts are whole numbers, in the currency's hundredth. Rows are in the order of `position`, or of `id`.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    false,
    func,
    literal,
)

metadata = MetaData(
    naming_convention={
        "pk": "shop_%(table_name)s_pk",
        "fk": "shop_%(table_name)s_%(column_0_name)s_fk",
        "ix": "shop_%(table_name)s_%(column_0_name)s",
    }
)


def _text(name: str, *more: Any) -> "Column[Any]":
    """Words that may be empty, and are never unknown."""
    return Column(name, String, *more, nullable=False, server_default="")


def _number(name: str) -> "Column[Any]":
    return Column(name, Integer, nullable=False, server_default="0")


def _without(column: Any, signs: str) -> Any:
    for sign in signs:
        column = func.replace(column, sign, "")
    return column


def _place() -> "tuple[Column[Any], ...]":
    """Where somebody lives, or an order goes."""
    return tuple(_text(name) for name in ("line", "line2", "city", "region", "postcode", "country"))


def _of_order() -> "Column[Any]":
    return Column("order_number", ForeignKey("orders.number"), nullable=False, index=True)


customers = Table(
    "customers",
    metadata,
    Column("id", String, primary_key=True),
    _number("position"),
    _text("first_name"),
    _text("last_name"),
    _text("email"),
    _text("phone"),
)

addresses = Table(
    "addresses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    *_place(),
)
"""The default one first."""

payment_methods = Table(
    "payment_methods",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("id", String, nullable=False),
    _number("position"),
    Column("kind", String, nullable=False),
    _text("brand"),
    _text("last_four"),
    _number("balance"),
    PrimaryKeyConstraint("customer_id", "id"),
)
"""Ids are a customer's own: two customers may each have a `card_1`."""

products = Table(
    "products",
    metadata,
    Column("id", String, primary_key=True),
    _number("position"),
    _text("name"),
)

variants = Table(
    "variants",
    metadata,
    Column("id", String, primary_key=True),
    _number("position"),
    Column("product_id", ForeignKey("products.id"), nullable=False, index=True),
    Column("options", JSON, nullable=False),
    Column("price", Integer),
    Column("available", Boolean, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    Column("number", String, primary_key=True),
    _number("position"),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("state", String),
    Column("placed_at", DateTime),
    Column("expected_on", Date),
    Column("delivered_on", Date),
    Column("total", Integer),
    Column("currency", String),
    *_place(),
    _text("cancel_reason"),
    Column("items_changed", Boolean, nullable=False, server_default=false()),
    Index("shop_orders_of_customer", "customer_id", "placed_at"),
)

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_order(),
    Column("variant_id", ForeignKey("variants.id"), nullable=False),
    Column("quantity", Integer),
    Column("price", Integer),
)

fulfilments = Table(
    "fulfilments",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_order(),
    _text("carrier"),
    _text("tracking"),
    Column("items", JSON, nullable=False),
)

transactions = Table(
    "transactions",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_order(),
    Column("is_refund", Boolean, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("payment_method_id", String, nullable=False),
)

sendings = Table(
    "sendings",
    metadata,
    Column("order_number", ForeignKey("orders.number"), primary_key=True),
    Column("items", JSON, nullable=False),
    Column("new_items", JSON, nullable=False),
    Column("payment_method_id", String, nullable=False),
    _number("difference"),
)

changes = Table(
    "changes",
    metadata,
    Column("key", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("order_number", ForeignKey("orders.number"), index=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("actor", String, nullable=False),
    Column("conversation_id", String, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("change", JSON, nullable=False),
    Column("details", JSON, nullable=False),
    Column("outcome", JSON, nullable=False),
)
"""What was changed, by whom, and what they were told of it; a key stands for one change, whatever crashes."""

plain_postcode = func.upper(_without(addresses.c.postcode, " -"))
"""A stored postcode in capitals and digits only."""


plain_phone = _without(customers.c.phone, " -()./")
"""A stored number without what people put between its digits."""

_small_name = func.lower(products.c.name)
plain_name = (
    literal(" ").concat(func.replace(_small_name, "-", " ")).concat(" ").concat(_without(_small_name, "-"))
)
"""A product's name in small letters, with a space before each word; an `e-reader` is an `ereader` too."""
