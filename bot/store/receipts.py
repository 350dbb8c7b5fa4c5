"""What platforms tell by themselves of the words that we sent: that they took them, that they were read."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.arrival import Arrival, Receipt
from bot.core.delivery import DeliveryState
from bot.core.entry import Author
from bot.core.lane import LaneKind
from bot.store.changes import LOCKED_CONVERSATION
from bot.store.deliveries import MARK, sent, show
from bot.store.lanes import wake
from bot.store.merging import merge
from bot.store.rows import Row
from bot.store.tables import UNSENT, deliveries, entries

LATEST = 100
"""Entries among which those are looked for that a receipt is about."""
HEARD_AFTER = timedelta(seconds=1)
"""How much later than the platform we may have noted that it took our words."""

UNPROVEN = sa.select(deliveries.c.author, deliveries.c.conversation_id, deliveries.c.payload).where(
    deliveries.c.id == sa.bindparam("of"), UNSENT
)
RECENT = (
    sa.select(entries.c.id)
    .where(entries.c.conversation_id == sa.bindparam("owner"), entries.c.position.isnot(None))
    .order_by(entries.c.position.desc())
    .limit(LATEST)
)
SENT_LATELY = (
    sa.select(deliveries.c.id, deliveries.c.author, entries.c.origin)
    .join(entries, entries.c.id == deliveries.c.entry_id)
    .where(entries.c.id.in_(RECENT), deliveries.c.state == DeliveryState.SENT.value)
)
"""What the platform has taken, and where agents wrote it."""


def take_note(connection: Connection, told: Arrival, now: float, desk: bool) -> None:
    """Mark what the arrival tells of."""
    connection.execute(LOCKED_CONVERSATION, {"of": told.conversation_id})
    if told.proves_sent:
        _mark_proven(connection, told, now, desk)
    if told.receipt:
        _mark_received(connection, told.conversation_id, told.receipt, now, desk)


def _mark_proven(connection: Connection, echo: Arrival, now: float, desk: bool) -> None:
    """The platform took our words: before its answer came, or instead of it."""
    row = connection.execute(UNPROVEN, {"of": echo.proves_sent}).mappings().first()
    owner = echo.conversation_id
    if row is None or (row["conversation_id"] != owner and not goes_to_comment(row, owner)):
        return
    connection.execute(MARK, {"of": echo.proves_sent, **sent(echo.platform_id, now)})
    if row["conversation_id"] != owner:  # here we learn by which id the platform calls them in private
        merge(connection, row["conversation_id"], owner, now)
    wake(connection, [(owner, LaneKind.SEND)], now)
    show(connection, owner, Author(row["author"]), now, desk)


def goes_to_comment(delivery: Row, heard_by: str) -> bool:
    """Whether it is a private message of the same account to whoever wrote a comment: it may be anybody."""
    payload, account = delivery["payload"], heard_by.split(":")[:2]
    is_private = bool(payload.get("comment")) and not payload.get("in_public")
    return is_private and delivery["conversation_id"].split(":")[:2] == account


def _mark_received(
    connection: Connection, conversation_id: str, receipt: Receipt, now: float, desk: bool
) -> None:
    query = SENT_LATELY.where(*_meant(receipt))
    found = connection.execute(query, {"owner": conversation_id}).mappings().all()
    if not found:
        return
    column = "read_at" if receipt.read else "delivered_at"
    for row in found:
        again = {"ticked": False} if receipt.read and row["origin"] else {}
        connection.execute(MARK, {"of": row["id"], column: now, **again})
    by_agents = any(row["author"] == Author.AGENT.value for row in found)
    show(connection, conversation_id, Author.AGENT if by_agents else Author.BOT, now, desk)


def _meant(receipt: Receipt) -> list[Any]:
    column = deliveries.c.read_at if receipt.read else deliveries.c.delivered_at
    named = [deliveries.c.platform_id.in_(receipt.platform_ids)] if receipt.platform_ids else []
    if receipt.until:
        named.append(deliveries.c.sent_at <= (receipt.until + HEARD_AFTER).timestamp())
    return [
        column.is_(None),
        sa.or_(sa.false(), *named),
    ]
