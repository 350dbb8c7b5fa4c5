"""Who is to speak next, while an agent has a conversation"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handoffs", sa.Column("awaits", sa.Text, nullable=False, server_default=""))
    op.add_column("handoffs", sa.Column("awaits_since", sa.Float(53)))
