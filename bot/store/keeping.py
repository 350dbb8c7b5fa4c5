"""What operators do to the journal: export and erase a conversation, and deal with what failed."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.delivery import DeliveryState
from bot.core.lane import LaneKind
from bot.store import moves
from bot.store.lanes import wake
from bot.store.notices import CHANGED, note
from bot.store.tables import FAILED, conversations, deliveries, entries, files, handoffs, lanes, shop_events

TRIED = 1
"""It was tried before, so whoever sends it looks first where the platform can be asked."""
GIVEN_UP = "given up by an operator"
"""What agents read of it."""


def export(connection: Connection, conversation_id: str) -> Sequence[dict[str, Any]]:
    """Every row about a conversation, oldest first, each with the table it is from."""
    found = []
    for table in (conversations, entries, deliveries, handoffs, files, shop_events):
        query = sa.select(table).where(table.c.conversation_id == conversation_id)
        ordered = query.order_by(table.c.id) if "id" in table.c else query
        found += [{"table": table.name, **row} for row in connection.execute(ordered).mappings()]
    once = [name for name in moves.names(connection, conversation_id) if name != conversation_id]
    return [*found, *({"table": "moves", "conversation_id": name} for name in once)]


def erase(connection: Connection, conversation_id: str) -> int:
    """Delete every row about a conversation; how many there were."""
    tables = (lanes, files, deliveries, handoffs, shop_events, entries, conversations)
    note(connection, CHANGED)
    moves.forget(connection, conversation_id)
    mine = [table.delete().where(table.c.conversation_id == conversation_id) for table in tables]
    return sum(connection.execute(statement).rowcount for statement in mine)


def failed(connection: Connection, limit: int) -> Sequence[dict[str, Any]]:
    """Deliveries that failed, newest first."""
    columns = (
        deliveries.c.id,
        deliveries.c.conversation_id,
        deliveries.c.author,
        deliveries.c.attempts,
        deliveries.c.due_at,
        deliveries.c.reason,
    )
    query = sa.select(*columns).where(FAILED).order_by(deliveries.c.id.desc()).limit(limit)
    return [dict(row) for row in connection.execute(query).mappings()]


def retry(connection: Connection, delivery_id: int | None, now: float) -> int:
    """Owe one failed delivery, or all, again; how many."""
    chosen = sa.and_(FAILED, deliveries.c.id == delivery_id) if delivery_id else FAILED
    owners = set(connection.execute(sa.select(deliveries.c.conversation_id).where(chosen)).scalars())
    again = {"state": DeliveryState.OWED.value, "attempts": TRIED, "due_at": now, "reason": ""}
    changed = connection.execute(deliveries.update().where(chosen).values(again)).rowcount
    wake(connection, [(owner, LaneKind.SEND) for owner in owners], now)
    note(connection, CHANGED)
    return changed


def drop(connection: Connection, delivery_id: int) -> int:
    """Give up a failed delivery for good; how many."""
    chosen = sa.and_(FAILED, deliveries.c.id == delivery_id)
    given_up = {"state": DeliveryState.SUPERSEDED.value, "reason": GIVEN_UP}
    note(connection, CHANGED)
    return connection.execute(deliveries.update().where(chosen).values(given_up)).rowcount
