"""The transcript's order: every entry that a person may read has one place, given once."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.entry import Kind, State
from bot.store.tables import conversations, entries


def place_waiting(connection: Connection, conversation_id: str, now: float) -> bool:
    """Give customers' waiting messages their place, by the platform's order; whether there were any."""
    unplaced = (
        sa.select(entries.c.id, entries.c.author_name, entries.c.at)
        .where(
            entries.c.conversation_id == conversation_id,
            entries.c.state == State.WAITING.value,
            entries.c.kind == Kind.MESSAGE.value,
            entries.c.position.is_(None),
        )
        .order_by(entries.c.platform_order, entries.c.id)
    )
    found = connection.execute(unplaced).mappings().all()
    if not found:
        return False
    first = reserve(connection, conversation_id, len(found))
    place = entries.update().where(entries.c.id == sa.bindparam("i")).values(position=sa.bindparam("p"))
    connection.execute(place, [{"i": row["id"], "p": first + n} for n, row in enumerate(found)])
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
    mine = conversations.c.conversation_id == conversation_id
    forward = {"next_position": conversations.c.next_position + count}
    connection.execute(conversations.update().where(mine).values(forward))
    after: int = connection.execute(sa.select(conversations.c.next_position).where(mine)).scalar_one()
    return after - count


def last(connection: Connection, conversation_id: str) -> int:
    """The last place taken in a conversation."""
    mine = conversations.c.conversation_id == conversation_id
    after: int = connection.execute(sa.select(conversations.c.next_position).where(mine)).scalar_one()
    return after - 1
