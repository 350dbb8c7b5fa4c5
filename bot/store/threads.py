"""How much of a handoff the desk's card and thread show."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.case import Handoff
from bot.store.tables import handoffs


def card_shown(connection: Connection, handoff: Handoff, desk_ref: str) -> None:
    """The card at `desk_ref` shows the handoff's revision."""
    shown = {"desk_ref": desk_ref, "card_revision": handoff.revision}
    connection.execute(handoffs.update().where(handoffs.c.id == handoff.id).values(shown))


def thread_shown(connection: Connection, handoff: Handoff, position: int) -> None:
    """The thread shows the transcript up to `position`; it never goes back."""
    mine = sa.and_(handoffs.c.id == handoff.id, handoffs.c.shown < position)
    connection.execute(handoffs.update().where(mine).values(shown=position))
