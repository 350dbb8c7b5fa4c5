"""The shop as it was first released: orders that are looked up"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The first release made these tables without a word about a version: where they are, they are kept."""
    if sa.inspect(op.get_bind()).has_table("orders"):
        return
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200)),
        sa.Column("email", sa.String(254)),
        sa.PrimaryKeyConstraint("id", name="customers_pkey"),
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("customer_id", sa.Integer, sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("line", sa.String(200)),
        sa.Column("city", sa.String(100)),
        sa.Column("postcode", sa.String(16)),
        sa.Column("country", sa.String(2)),
        sa.PrimaryKeyConstraint("id", name="addresses_pkey"),
    )
    op.create_table(
        "products",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name="products_pkey"),
    )
    op.create_table(
        "variants",
        sa.Column("sku", sa.String(32), nullable=False),
        sa.Column("product_id", sa.Integer, sa.ForeignKey("products.id"), nullable=False),
        sa.Column("name", sa.String(100)),
        sa.Column("price", sa.Integer),
        sa.PrimaryKeyConstraint("sku", name="variants_pkey"),
    )
    op.create_table(
        "orders",
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("customer_id", sa.Integer, sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("address_id", sa.Integer, sa.ForeignKey("addresses.id"), nullable=False),
        sa.Column("state", sa.String(32)),
        sa.Column("placed_at", sa.DateTime),
        sa.Column("expected_on", sa.Date),
        sa.Column("total", sa.Integer),
        sa.Column("currency", sa.String(3)),
        sa.Column("carrier", sa.String(64)),
        sa.Column("tracking", sa.String(64)),
        sa.PrimaryKeyConstraint("number", name="orders_pkey"),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("order_number", sa.String(16), sa.ForeignKey("orders.number"), nullable=False),
        sa.Column("sku", sa.String(32), sa.ForeignKey("variants.sku"), nullable=False),
        sa.Column("quantity", sa.Integer),
        sa.Column("price", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="items_pkey"),
    )
    op.create_index("orders_of_customer", "orders", ["customer_id", "placed_at"])
    for table, column in (
        ("addresses", "customer_id"),
        ("variants", "product_id"),
        ("items", "order_number"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])
