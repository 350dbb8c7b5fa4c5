"""Conversations that platforms call by another name too"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moves",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("moved_to", sa.Text, nullable=False),
    )
    op.create_index("moves_moved_to", "moves", ["moved_to"])
    op.add_column("conversations", sa.Column("brain_id", sa.Text, nullable=False, server_default=""))
