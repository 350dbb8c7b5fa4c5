"""Lanes that wait for the brain are looked for apart from all others"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("lanes_due", table_name="lanes")
    for name, kinds in (("lanes_due", "kind <> 'answer'"), ("lanes_answers_due", "kind = 'answer'")):
        which = sa.text(f"due_at IS NOT NULL AND {kinds}")
        op.create_index(name, "lanes", ["due_at"], sqlite_where=which, postgresql_where=which)
