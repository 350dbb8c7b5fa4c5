"""The transcript's order: what a person may read has one place, given while its conversation is locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.entry import Kind
from bot.store import crossings, files
from bot.store.asides import settle
from bot.store.tables import entries

TOLD = ("id", "kind", "position", "author_name", "at", "platform_order", "content", "raw")
"""What has to be known of entries that are to get their places."""
PLACE = entries.update().where(entries.c.id == sa.bindparam("entry")).values(position=sa.bindparam("place"))


TURNS = (Kind.MESSAGE.value, Kind.COMMENT.value)
"""What somebody has to answer."""


@dataclass
class Places:
    """The places of one locked conversation."""

    next: int

    def take(self) -> int:
        """A place that nobody has."""
        self.next += 1
        return self.next - 1


def place(
    connection: Connection,
    conversation_id: str,
    waiting: Sequence[dict[str, Any]],
    places: Places,
    now: float,
) -> dict[str, Any]:
    """Give what customers wrote and did, among what waits, its place; what it tells of the conversation.

    `waiting`: rows of entries in the platform's order; they know their places afterwards.
    """
    new = [row for row in waiting if row["position"] is None]
    for row in new:
        if row["kind"] in TURNS or _is_aside(connection, conversation_id, row):
            row["position"] = places.take()
            crossings.take_up(connection, conversation_id, row)
    placed = [row for row in new if row["position"] is not None]
    if placed:
        connection.execute(PLACE, [{"entry": row["id"], "place": row["position"]} for row in placed])
        files.owe(connection, conversation_id, placed, now)
    return _told(placed)


def _is_aside(connection: Connection, conversation_id: str, row: Mapping[str, Any]) -> bool:
    return row["kind"] == Kind.ASIDE.value and settle(connection, conversation_id, row)


def _told(placed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for row in placed:
        if row["kind"] == Kind.MESSAGE.value:
            told["last_customer_at"] = row["at"]
        if row["author_name"]:
            told["customer_name"] = row["author_name"]
        if referral := row["content"].get("referral"):
            told["referral"] = referral
    return told
