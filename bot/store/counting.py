"""Figures for operators: how much waits, how much failed."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.tables import OPEN, UNSENT, deliveries, entries, handoffs


def figures(connection: Connection) -> Mapping[str, float]:
    """What waits now; each count uses a partial index, so it costs what it counts."""
    count = sa.func.count()
    waiting = sa.select(count).select_from(entries).where(entries.c.state == "waiting")
    oldest = sa.select(sa.func.min(entries.c.at)).where(entries.c.state == "waiting")
    return {
        "waiting_messages": connection.execute(waiting).scalar_one(),
        "oldest_waiting_at": connection.execute(oldest).scalar() or 0.0,
        "owed_deliveries": connection.execute(
            sa.select(count).select_from(deliveries).where(UNSENT)
        ).scalar_one(),
        "failed_deliveries": connection.execute(
            sa.select(count).select_from(deliveries).where(deliveries.c.state == "failed")
        ).scalar_one(),
        "open_handoffs": connection.execute(sa.select(count).select_from(handoffs).where(OPEN)).scalar_one(),
    }
