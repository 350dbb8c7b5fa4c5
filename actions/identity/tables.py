"""What the actions remember by themselves, for a week at most. Words of customers' stand in it hashed only.

There are no migrations: the tables are made where they are missing, and a change of shape takes a new name.
"""

from sqlalchemy import Column, Float, Index, Integer, MetaData, String, Table

metadata = MetaData()

misses = Table(
    "identity_misses",
    metadata,
    Column("about", String(32), primary_key=True),
    Column("attempt", String(32), primary_key=True, index=True),
    Column("until", Float, nullable=False, index=True),
)
"""A row is one look-up that matched nothing, as one limit counts it: about whom or what, and until when."""

codes = Table(
    "identity_codes",
    metadata,
    Column("conversation", String(32), primary_key=True),
    Column("message", String(32), primary_key=True),
    Column("customer", String(32), nullable=False),
    Column("code", String(32), nullable=False),
    Column("sent_at", Float, nullable=False, index=True),
    Column("failed", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("last_try", String(32), nullable=False),
    Column("used_by", String(32), nullable=False),
    Index("identity_codes_of_customer", "customer", "sent_at"),
)
"""A row is one e-mail, named by the message that asked for it. Messages and customers are hashed too."""
