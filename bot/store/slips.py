"""Slips of the finger: a button that was pressed twice within a moment was pressed once."""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.arrival import Arrival
from bot.core.entry import Author, Content, Kind
from bot.store.rows import moment, to_content
from bot.store.tables import entries

MOMENT = 5.0
"""Seconds between two presses that one finger made."""
LATELY = (
    sa.select(entries.c.key, entries.c.content)
    .where(
        entries.c.conversation_id == sa.bindparam("of"),
        entries.c.author == Author.CUSTOMER.value,
        entries.c.kind == Kind.MESSAGE.value,
        entries.c.at.between(sa.bindparam("since"), sa.bindparam("until")),
    )
    .order_by(entries.c.id.desc())
    .limit(20)
)
"""What the customer wrote and pressed about that time."""


def left_out(connection: Connection, arrivals: Sequence[Arrival], now: float) -> Sequence[Arrival]:
    """The arrivals; a press that repeats another is a record."""
    kept: list[Arrival] = []
    for arrival in arrivals:
        is_slip = arrival.may_slip and _repeats(connection, arrival, kept, now)
        kept.append(replace(arrival, kind=Kind.RECORD, label="press") if is_slip else arrival)
    return kept


def _repeats(connection: Connection, press: Arrival, before: Sequence[Arrival], now: float) -> bool:
    at = moment(press.at) or now
    within = {"of": press.conversation_id, "since": at - MOMENT, "until": at + MOMENT}
    found = connection.execute(LATELY, within).mappings()
    known = [(row["key"], _said(to_content(row["content"]))) for row in found]
    known += [
        (a.key, _said(a.content))
        for a in before
        if a.kind is Kind.MESSAGE
        and a.conversation_id == press.conversation_id
        and abs((moment(a.at) or now) - at) <= MOMENT
    ]
    return any(said == _said(press.content) and key != press.key for key, said in known)


def _said(content: Content) -> tuple[str, str]:
    return content.payload, content.text
