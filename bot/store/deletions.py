"""Requests to delete what is kept of somebody: noted before they are acknowledged, and done in a lane."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.erasing import LANE, Deletion
from bot.core.lane import LaneKind
from bot.store.lanes import wake
from bot.store.rows import at
from bot.store.tables import conversations, deletions, moves
from bot.store.upsert import insert_new

ADD = insert_new(deletions, "code", "conversation_id", "person", "asked_at")
OF_META = ("messenger", "instagram")
"""Whose people ask so; an id of theirs may be somebody else's on another platform."""
THIS = deletions.c.code == sa.bindparam("of")


def ask(connection: Connection, code: str, person: str, now: float) -> None:
    """Note the request, once, and wake who carries it out."""
    lane = f"{LANE}{code}"
    connection.execute(ADD, {"code": code, "conversation_id": lane, "person": person, "asked_at": now})
    wake(connection, [(lane, LaneKind.ERASE)], now)


def find(connection: Connection, code: str) -> Deletion | None:
    """The request of that code."""
    row = connection.execute(sa.select(deletions).where(THIS), {"of": code}).mappings().first()
    asked_at = at(row["asked_at"]) if row else None
    if row is None or asked_at is None:
        return None
    return Deletion(row["code"], row["person"], asked_at, at(row["done_at"]))


def done(connection: Connection, code: str, now: float) -> None:
    """Nothing is left; whose it was is forgotten as well."""
    connection.execute(deletions.update().where(THIS).values(done_at=now, person=""), {"of": code})


def conversations_of(connection: Connection, people: Sequence[str]) -> Sequence[str]:
    """The conversations of people by Meta's ids, in public too; looks at all there are."""
    mine, once = conversations.c.conversation_id, moves.c.conversation_id
    of_meta = conversations.c.channel.in_(OF_META)
    found = set(connection.execute(sa.select(mine).where(of_meta, _ends_in(mine, people))).scalars())
    found |= set(connection.execute(sa.select(moves.c.moved_to).where(_ends_in(once, people))).scalars())
    return sorted(found)


def _ends_in(column: Any, people: Sequence[str]) -> Any:
    return sa.or_(sa.false(), *(column.like(f"%:{_as_it_is(person)}", escape="\\") for person in people))


def _as_it_is(person: str) -> str:
    return person.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
