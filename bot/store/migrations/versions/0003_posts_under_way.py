"""A post at the desk that was begun is known, whoever comes after"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handoffs", sa.Column("posting", sa.Boolean, nullable=False, server_default=sa.false()))
