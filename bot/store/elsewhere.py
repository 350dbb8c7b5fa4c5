"""Words of the brand that went out by another way; or ours, of which only now we learn that they went."""

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.arrival import Arrival
from bot.core.delivery import DeliveryState
from bot.core.elsewhere import answered
from bot.store.changes import apply
from bot.store.receipts import RECENT, goes_to_comment, take_note
from bot.store.tables import UNSENT, deliveries

OURS = sa.select(deliveries.c.id).where(
    deliveries.c.entry_id.in_(RECENT), deliveries.c.platform_id == sa.bindparam("named")
)
"""Sent by us under that name."""
UNDER_WAY = sa.select(deliveries.c.id, deliveries.c.payload).where(
    deliveries.c.conversation_id == sa.bindparam("owner"),
    UNSENT,
    sa.or_(deliveries.c.state == DeliveryState.SENDING.value, deliveries.c.attempts > 0),
)
"""Given to the platform, which has not been heard to take it."""
TO_COMMENTS = sa.select(deliveries.c.conversation_id, deliveries.c.payload).where(
    deliveries.c.conversation_id.startswith(sa.bindparam("account"), autoescape=False),
    UNSENT,
    sa.or_(deliveries.c.state == DeliveryState.SENDING.value, deliveries.c.attempts > 0),
)
"""The same in every conversation of an account."""


def take_up(connection: Connection, arrival: Arrival, now: float, desk: bool) -> None:
    """Another's words are written down and silence the bot; our own are marked as sent."""
    owner = arrival.conversation_id
    named = {"owner": owner, "named": arrival.platform_id}
    if arrival.spoken_by is None or connection.execute(OURS, named).first():
        return
    ours = _under_way(connection, arrival)
    if ours:
        take_note(connection, replace(arrival, proves_sent=ours), now, desk)
        return
    if _answers_comment(connection, arrival):
        return
    said = answered(arrival, arrival.spoken_by, datetime.fromtimestamp(now, timezone.utc))
    apply(connection, owner, said, None, now, desk)


def _under_way(connection: Connection, arrival: Arrival) -> int:
    """The delivery that says the same; Instagram repeats nothing of what we give along. 0: none."""
    for row in connection.execute(UNDER_WAY, {"owner": arrival.conversation_id}).mappings():
        if _says(row["payload"], arrival):
            return int(row["id"])
    return 0


def _answers_comment(connection: Connection, arrival: Arrival) -> bool:
    """Whether it is our own private message to somebody whom the platform calls otherwise in public: what it
    answers to our call tells whose comment that was, and may come later than the echo."""
    owner = arrival.conversation_id
    account = ":".join(owner.split(":")[:2])
    rows = connection.execute(TO_COMMENTS, {"account": f"{account}:"}).mappings()
    return any(goes_to_comment(row, owner) and _says(row["payload"], arrival) for row in rows)


def _says(payload: dict[str, Any], arrival: Arrival) -> bool:
    if arrival.content.attachments:
        return "attachment" in payload
    said = arrival.content.text.split()  # platforms have their own ideas of blanks
    return bool(said) and str(payload.get("text") or "").split() == said
