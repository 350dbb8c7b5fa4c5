"""What customers do beside writing: to which message, who has read it, through which link they came"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entries", sa.Column("platform_id", sa.Text, nullable=False, server_default=""))
    op.add_column("conversations", sa.Column("referral", sa.Text, nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("delivered_at", sa.Float(53)))
    op.add_column("deliveries", sa.Column("read_at", sa.Float(53)))
