"""The shop's tables, as the demo shop makes them and the SQL shop reads them."""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, Integer, MetaData, String, Table, func

metadata = MetaData()

customers = Table(
    "customers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200)),
    Column("email", String(254)),
)

addresses = Table(
    "addresses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("line", String(200)),
    Column("city", String(100)),
    Column("postcode", String(16)),
    Column("country", String(2)),
)

plain_postcode = func.upper(func.replace(func.replace(addresses.c.postcode, " ", ""), "-", ""))
"""A stored postcode in capitals and digits only."""

products = Table(
    "products",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200)),
)

variants = Table(
    "variants",
    metadata,
    Column("sku", String(32), primary_key=True),
    Column("product_id", ForeignKey("products.id"), nullable=False, index=True),
    Column("name", String(100)),
    Column("price", Integer),
)

orders = Table(
    "orders",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("address_id", ForeignKey("addresses.id"), nullable=False),
    Column("state", String(32)),
    Column("placed_at", DateTime),
    Column("expected_on", Date),
    Column("total", Integer),
    Column("currency", String(3)),
    Column("carrier", String(64)),
    Column("tracking", String(64)),
    Index("orders_of_customer", "customer_id", "placed_at"),
)

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("order_number", ForeignKey("orders.number"), nullable=False, index=True),
    Column("sku", ForeignKey("variants.sku"), nullable=False),
    Column("quantity", Integer),
    Column("price", Integer),
)
