"""Whom a handoff is assigned to, who is to speak in it, until when it is put aside, and what it was about"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.Float(53)
    for column in (
        sa.Column("assigned_id", sa.Text, nullable=False, server_default=""),
        sa.Column("assigned_name", sa.Text, nullable=False, server_default=""),
        sa.Column("answered_at", moment),
        sa.Column("awaits", sa.Text, nullable=False, server_default=""),
        sa.Column("awaits_since", moment),
        sa.Column("snoozed_until", moment),
        sa.Column("tag", sa.Text, nullable=False, server_default=""),
    ):
        op.add_column("handoffs", column)
    op.drop_index("handoffs_open", "handoffs")
    is_open = sa.text("state IN ('requested', 'claimed', 'snoozed')")
    op.create_index(
        "handoffs_open", "handoffs", ["requested_at"], sqlite_where=is_open, postgresql_where=is_open
    )
