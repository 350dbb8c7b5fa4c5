"""Requests to delete what is kept of somebody: noted before they are acknowledged, and done in a lane."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.erasing import LANE, Deletion
from bot.core.lane import LaneKind
from bot.store.lanes import wake
from bot.store.rows import at
from bot.store.tables import conversations, deletions
from bot.store.upsert import insert_new

ADD = insert_new(deletions, "code", "conversation_id", "person", "asked_at")
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
    """The conversations of people by their platform's ids; looks at all there are."""
    mine = conversations.c.conversation_id
    named = sa.or_(sa.false(), *(mine.like(f"%:{_as_it_is(person)}", escape="\\") for person in people))
    return list(connection.execute(sa.select(mine).where(named)).scalars())


def _as_it_is(person: str) -> str:
    return person.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
