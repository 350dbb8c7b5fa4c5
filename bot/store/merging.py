"""A conversation turns out to be another: what was said goes on there, behind what was said there before."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.case import HandoffState
from bot.core.conversation import Holder
from bot.core.lane import LaneKind
from bot.store import moves
from bot.store.changes import lock
from bot.store.lanes import wake
from bot.store.notices import CHANGED, note
from bot.store.rows import Row
from bot.store.tables import OPEN, conversations, deliveries, entries, files, handoffs, lanes, shop_events
from bot.store.upsert import insert_new

COLUMNS = [column.name for column in conversations.columns]
ADD = insert_new(conversations, *COLUMNS)
IS_OPEN = sa.select(handoffs.c.id).where(handoffs.c.conversation_id == sa.bindparam("of"), OPEN)
GIVE_WAY = (
    handoffs.update()
    .where(handoffs.c.conversation_id == sa.bindparam("of"), OPEN)
    .values(state=HandoffState.RETURNED.value, ended_at=sa.bindparam("now"), expires_at=None)
)
"""Only one handoff is open at a time; what agents write in the thread of the other counts all the same."""
OF_NO_CONVERSATION = (LaneKind.ERASE, LaneKind.UPDATE)
"""Kinds of lanes that are named otherwise."""
FIRM = [Holder.BOT.value, Holder.QUEUE.value, Holder.AGENT.value]
"""Who holds the whole where two held a part: the later in this list."""


def merge(connection: Connection, old: str, new: str, now: float) -> None:
    """Everything of `old` becomes `new`'s; whoever waits there or has it, has the whole."""
    moves.alone(connection, old)
    begun = dict(lock(connection, old))
    unheld = {"holder": Holder.BOT.value, "agent_name": "", "next_position": 1}
    connection.execute(ADD, [{**begun, **unheld, "conversation_id": new}])
    there = lock(connection, new)
    further = there["next_position"] - 1
    goes_on = FIRM.index(begun["holder"]) > FIRM.index(there["holder"])
    _move_handoffs(connection, old, new, further, goes_on, now)
    _move(connection, entries, old, new, position=entries.c.position + further)
    for table in (deliveries, files, shop_events):
        _move(connection, table, old, new)
    _save(connection, begun, there, goes_on, now)
    for table in (lanes, conversations):
        connection.execute(table.delete().where(table.c.conversation_id == old))
    moves.note(connection, old, new)
    note(connection, CHANGED)
    wake(connection, [(new, kind) for kind in LaneKind if kind not in OF_NO_CONVERSATION], now)


def _move(connection: Connection, table: sa.Table, old: str, new: str, **also: Any) -> None:
    moved = table.update().where(table.c.conversation_id == old)
    connection.execute(moved.values(conversation_id=new, **also))


def _move_handoffs(
    connection: Connection, old: str, new: str, further: int, goes_on: bool, now: float
) -> None:
    """One handoff is open at a time. Where something was said before, a thread shows the whole once more."""
    if connection.execute(IS_OPEN, {"of": new}).first():
        connection.execute(GIVE_WAY, {"of": new if goes_on else old, "now": now})
    shifted = {
        "shown": 0 if further else handoffs.c.shown,
        "last_position": handoffs.c.last_position + further,
        "revision": handoffs.c.revision + 1,
    }
    _move(connection, handoffs, old, new, **shifted)


def _save(connection: Connection, begun: Row, there: Row, goes_on: bool, now: float) -> None:
    """An answer that is under way there is none too late, unless it changes hands. Where nothing was said
    there before, the brain goes on with what it knows."""
    held_by = begun if goes_on else there
    is_new = there["next_position"] == 1
    epoch = max(there["epoch"], begun["epoch"]) + 1 if goes_on else there["epoch"]
    connection.execute(
        conversations.update()
        .where(conversations.c.conversation_id == there["conversation_id"])
        .values(
            address=_address(begun["address"], there["address"]),
            customer_name=there["customer_name"] or begun["customer_name"],
            facts={**there["facts"], **begun["facts"]},
            brain_id=(begun["brain_id"] or begun["conversation_id"]) if is_new else there["brain_id"],
            holder=held_by["holder"],
            agent_name=held_by["agent_name"],
            epoch=epoch,
            **_consent(begun, there),
            next_position=there["next_position"] + begun["next_position"] - 1,
            revision=there["revision"] + begun["revision"] + 1,
            touched_at=now,
        )
    )


def _consent(begun: Row, there: Row) -> dict[str, Any]:
    """What was said last."""
    later = max(there, begun, key=lambda row: row["consent_at"] or 0.0)
    return {name: later[name] for name in ("consent_of", "consent", "consent_at")}


def _address(begun: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
    """Where to answer is what was told there; the comment is what has just been answered."""
    comment = {"comment": begun["comment"]} if "comment" in begun else {}
    return {**begun, **there, **comment}
