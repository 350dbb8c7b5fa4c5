"""The transcript's order: every entry that a person may read has one place, given once."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.entry import Kind, State
from bot.store.tables import conversations, entries

UNPLACED = (
    sa.select(entries.c.id, entries.c.author_name, entries.c.at)
    .where(
        entries.c.conversation_id == sa.bindparam("of"),
        entries.c.state == State.WAITING.value,
        entries.c.kind == Kind.MESSAGE.value,
        entries.c.position.is_(None),
    )
    .order_by(entries.c.platform_order, entries.c.id)
)
"""Customers' messages without a place, by the platform's order."""

PLACE = entries.update().where(entries.c.id == sa.bindparam("entry")).values(position=sa.bindparam("place"))

_MINE = conversations.c.conversation_id == sa.bindparam("of")
FORWARD = (
    conversations.update()
    .where(_MINE)
    .values(next_position=conversations.c.next_position + sa.bindparam("count"))
)
NEXT_PLACE = sa.select(conversations.c.next_position).where(_MINE)


def place_waiting(connection: Connection, conversation_id: str, now: float) -> bool:
    """Give customers' waiting messages their place; whether there were any."""
    found = connection.execute(UNPLACED, {"of": conversation_id}).mappings().all()
    if not found:
        return False
    first = reserve(connection, conversation_id, len(found))
    connection.execute(PLACE, [{"entry": row["id"], "place": first + n} for n, row in enumerate(found)])
    _heard(connection, conversation_id, found[-1]["author_name"], found[-1]["at"], now)
    return True


def _heard(connection: Connection, conversation_id: str, name: str, at: float, now: float) -> None:
    seen: dict[str, Any] = {
        "last_customer_at": at,
        "touched_at": now,
        "revision": conversations.c.revision + 1,
    }
    mine = conversations.c.conversation_id == conversation_id
    connection.execute(
        conversations.update().where(mine).values(seen | ({"customer_name": name} if name else {}))
    )


def reserve(connection: Connection, conversation_id: str, count: int) -> int:
    """Reserve `count` places in the transcript; the first."""
    connection.execute(FORWARD, {"of": conversation_id, "count": count})
    return _next_place(connection, conversation_id) - count


def last(connection: Connection, conversation_id: str) -> int:
    """The last place taken in a conversation."""
    return _next_place(connection, conversation_id) - 1


def _next_place(connection: Connection, conversation_id: str) -> int:
    after: int = connection.execute(NEXT_PLACE, {"of": conversation_id}).scalar_one()
    return after
