"""What the shop tells of orders: kept once, decided once; and whose conversations allow to be told."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.case import Case, Move
from bot.core.lane import Lane, LaneKind
from bot.core.shop_event import LANE, EventState, Recorded, ShopEvent
from bot.store.changes import apply, read_case
from bot.store.lanes import hold, wake
from bot.store.rows import Row, from_shop_event, to_conversation, to_recorded
from bot.store.tables import conversations, shop_events
from bot.store.upsert import insert_new

ADD = insert_new(
    shop_events,
    *("event_id", "lane", "happened", "order_number", "customer_id", "occurred_at", "received_at"),
    *("parcel", "state", "raw"),
)
_later = shop_events.alias()
_AFTER = sa.or_(
    _later.c.occurred_at > shop_events.c.occurred_at,
    sa.and_(
        _later.c.occurred_at == shop_events.c.occurred_at,
        sa.or_(
            _later.c.received_at > shop_events.c.received_at,
            sa.and_(
                _later.c.received_at == shop_events.c.received_at,
                _later.c.event_id > shop_events.c.event_id,
            ),
        ),
    ),
)
"""Of two at the same moment the one that came later; of two that came together always the same one."""
IS_LATEST = ~sa.exists().where(
    _later.c.lane == shop_events.c.lane,
    _later.c.order_number == shop_events.c.order_number,
    _later.c.happened != "",
    _AFTER,
)
RECORDED = sa.select(shop_events, IS_LATEST.label("is_latest"))
UNDECIDED = RECORDED.where(
    shop_events.c.lane == sa.bindparam("of"), shop_events.c.state == sa.literal_column("'waiting'")
).order_by(shop_events.c.received_at, shop_events.c.event_id)
THIS = RECORDED.where(shop_events.c.event_id == sa.bindparam("of"))
DECIDE = shop_events.update().where(
    shop_events.c.event_id == sa.bindparam("of"), shop_events.c.state == EventState.WAITING.value
)
"""Unless it was decided before."""
ALLOWING = (
    sa.select(conversations)
    .where(conversations.c.consent_of == sa.bindparam("of"), conversations.c.consent == sa.true())
    .order_by(conversations.c.last_customer_at.desc())
)


def keep(connection: Connection, events: Sequence[ShopEvent], now: float) -> None:
    """Keep each once, and wake who decides about it."""
    if not events:
        return
    rows = [from_shop_event(event, now) for event in sorted(events, key=_by_id)]
    connection.execute(ADD, rows)
    lanes = {(f"{LANE}{event.customer_id}", LaneKind.UPDATE) for event in events if event.happened}
    wake(connection, lanes, now)


def _by_id(event: ShopEvent) -> str:
    return event.id


def undecided(connection: Connection, lane: str) -> Sequence[Recorded]:
    """Events of that lane of which nobody was told yet, oldest first."""
    return [to_recorded(row) for row in connection.execute(UNDECIDED, {"of": lane}).mappings()]


def find(connection: Connection, key: str) -> Recorded | None:
    """The event by the key of the entry that passes it on."""
    row = connection.execute(THIS, {"of": key.split(":", 2)[-1]}).mappings().first()
    return to_recorded(row) if row else None


def allowing(connection: Connection, customer_id: str) -> Case | None:
    """Of the conversations whose customer allows updates, the one where they wrote last."""
    rows = connection.execute(ALLOWING, {"of": customer_id}).mappings()
    found = next((talk for talk in map(to_conversation, rows) if _allows(talk, customer_id)), None)
    return read_case(connection, found.id) if found else None


def _allows(conversation: Any, customer_id: str) -> bool:
    return conversation.allows_updates and conversation.shop_customer == customer_id


def decide(
    connection: Connection, decided: Recorded, move: Move | None, lane: Lane, now: float, desk: bool
) -> None:
    """Note what becomes of an event, and apply the move; neither where it was decided before."""
    hold(connection, lane, now)
    said = {
        "state": decided.state.value,
        "reason": decided.reason,
        "conversation_id": decided.conversation_id,
    }
    if connection.execute(DECIDE, {"of": decided.event.id, **said}).rowcount and move:
        apply(connection, decided.conversation_id, move, None, now, desk)


def recent(connection: Connection, limit: int) -> Sequence[Row]:
    """What came last, newest first."""
    query = sa.select(shop_events).order_by(shop_events.c.received_at.desc()).limit(limit)
    return [dict(row) for row in connection.execute(query).mappings()]
