"""Who works on what: lanes are woken, taken under a lease that runs out, and released."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.core.errors import LeaseLost
from bot.core.lane import Lane, LaneKind
from bot.store.tables import lanes

LEASE = 30.0
"""Seconds; longer than the longest single step (one turn of the brain, one call of a platform)."""


def insert(connection: Connection, table: sa.Table) -> Any:
    """The dialect's INSERT, which knows ON CONFLICT."""
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


def wake(connection: Connection, woken: Iterable[tuple[str, LaneKind]], due: float) -> None:
    """Make lanes due at `due`, or earlier where they are due earlier."""
    rows = [
        {"conversation_id": conversation_id, "kind": kind.value, "due_at": due, "wakes": 1}
        for conversation_id, kind in sorted(set(woken))
    ]
    if not rows:
        return
    statement = insert(connection, lanes)
    soonest = sa.case(
        (lanes.c.due_at < statement.excluded.due_at, lanes.c.due_at), else_=statement.excluded.due_at
    )
    statement = statement.on_conflict_do_update(
        index_elements=["conversation_id", "kind"],
        set_={"due_at": soonest, "wakes": lanes.c.wakes + 1},
    )
    connection.execute(statement, rows)


def take(connection: Connection, owner: str, limit: int, now: float) -> Sequence[Lane]:
    """Lease up to `limit` due lanes, longest due first; other workers skip what one looks at."""
    free = sa.or_(lanes.c.leased_until.is_(None), lanes.c.leased_until < now)
    due = (
        sa.select(lanes.c.conversation_id, lanes.c.kind, lanes.c.wakes)
        .where(lanes.c.due_at.isnot(None), lanes.c.due_at <= now, free)
        .order_by(lanes.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = connection.execute(due).mappings().all()
    if not found:
        return []
    lease = (
        lanes.update()
        .where(lanes.c.conversation_id == sa.bindparam("c"), lanes.c.kind == sa.bindparam("k"))
        .values(owner=owner, leased_until=now + LEASE)
    )
    connection.execute(lease, [{"c": row["conversation_id"], "k": row["kind"]} for row in found])
    return [Lane(row["conversation_id"], LaneKind(row["kind"]), owner, row["wakes"]) for row in found]


def next_due(connection: Connection) -> float | None:
    """When the next lane becomes due, as far as leases let it."""
    soonest = sa.func.min(
        sa.case((lanes.c.leased_until > lanes.c.due_at, lanes.c.leased_until), else_=lanes.c.due_at)
    )
    found: float | None = connection.execute(sa.select(soonest).where(lanes.c.due_at.isnot(None))).scalar()
    return found


def hold(connection: Connection, lane: Lane, now: float) -> None:
    """Hold the lane for another lease. Raises LeaseLost."""
    held = connection.execute(lanes.update().where(*_mine(lane)).values(leased_until=now + LEASE))
    if held.rowcount != 1:
        raise LeaseLost(f"{lane.kind.value} of {lane.conversation_id}")


def release(connection: Connection, lane: Lane, due: float | None, now: float) -> None:
    """Let go; due at once where somebody woke the lane meanwhile."""
    again = sa.case((lanes.c.wakes > lane.wakes, sa.literal(now)), else_=sa.literal(due, sa.Float))
    connection.execute(lanes.update().where(*_mine(lane)).values(owner=None, leased_until=None, due_at=again))


def owners(connection: Connection) -> Sequence[str]:
    """Who holds lanes now."""
    held = sa.select(lanes.c.owner).where(lanes.c.owner.isnot(None)).distinct()
    return list(connection.execute(held).scalars())


def free(connection: Connection, owner: str) -> None:
    """Let go of every lane of a worker that is known to be dead, without waiting for its leases."""
    connection.execute(lanes.update().where(lanes.c.owner == owner).values(owner=None, leased_until=None))


def _mine(lane: Lane) -> tuple[Any, ...]:
    return (
        lanes.c.conversation_id == lane.conversation_id,
        lanes.c.kind == lane.kind.value,
        lanes.c.owner == lane.owner,
    )
