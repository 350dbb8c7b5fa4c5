"""What pages and the desk read: transcripts, the queue, what was offered."""

from collections.abc import Sequence, Set
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.arrival import DeskAct
from bot.core.case import Case
from bot.core.delivery import DeliveryState
from bot.core.entry import Author, Button, Entry, Kind, State
from bot.store import moves
from bot.store.changes import read_case
from bot.store.rows import Row, to_act, to_content, to_entry
from bot.store.tables import FAILED, conversations, deliveries, entries, handoffs

OFFERS = 20
"""How many of the bot's latest messages are searched for a button that was pressed."""

WORST_FIRST = ("failed", "sending", "owed", "superseded", "sent", "delivered", "read")


def transcript(
    connection: Connection, conversation_id: str, after: int, limit: int, until: int | None
) -> Sequence[Entry]:
    """Entries in their places, each with how far it is on its way."""
    query = (
        sa.select(entries)
        .where(entries.c.conversation_id == conversation_id, entries.c.position > after)
        .order_by(entries.c.position)
        .limit(limit)
    )
    if until is not None:
        query = query.where(entries.c.position <= until)
    return _with_fates(connection, [dict(row) for row in connection.execute(query).mappings()])


def latest(connection: Connection, conversation_id: str, limit: int) -> Sequence[Entry]:
    """The last `limit` entries that have a place, in order."""
    query = (
        sa.select(entries)
        .where(entries.c.conversation_id == conversation_id, entries.c.position.isnot(None))
        .order_by(entries.c.position.desc())
        .limit(limit)
    )
    return _with_fates(connection, [dict(row) for row in connection.execute(query).mappings()][::-1])


def entry(connection: Connection, conversation_id: str, entry_id: int) -> Entry | None:
    """One entry of that conversation."""
    query = sa.select(entries).where(entries.c.id == entry_id, entries.c.conversation_id == conversation_id)
    found = connection.execute(query).mappings().first()
    return to_entry(found) if found else None


def _with_fates(connection: Connection, rows: Sequence[dict[str, Any]]) -> Sequence[Entry]:
    fates: dict[int, tuple[str, str]] = {}
    query = sa.select(deliveries).where(deliveries.c.entry_id.in_([row["id"] for row in rows]))
    for part in connection.execute(query).mappings():
        fate, reason = fates.get(part["entry_id"], ("read", ""))
        worse = min(fate, _fate(part), key=WORST_FIRST.index)
        fates[part["entry_id"]] = (worse, reason or part["reason"])
    return [
        to_entry(row | dict(zip(("delivery", "reason"), fates.get(row["id"], ("", "")), strict=True)))
        for row in rows
    ]


def _fate(part: Row) -> str:
    state = str(part["state"])
    if state != DeliveryState.SENT.value:
        return state
    if part["read_at"]:
        return "read"
    return "delivered" if part["delivered_at"] else state


LATEST_OF_BOT = (
    sa.select(entries.c.content)
    .where(
        entries.c.conversation_id == sa.bindparam("of"),
        entries.c.author.in_((Author.BOT.value, Author.SYSTEM.value)),
        entries.c.kind == Kind.MESSAGE.value,
        entries.c.state == State.SETTLED.value,
        entries.c.position.isnot(None),
    )
    .order_by(entries.c.position.desc())
    .limit(OFFERS)
)
"""What the bot said last, newest first; what was never sent offers nothing."""


def signalled_since(connection: Connection, conversation_id: str) -> float | None:
    """When the oldest signal that waits for the brain was given."""
    query = sa.select(sa.func.min(entries.c.at)).where(
        entries.c.conversation_id == conversation_id,
        entries.c.state == State.WAITING.value,
        entries.c.kind == Kind.SIGNAL.value,
    )
    since: float | None = connection.execute(query).scalar()
    return since


def offered(connection: Connection, conversation_id: str) -> Sequence[Sequence[Button]]:
    """The buttons of each of the bot's latest messages, newest message first."""
    found = connection.execute(LATEST_OF_BOT, {"of": conversation_id}).scalars()
    return [to_content(content).choices for content in found]


def acts(connection: Connection, conversation_id: str) -> Sequence[tuple[Entry, DeskAct]]:
    """What agents did at the desk and nobody has carried out yet."""
    query = (
        sa.select(entries)
        .where(
            entries.c.conversation_id == conversation_id,
            entries.c.kind == Kind.ACT.value,
            entries.c.state == State.WAITING.value,
        )
        .order_by(entries.c.at, entries.c.id)
    )
    found = []
    for row in connection.execute(query).mappings():
        entry = to_entry(row)
        found.append((entry, to_act(entry, row["raw"])))
    return found


def queue(connection: Connection, limit: int) -> Sequence[Case]:
    """Cases with an open handoff, those of high priority first, then longest waiting first."""
    query = (
        sa.select(handoffs.c.conversation_id)
        .where(handoffs.c.state.in_(("requested", "claimed")))
        .order_by(sa.case((handoffs.c.priority == "high", 0), else_=1), handoffs.c.requested_at)
        .limit(limit)
    )
    return [read_case(connection, found) for found in connection.execute(query).scalars()]


def recent(connection: Connection, limit: int) -> Sequence[Case]:
    """The conversations in which something happened last, newest first."""
    query = (
        sa.select(conversations.c.conversation_id).order_by(conversations.c.touched_at.desc()).limit(limit)
    )
    return [read_case(connection, found) for found in connection.execute(query).scalars()]


def last_heard(connection: Connection, channel: str) -> float | None:
    """When a customer last wrote on that channel; looks at every conversation of it."""
    query = sa.select(sa.func.max(conversations.c.last_customer_at)).where(conversations.c.channel == channel)
    found: float | None = connection.execute(query).scalar()
    return found


def failing(connection: Connection, conversation_ids: Sequence[str]) -> Set[str]:
    """Those of them in which something could not be delivered."""
    mine = deliveries.c.conversation_id
    query = sa.select(mine).where(FAILED, mine.in_(conversation_ids)).distinct()
    return set(connection.execute(query).scalars())


def revision(connection: Connection, conversation_id: str) -> int:
    """Goes up with every change that a page of this conversation would show."""
    query = sa.select(conversations.c.revision).where(conversations.c.conversation_id == conversation_id)
    return connection.execute(query).scalar() or 0


def find(connection: Connection, conversation_id: str) -> Case | None:
    """The conversation and its latest handoff, by any name that it has had; None where there is none."""
    if revision(connection, conversation_id):
        return read_case(connection, conversation_id)
    now = moves.current(connection, conversation_id)
    return read_case(connection, now) if now != conversation_id and revision(connection, now) else None
