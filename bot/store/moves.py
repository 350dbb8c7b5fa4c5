"""Other names of conversations: one that went on under another id may still be called by the first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeGuard

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.arrival import Arrival, DeskAct
from bot.core.entry import Kind
from bot.store.lanes import alone_with
from bot.store.tables import handoffs, moves
from bot.store.upsert import insert_or_set

ADD = insert_or_set(moves, "conversation_id", "moved_to", latest="moved_to")
FOLLOW = moves.update().where(moves.c.moved_to == sa.bindparam("old")).values(moved_to=sa.bindparam("new"))
MOVED_TO = sa.select(moves.c.moved_to).where(moves.c.conversation_id == sa.bindparam("of"))
NAMES = sa.select(moves.c.conversation_id).where(moves.c.moved_to == sa.bindparam("of"))
FORGET = moves.delete().where(moves.c.moved_to == sa.bindparam("of"))
THREADS = sa.select(handoffs.c.desk_ref).where(
    handoffs.c.conversation_id == sa.bindparam("of"), handoffs.c.desk_ref.isnot(None)
)
PUBLIC = (Kind.COMMENT, Kind.ASIDE)
"""What may come for a conversation under its other name."""


def may_move(arrival: Arrival | DeskAct) -> TypeGuard[Arrival]:
    """Whether it is of a kind that comes by names that conversations no longer have."""
    return isinstance(arrival, Arrival) and arrival.kind in PUBLIC


def alone(connection: Connection, old: str) -> None:
    """Nobody receives anything for the conversation, or from a thread of its, until this transaction ends."""
    threads = connection.execute(THREADS, {"of": old}).scalars()
    for name in sorted({old, *threads}):
        alone_with(connection, name)


def note(connection: Connection, old: str, new: str) -> None:
    """What comes for `old` is `new`'s from now on; so is what came for others that had become `old`."""
    connection.execute(FOLLOW, {"old": old, "new": new})
    connection.execute(ADD, {"conversation_id": old, "moved_to": new})
    connection.execute(moves.delete().where(moves.c.conversation_id == new))


def followed(connection: Connection, arrivals: Sequence[Arrival | DeskAct]) -> Sequence[Arrival | DeskAct]:
    """The arrivals, each in the conversation in which its own goes on."""
    asked = sorted({a.conversation_id for a in arrivals if may_move(a)})
    if not asked:
        return arrivals
    query = sa.select(moves.c.conversation_id, moves.c.moved_to).where(moves.c.conversation_id.in_(asked))
    moved = {row["conversation_id"]: row["moved_to"] for row in connection.execute(query).mappings()}
    return [
        replace(a, conversation_id=moved[a.conversation_id])
        if may_move(a) and a.conversation_id in moved
        else a
        for a in arrivals
    ]


def current(connection: Connection, conversation_id: str) -> str:
    """Under which name it goes on; the same where it is not known to have moved."""
    moved: str | None = connection.execute(MOVED_TO, {"of": conversation_id}).scalar()
    return moved or conversation_id


def names(connection: Connection, conversation_id: str) -> Sequence[str]:
    """Every name that the conversation has had; its own is the last."""
    return [*connection.execute(NAMES, {"of": conversation_id}).scalars(), conversation_id]


def forget(connection: Connection, conversation_id: str) -> None:
    """The conversation is erased."""
    connection.execute(FORGET, {"of": conversation_id})
