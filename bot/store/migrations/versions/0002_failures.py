"""Failures are found without reading what went well"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FAILED = sa.text("state IN ('failed')")


def upgrade() -> None:
    op.create_index(
        "deliveries_failed",
        "deliveries",
        ["conversation_id"],
        sqlite_where=FAILED,
        postgresql_where=FAILED,
    )
