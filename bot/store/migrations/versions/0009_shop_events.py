"""What the shop tells of orders, and who allows messages about theirs"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.Float(53)
    op.create_table(
        "shop_events",
        sa.Column("event_id", sa.Text, primary_key=True),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("conversation_id", sa.Text, nullable=False, server_default=""),
        sa.Column("happened", sa.Text, nullable=False),
        sa.Column("order_number", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("occurred_at", moment),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("parcel", sa.JSON, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("raw", sa.JSON(none_as_null=True)),
    )
    op.create_index("shop_events_order", "shop_events", ["lane", "order_number", "occurred_at"])
    op.create_index("shop_events_conversation", "shop_events", ["conversation_id"])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "shop_events_waiting", "shop_events", ["lane"], sqlite_where=waiting, postgresql_where=waiting
    )
    for column in (
        sa.Column("consent_of", sa.Text, nullable=False, server_default=""),
        sa.Column("consent", sa.Boolean),
        sa.Column("consent_at", moment),
    ):
        op.add_column("conversations", column)
    allowed = {"sqlite_where": sa.text("consent = 1"), "postgresql_where": sa.text("consent")}
    op.create_index("conversations_allowing", "conversations", ["consent_of"], **allowed)
