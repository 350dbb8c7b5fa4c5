"""How much of a handoff the desk's card and thread show, and what was written in a thread too early."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.case import Handoff
from bot.core.entry import Kind, State
from bot.core.lane import Lane, LaneKind
from bot.store.lanes import alone_with, hold, wake
from bot.store.tables import entries, handoffs

UNKNOWN = "desk:"
"""Before a thread's reference: what agents write in a thread that is no card's, or not yet, is kept there."""

ADOPT = (
    entries.update()
    .where(entries.c.conversation_id == sa.bindparam("thread"), entries.c.kind == Kind.RECORD.value)
    .values(conversation_id=sa.bindparam("of"), kind=Kind.ACT.value, state=State.WAITING.value)
)
OWNER = sa.select(handoffs.c.conversation_id).where(handoffs.c.id == sa.bindparam("of"))
"""Whose it is by now."""


def unknown(desk_ref: str) -> str:
    """Where acts of a thread are kept until it is a card's."""
    return f"{UNKNOWN}{desk_ref}"


def post_begins(connection: Connection, handoff: Handoff, lane: Lane, now: float) -> None:
    """From here until it is known to have arrived, whoever comes has to look first. Raises LeaseLost."""
    connection.execute(handoffs.update().where(handoffs.c.id == handoff.id).values(posting=True))
    hold(connection, lane, now)


def card_shown(connection: Connection, handoff: Handoff, desk_ref: str, now: float) -> None:
    """The card at `desk_ref` shows the handoff's revision; what was written there before we knew counts."""
    alone_with(connection, desk_ref)
    shown = {"desk_ref": desk_ref, "card_revision": handoff.revision, "posting": False}
    connection.execute(handoffs.update().where(handoffs.c.id == handoff.id).values(shown))
    owner = connection.execute(OWNER, {"of": handoff.id}).scalar() or handoff.conversation_id
    if connection.execute(ADOPT, {"thread": unknown(desk_ref), "of": owner}).rowcount:
        wake(connection, [(owner, LaneKind.ACT)], now)


def thread_shown(connection: Connection, handoff: Handoff, position: int) -> None:
    """The thread shows the transcript up to `position`; it never goes back. In a conversation that has become
    another, positions have: what was posted there is looked for at the desk."""
    mine = handoffs.update().where(
        handoffs.c.id == handoff.id, handoffs.c.conversation_id == handoff.conversation_id
    )
    connection.execute(mine.values(posting=False))
    connection.execute(mine.where(handoffs.c.shown < position).values(shown=position))
