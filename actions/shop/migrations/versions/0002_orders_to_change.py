"""Orders that may be changed: addresses of their own, ways to pay, money, options, what is sent back, changes

The first release's tables are set aside, copied into the new ones, and dropped.
"""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OLD = ("items", "orders", "variants", "products", "addresses", "customers")
"""Each before what it refers to."""
INDEXES = (
    ("ix_addresses_customer_id", "addresses"),
    ("ix_variants_product_id", "variants"),
    ("ix_items_order_number", "items"),
    ("orders_of_customer", "orders"),
)
PAID = "('paid', 'packed', 'shipped', 'out_for_delivery', 'delivered', 'delayed', 'returned', 'refunded')"
PLACE = ("line", "line2", "city", "region", "postcode", "country")

PEOPLE = (
    """
    INSERT INTO customers (id, position, first_name, last_name, email)
    SELECT CAST(id AS VARCHAR), id, TRIM(SUBSTR(named, 1, POSITION_OF(named, ' '))),
        SUBSTR(named, POSITION_OF(named, ' ') + 1), email
    FROM (SELECT id, COALESCE(email, '') AS email,
        CASE WHEN name LIKE '% %' THEN name ELSE COALESCE(name, '') || ' ' END AS named
        FROM old_customers) AS people
    """,
    """
    INSERT INTO addresses (id, customer_id, line, city, postcode, country)
    SELECT id, CAST(customer_id AS VARCHAR), COALESCE(line, ''), COALESCE(city, ''), COALESCE(postcode, ''),
        COALESCE(country, '') FROM old_addresses
    """,
    """
    INSERT INTO products (id, position, name)
    SELECT CAST(id AS VARCHAR), id, COALESCE(name, '') FROM old_products
    """,
)
ORDERS = (
    """
    INSERT INTO orders (number, position, customer_id, state, placed_at, expected_on, total, currency,
        line, city, postcode, country)
    SELECT o.number, 0, CAST(o.customer_id AS VARCHAR), o.state, o.placed_at, o.expected_on, o.total,
        o.currency, COALESCE(a.line, ''), COALESCE(a.city, ''), COALESCE(a.postcode, ''),
        COALESCE(a.country, '')
    FROM old_orders o LEFT JOIN old_addresses a ON a.id = o.address_id
    """,
    """
    INSERT INTO items (id, order_number, variant_id, quantity, price)
    SELECT id, order_number, sku, quantity, price FROM old_items
    """,
    """
    INSERT INTO fulfilments (order_number, carrier, tracking, items)
    SELECT number, COALESCE(carrier, ''), COALESCE(tracking, ''), '[]' FROM old_orders
    WHERE carrier IS NOT NULL OR tracking IS NOT NULL
    """,
)
"""What stood there, in the order in which it may be copied; between the two come the variants."""

MONEY = (
    """
    INSERT INTO payment_methods (customer_id, id, kind)
    SELECT DISTINCT CAST(customer_id AS VARCHAR), 'as_paid', 'other' FROM old_orders
    """,
    f"""
    INSERT INTO transactions (order_number, is_refund, amount, payment_method_id)
    SELECT number, false, total, 'as_paid' FROM old_orders WHERE state IN {PAID} AND total IS NOT NULL
    """,
    """
    INSERT INTO transactions (order_number, is_refund, amount, payment_method_id)
    SELECT number, true, total, 'as_paid' FROM old_orders WHERE state = 'refunded' AND total IS NOT NULL
    """,
)
"""What its states say of the money: that an order is paid, though not how. That way it can be given back."""


def upgrade() -> None:
    for index, table in INDEXES:
        op.drop_index(index, table_name=table)
    for table in OLD:
        op.rename_table(table, f"old_{table}")
    _create()
    _run(PEOPLE)
    _copy_variants()
    _run(ORDERS)
    _run(MONEY)
    for table in OLD:
        op.drop_table(f"old_{table}")
    _count_on()


def _run(statements: Sequence[str]) -> None:
    position_of = "STRPOS" if op.get_bind().dialect.name == "postgresql" else "INSTR"
    for statement in statements:
        op.execute(sa.text(statement.replace("POSITION_OF", position_of)))


def _copy_variants() -> None:
    """A variant's name was its options in one word, and says not which; it stays one option."""
    connection = op.get_bind()
    old = connection.execute(
        sa.text("SELECT sku, product_id, name, price FROM old_variants ORDER BY sku")
    ).all()
    insert = sa.text(
        "INSERT INTO variants (id, position, product_id, options, price, available)"
        " VALUES (:id, :position, :product_id, :options, :price, true)"
    )
    for position, (sku, product_id, name, price) in enumerate(old):
        row = {"id": sku, "position": position, "product_id": str(product_id), "price": price}
        options = json.dumps({"variant": name} if name else {}, ensure_ascii=False)
        connection.execute(insert, {**row, "options": options})


