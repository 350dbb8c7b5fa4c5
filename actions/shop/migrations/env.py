"""Alembic's entry point; the connection comes from `actions.shop.migrate`.

These folders are no packages: rasa-sdk imports every module of a package in search of actions.
"""

from alembic import context

from actions.shop.migrate import VERSION_TABLE
from actions.shop.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
