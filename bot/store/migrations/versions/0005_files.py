"""Files that people send are fetched and kept"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", Id, primary_key=True, autoincrement=True),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("entry_id", Id, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.Float(53), nullable=False),
    )
    op.create_index("files_conversation", "files", ["conversation_id"])