def _count_on() -> None:
    """On PostgreSQL a row that was copied with its id moves no counter."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ("addresses", "items"):
            last = f"(SELECT COALESCE(MAX(id), 0) + 1 FROM {table})"
            op.execute(sa.text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last}, false)"))


def _create() -> None:
    """As they were when this was written; tables.py may be further."""
    op.create_table(
        "customers",
        sa.Column("id", sa.String, nullable=False),
        _number("position"),
        *map(_text, ("first_name", "last_name", "email", "phone")),
        _key("customers", "id"),
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("customer_id", sa.String, nullable=False),
        *map(_text, PLACE),
        _key("addresses", "id"),
        _refers("addresses", "customer_id", "customers.id"),
    )
    op.create_table(
        "payment_methods",
        sa.Column("customer_id", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        _number("position"),
        sa.Column("kind", sa.String, nullable=False),
        _text("brand"),
        _text("last_four"),
        _number("balance"),
        _key("payment_methods", "customer_id", "id"),
        _refers("payment_methods", "customer_id", "customers.id"),
    )
    _create_goods()
    _create_orders()
    _create_money()
    for table, column in (
        ("addresses", "customer_id"),
        ("variants", "product_id"),
        ("items", "order_number"),
        ("fulfilments", "order_number"),
        ("transactions", "order_number"),
        ("changes", "order_number"),
    ):
        op.create_index(f"shop_{table}_{column}", table, [column])
    op.create_index("shop_orders_of_customer", "orders", ["customer_id", "placed_at"])


def _create_goods() -> None:
    op.create_table(
        "products",
        sa.Column("id", sa.String, nullable=False),
        _number("position"),
        _text("name"),
        _key("products", "id"),
    )
    op.create_table(
        "variants",
        sa.Column("id", sa.String, nullable=False),
        _number("position"),
        sa.Column("product_id", sa.String, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("price", sa.Integer),
        sa.Column("available", sa.Boolean, nullable=False),
        _key("variants", "id"),
        _refers("variants", "product_id", "products.id"),
    )


def _create_orders() -> None:
    op.create_table(
        "orders",
        sa.Column("number", sa.String, nullable=False),
        _number("position"),
        sa.Column("customer_id", sa.String, nullable=False),
        sa.Column("state", sa.String),
        sa.Column("placed_at", sa.DateTime),
        sa.Column("expected_on", sa.Date),
        sa.Column("delivered_on", sa.Date),
        sa.Column("total", sa.Integer),
        sa.Column("currency", sa.String),
        *map(_text, PLACE),
        _text("cancel_reason"),
        sa.Column("items_changed", sa.Boolean, nullable=False, server_default=sa.false()),
        _key("orders", "number"),
        _refers("orders", "customer_id", "customers.id"),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("order_number", sa.String, nullable=False),
        sa.Column("variant_id", sa.String, nullable=False),
        sa.Column("quantity", sa.Integer),
        sa.Column("price", sa.Integer),
        _key("items", "id"),
        _refers("items", "order_number", "orders.number"),
        _refers("items", "variant_id", "variants.id"),
    )
    op.create_table(
        "fulfilments",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("order_number", sa.String, nullable=False),
        _text("carrier"),
        _text("tracking"),
        sa.Column("items", sa.JSON, nullable=False),
        _key("fulfilments", "id"),
        _refers("fulfilments", "order_number", "orders.number"),
    )


def _create_money() -> None:
    op.create_table(
        "transactions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("order_number", sa.String, nullable=False),
        sa.Column("is_refund", sa.Boolean, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("payment_method_id", sa.String, nullable=False),
        _key("transactions", "id"),
        _refers("transactions", "order_number", "orders.number"),
    )
    op.create_table(
        "sendings",
        sa.Column("order_number", sa.String, nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("new_items", sa.JSON, nullable=False),
        sa.Column("payment_method_id", sa.String, nullable=False),
        _number("difference"),
        _key("sendings", "order_number"),
        _refers("sendings", "order_number", "orders.number"),
    )
    op.create_table(
        "changes",
        sa.Column("key", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("order_number", sa.String),
        sa.Column("customer_id", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("conversation_id", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("change", "details", "outcome")),
        _key("changes", "key"),
        _refers("changes", "order_number", "orders.number"),
        _refers("changes", "customer_id", "customers.id"),
    )


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.String, nullable=False, server_default="")


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"shop_{table}_pk")


def _refers(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [there], name=f"shop_{table}_{column}_fk")
