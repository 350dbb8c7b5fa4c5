"""The transcript's order: what a person may read has one place, given while its conversation is locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.entry import Kind
from bot.store.tables import entries

PLACE = entries.update().where(entries.c.id == sa.bindparam("entry")).values(position=sa.bindparam("place"))


@dataclass
class Places:
    """The places of one locked conversation."""

    next: int

    def take(self) -> int:
        """A place that nobody has."""
        self.next += 1
        return self.next - 1


def place(connection: Connection, waiting: Sequence[dict[str, Any]], places: Places) -> dict[str, Any]:
    """Give customers' messages among what waits their place; what the last of them tells of the conversation.

    `waiting`: rows of entries in the platform's order; they know their places afterwards.
    """
    found = [row for row in waiting if row["kind"] == Kind.MESSAGE.value and row["position"] is None]
    if not found:
        return {}
    for row in found:
        row["position"] = places.take()
    connection.execute(PLACE, [{"entry": row["id"], "place": row["position"]} for row in found])
    named = {"customer_name": found[-1]["author_name"]} if found[-1]["author_name"] else {}
    return {"last_customer_at": found[-1]["at"], **named}
