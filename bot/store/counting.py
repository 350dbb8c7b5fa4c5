"""Figures for operators: how much waits, how much failed."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.conversation import CHANNELS
from bot.store.tables import FAILED, OPEN, UNSENT, deliveries, entries, handoffs

Figures = Mapping[str, float | Mapping[str, float]]
"""By name; where there is one for each channel, by the channel."""

_COUNT = sa.func.count()
_WAITING = entries.c.state == "waiting"
WAITING = sa.select(_COUNT).select_from(entries).where(_WAITING)
OLDEST = sa.select(sa.func.min(entries.c.at)).where(_WAITING)
OPEN_HANDOFFS = sa.select(_COUNT).select_from(handoffs).where(OPEN)


def figures(connection: Connection) -> Figures:
    """What waits now; each count uses a partial index, so it costs what it counts."""
    return {
        "waiting_messages": connection.execute(WAITING).scalar_one(),
        "oldest_waiting_at": connection.execute(OLDEST).scalar() or 0.0,
        "owed_deliveries": _by_channel(connection, UNSENT),
        "postponed_deliveries": _by_channel(connection, UNSENT, deliveries.c.attempts > 0),
        "failed_deliveries": _by_channel(connection, FAILED),
        "open_handoffs": connection.execute(OPEN_HANDOFFS).scalar_one(),
    }


def _by_channel(connection: Connection, *which: object) -> Mapping[str, float]:
    """A conversation's id begins with its channel."""
    mine = deliveries.c.conversation_id
    counted = [
        sa.func.sum(sa.case((mine.startswith(f"{channel}:"), 1), else_=0)).label(channel)
        for channel in CHANNELS
    ]
    found = connection.execute(sa.select(*counted).where(*which)).mappings().one()
    return {channel: float(found[channel] or 0) for channel in CHANNELS}
