"""The transcript's order: what a person may read has one place, given while its conversation is locked."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.entry import Kind, State
from bot.store.tables import entries

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


@dataclass
class Places:
    """The places of one locked conversation."""

    next: int

    def take(self) -> int:
        """A place that nobody has."""
        self.next += 1
        return self.next - 1


def place_waiting(connection: Connection, conversation_id: str, places: Places) -> dict[str, Any]:
    """Give customers' waiting messages their place; what the last of them tells of the conversation."""
    found = connection.execute(UNPLACED, {"of": conversation_id}).mappings().all()
    if not found:
        return {}
    connection.execute(PLACE, [{"entry": row["id"], "place": places.take()} for row in found])
    named = {"customer_name": found[-1]["author_name"]} if found[-1]["author_name"] else {}
    return {"last_customer_at": found[-1]["at"], **named}
