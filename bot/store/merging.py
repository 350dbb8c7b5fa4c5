"""A conversation turns out to be another: what was said goes on there, behind what was said there before."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.conversation import Holder
from bot.core.lane import LaneKind
from bot.store.changes import lock
from bot.store.lanes import wake
from bot.store.notices import CHANGED, note
from bot.store.rows import Row
from bot.store.tables import OPEN, conversations, deliveries, entries, files, handoffs, lanes
from bot.store.upsert import insert_new

COLUMNS = [column.name for column in conversations.columns]
ADD = insert_new(conversations, *COLUMNS)
IS_OPEN = sa.select(handoffs.c.id).where(handoffs.c.conversation_id == sa.bindparam("of"), OPEN)


def merge(connection: Connection, old: str, new: str, now: float) -> None:
    """Everything of `old` becomes `new`'s; whoever waits there or has it, has the whole."""
    begun = dict(lock(connection, old))
    unheld = {"holder": Holder.BOT.value, "agent_name": "", "next_position": 1}
    connection.execute(ADD, [{**begun, **unheld, "conversation_id": new}])
    there = lock(connection, new)
    further = there["next_position"] - 1
    _move_handoffs(connection, old, new, further)
    _move(connection, entries, old, new, position=entries.c.position + further)
    for table in (deliveries, files):
        _move(connection, table, old, new)
    _save(connection, begun, there, now)
    for table in (lanes, conversations):
        connection.execute(table.delete().where(table.c.conversation_id == old))
    note(connection, CHANGED)
    wake(connection, [(new, kind) for kind in LaneKind if kind is not LaneKind.ERASE], now)


def _move(connection: Connection, table: sa.Table, old: str, new: str, **also: Any) -> None:
    moved = table.update().where(table.c.conversation_id == old)
    connection.execute(moved.values(conversation_id=new, **also))


def _move_handoffs(connection: Connection, old: str, new: str, further: int) -> None:
    """One handoff is open at a time: an open one that is there already goes on."""
    if connection.execute(IS_OPEN, {"of": new}).first():
        connection.execute(handoffs.delete().where(handoffs.c.conversation_id == old))
        return
    shifted = {
        "shown": handoffs.c.shown + further,
        "last_position": handoffs.c.last_position + further,
        "revision": handoffs.c.revision + 1,
    }
    _move(connection, handoffs, old, new, **shifted)


def _save(connection: Connection, begun: Row, there: Row, now: float) -> None:
    is_free = there["holder"] == Holder.BOT.value
    held_by = begun if is_free else there
    connection.execute(
        conversations.update()
        .where(conversations.c.conversation_id == there["conversation_id"])
        .values(
            address={**there["address"], **begun["address"]},
            holder=held_by["holder"],
            agent_name=held_by["agent_name"],
            epoch=max(there["epoch"], begun["epoch"]) + 1,
            next_position=there["next_position"] + begun["next_position"] - 1,
            revision=there["revision"] + begun["revision"] + 1,
            touched_at=now,
        )
    )
