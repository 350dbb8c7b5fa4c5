"""The journal's tables; each carries `conversation_id`, so that all can be distributed by it."""

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite counts rows by itself only in an INTEGER column."""
Moment = sa.Float(53)
"""Seconds since 1970, UTC: the same on every database, and indexed as it is."""


def _spelled(*states: str) -> list[Any]:
    """As they stand in a partial index: with bound values in a list, SQLite does not find that index."""
    return [sa.literal_column(f"'{state}'") for state in states]


conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("conversation_id", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", sa.JSON, nullable=False),
    sa.Column("customer_name", sa.Text, nullable=False),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("agent_name", sa.Text, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("referral", sa.Text, nullable=False, server_default=""),
    sa.Column("brain_id", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("last_customer_at", Moment),
    sa.Column("consent_of", sa.Text, nullable=False, server_default=""),
    sa.Column("consent", sa.Boolean),
    sa.Column("consent_at", Moment),
    sa.Column("brain_failing_since", Moment),
    sa.Column("told_to_wait", sa.Boolean, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("next_position", sa.Integer, nullable=False),
    sa.Column("touched_at", Moment, nullable=False),
)
sa.Index("conversations_touched", conversations.c.touched_at)
sa.Index(
    "conversations_allowing",
    conversations.c.consent_of,
    sqlite_where=sa.text("consent = 1"),
    postgresql_where=sa.text("consent"),
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=True),
    sa.Column("conversation_id", sa.Text, nullable=False),
    sa.Column("key", sa.Text),
    sa.Column("position", sa.Integer),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("platform_order", sa.BigInteger, nullable=False),
    sa.Column("platform_id", sa.Text, nullable=False, server_default=""),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("raw", sa.JSON(none_as_null=True)),
    sa.UniqueConstraint("conversation_id", "key"),
)
sa.Index("entries_transcript", entries.c.conversation_id, entries.c.position)
sa.Index(
    "entries_waiting",
    entries.c.conversation_id,
    sqlite_where=entries.c.state == "waiting",
    postgresql_where=entries.c.state == "waiting",
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=True),
    sa.Column("conversation_id", sa.Text, nullable=False),
    sa.Column("entry_id", Id, nullable=False),
    sa.Column("turn", Id, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("sent_at", Moment),
    sa.Column("delivered_at", Moment),
    sa.Column("read_at", Moment),
    sa.Column("platform_id", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("ticked", sa.Boolean, nullable=False),
)
sa.Index("deliveries_entry", deliveries.c.entry_id)
UNSENT = deliveries.c.state.in_(_spelled("owed", "sending"))
sa.Index(
    "deliveries_owed",
    deliveries.c.conversation_id,
    deliveries.c.turn,
    sqlite_where=UNSENT,
    postgresql_where=UNSENT,
)
FAILED = deliveries.c.state.in_(_spelled("failed"))
sa.Index(
    "deliveries_failed",
    deliveries.c.conversation_id,
    sqlite_where=FAILED,
    postgresql_where=FAILED,
)
sa.Index(
    "deliveries_unticked",
    deliveries.c.conversation_id,
    sqlite_where=sa.text("ticked = 0"),
    postgresql_where=sa.text("NOT ticked"),
)

handoffs = sa.Table(
    "handoffs",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=True),
    sa.Column("conversation_id", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("priority", sa.Text, nullable=False),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("agent_id", sa.Text, nullable=False),
    sa.Column("agent_name", sa.Text, nullable=False),
    sa.Column("requested_at", Moment, nullable=False),
    sa.Column("claimed_at", Moment),
    sa.Column("awaits", sa.Text, nullable=False, server_default=""),
    sa.Column("awaits_since", Moment),
    sa.Column("ended_at", Moment),
    sa.Column("expires_at", Moment),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("desk_ref", sa.Text),
    sa.Column("shown", sa.Integer, nullable=False),
    sa.Column("posting", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("card_revision", sa.Integer, nullable=False),
    sa.Column("last_position", sa.Integer),
)
sa.Index("handoffs_conversation", handoffs.c.conversation_id)
sa.Index("handoffs_desk_ref", handoffs.c.desk_ref)
OPEN = handoffs.c.state.in_(_spelled("requested", "claimed"))
sa.Index("handoffs_open", handoffs.c.requested_at, sqlite_where=OPEN, postgresql_where=OPEN)

files = sa.Table(
    "files",
    metadata,
    sa.Column("id", Id, primary_key=True, autoincrement=True),
    sa.Column("conversation_id", sa.Text, nullable=False),
    sa.Column("entry_id", Id, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
)
"""What is to be fetched; a row goes when its file is there, or is known to be gone."""
sa.Index("files_conversation", files.c.conversation_id)

shop_events = sa.Table(
    "shop_events",
    metadata,
    sa.Column("event_id", sa.Text, primary_key=True),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("conversation_id", sa.Text, nullable=False, server_default=""),
    sa.Column("happened", sa.Text, nullable=False),
    sa.Column("order_number", sa.Text, nullable=False),
    sa.Column("customer_id", sa.Text, nullable=False),
    sa.Column("occurred_at", Moment),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("parcel", sa.JSON, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("raw", sa.JSON(none_as_null=True)),
)
"""What the shop tells of orders; `lane`: where it is decided, `conversation_id`: who was told, or not."""
sa.Index("shop_events_order", shop_events.c.lane, shop_events.c.order_number, shop_events.c.occurred_at)
sa.Index("shop_events_conversation", shop_events.c.conversation_id)
_UNDECIDED = sa.text("state = 'waiting'")
sa.Index("shop_events_waiting", shop_events.c.lane, sqlite_where=_UNDECIDED, postgresql_where=_UNDECIDED)

deletions = sa.Table(
    "deletions",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("conversation_id", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("done_at", Moment),
)
"""Who asked for their data to be deleted; `conversation_id` is the lane in which it is worked."""

moves = sa.Table(
    "moves",
    metadata,
    sa.Column("conversation_id", sa.Text, primary_key=True),
    sa.Column("moved_to", sa.Text, nullable=False),
)
"""Other names of conversations, by which platforms may still call them."""
sa.Index("moves_moved_to", moves.c.moved_to)

lanes = sa.Table(
    "lanes",
    metadata,
    sa.Column("conversation_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("due_at", Moment),
    sa.Column("owner", sa.Text),
    sa.Column("leased_until", Moment),
    sa.Column("wakes", sa.Integer, nullable=False),
)
WAITS_FOR_BRAIN = sa.text("kind = 'answer'")
WAITS_FOR_NOBODY = sa.text("kind <> 'answer'")
"""Spelled out, as the partial indexes have it: a bound value would keep the database from using those."""
for _name, _kinds in (("lanes_due", WAITS_FOR_NOBODY), ("lanes_answers_due", WAITS_FOR_BRAIN)):
    _which = sa.and_(lanes.c.due_at.isnot(None), _kinds)
    sa.Index(_name, lanes.c.due_at, sqlite_where=_which, postgresql_where=_which)

users = sa.Table(
    "users",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("shown_name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)
"""Who may sign in to the console. With `sessions` and `secrets` the only tables of no conversation."""

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("ends_at", Moment, nullable=False),
)
"""Who is signed in, by the digest of what only their cookie holds."""

secrets = sa.Table(
    "secrets",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
"""What every process has to share and nobody has to set: the key that signs the console's cookies."""
