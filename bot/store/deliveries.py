"""What is owed to customers: taken in order, marked before and after the platform is called."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.arrival import Arrival
from bot.core.conversation import Holder
from bot.core.delivery import Delivery, DeliveryState, Tick
from bot.core.entry import Author
from bot.core.lane import Lane, LaneKind
from bot.store.changes import read_case
from bot.store.lanes import hold, wake
from bot.store.tables import UNSENT, conversations, deliveries, entries

OWED = (
    sa.select(deliveries)
    .where(deliveries.c.conversation_id == sa.bindparam("of"), UNSENT)
    .order_by(deliveries.c.turn, deliveries.c.id)
)
"""What is not sent yet, in the order in which the customer is to read it."""


def next_owed(connection: Connection, lane: Lane, now: float) -> Delivery | float | None:
    """The oldest thing owed, now marked as sending; or when it is due; or None when nothing is owed."""
    hold(connection, lane, now)
    conversation = read_case(connection, lane.conversation_id, lock=True).conversation
    for row in connection.execute(OWED, {"of": lane.conversation_id}).mappings():
        if row["author"] == Author.BOT.value and conversation.holder is Holder.AGENT:
            _mark(connection, row["id"], state=DeliveryState.SUPERSEDED.value)
            continue
        if row["due_at"] > now:
            due: float = row["due_at"]
            return due
        _mark(connection, row["id"], state=DeliveryState.SENDING.value)
        return Delivery(
            id=row["id"],
            entry_id=row["entry_id"],
            conversation=conversation,
            author=Author(row["author"]),
            payload=row["payload"],
            attempts=row["attempts"],
            uncertain=row["state"] == DeliveryState.SENDING.value,
        )
    return None


def mark_sent(connection: Connection, delivery: Delivery, platform_id: str, now: float, desk: bool) -> None:
    """The platform took it and named it."""
    sent = {"state": DeliveryState.SENT.value, "platform_id": platform_id, "sent_at": now, "reason": ""}
    _mark(connection, delivery.id, **sent)
    _show(connection, delivery.conversation.id, delivery.author, now, desk)


def mark_failed(connection: Connection, delivery: Delivery, reason: str, now: float, desk: bool) -> None:
    """It will never be taken; agents see why."""
    _mark_unless_sent(connection, delivery, state=DeliveryState.FAILED.value, reason=reason)
    _show(connection, delivery.conversation.id, delivery.author, now, desk)


def mark_postponed(connection: Connection, delivery: Delivery, due: float, reason: str, now: float) -> None:
    """To be tried again at `due`."""
    again = {"state": DeliveryState.OWED.value, "due_at": due, "reason": reason}
    _mark_unless_sent(connection, delivery, attempts=delivery.attempts + 1, **again)
    _show(connection, delivery.conversation.id, delivery.author, now, desk=False)


def mark_proven(connection: Connection, echo: Arrival, now: float, desk: bool) -> None:
    """The platform tells by itself that it took our words: before its answer came, or instead of it."""
    which = (
        deliveries.c.id == echo.proves_sent,
        deliveries.c.conversation_id == echo.conversation_id,
        UNSENT,
    )
    author = connection.execute(sa.select(deliveries.c.author).where(*which)).scalar()
    if author is None:
        return
    sent = {"state": DeliveryState.SENT.value, "platform_id": echo.platform_id, "sent_at": now, "reason": ""}
    connection.execute(deliveries.update().where(*which).values(sent))
    wake(connection, [(echo.conversation_id, LaneKind.SEND)], now)
    _show(connection, echo.conversation_id, Author(author), now, desk)


def _mark_unless_sent(connection: Connection, delivery: Delivery, **columns: Any) -> None:
    """A call may fail in the end although the platform took the words, and has said so meanwhile."""
    pending = deliveries.c.id == delivery.id, deliveries.c.state == DeliveryState.SENDING.value
    connection.execute(deliveries.update().where(*pending).values(columns))


def _mark(connection: Connection, delivery_id: int, **columns: Any) -> None:
    connection.execute(deliveries.update().where(deliveries.c.id == delivery_id).values(columns))


def _show(connection: Connection, conversation_id: str, author: Author, now: float, desk: bool) -> None:
    """Pages show it at once; the desk shows the fate of what an agent wrote there."""
    mine = conversations.c.conversation_id == conversation_id
    seen = {"revision": conversations.c.revision + 1}
    connection.execute(conversations.update().where(mine).values(seen))
    if desk and author is Author.AGENT:
        wake(connection, [(conversation_id, LaneKind.DESK)], now)


def unticked(connection: Connection, conversation_id: str) -> Sequence[Tick]:
    """Agents' messages written at the desk, sent or failed as a whole, which the desk does not show yet."""
    query = (
        sa.select(
            deliveries.c.entry_id,
            entries.c.origin,
            sa.func.max(deliveries.c.reason).label("reason"),
            sa.func.sum(sa.case((deliveries.c.state == "failed", 1), else_=0)).label("failed"),
            sa.func.sum(sa.case((UNSENT, 1), else_=0)).label("unsent"),
        )
        .join(entries, entries.c.id == deliveries.c.entry_id)
        .where(deliveries.c.conversation_id == conversation_id, deliveries.c.ticked == sa.false())
        .group_by(deliveries.c.entry_id, entries.c.origin)
    )
    return [
        Tick(row["entry_id"], row["origin"], delivered=not row["failed"], reason=row["reason"])
        for row in connection.execute(query).mappings()
        if not row["unsent"]
    ]


def mark_ticked(connection: Connection, tick: Tick) -> None:
    """The desk shows it."""
    mine = deliveries.c.entry_id == tick.entry_id
    connection.execute(deliveries.update().where(mine).values(ticked=True))
