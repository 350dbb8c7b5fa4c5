"""Who works on what: lanes are woken, taken under a lease that runs out, and released."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.errors import LeaseLost
from bot.core.lane import Lane, LaneKind
from bot.store.notices import WOKE, note
from bot.store.tables import WAITS_FOR_BRAIN, WAITS_FOR_NOBODY, lanes

LEASE = 30.0
"""Seconds; longer than the longest single step (one turn of the brain, one call of a platform)."""


WAKE = sa.text(
    """
    INSERT INTO lanes (conversation_id, kind, due_at, wakes) VALUES (:conversation_id, :kind, :due, 1)
    ON CONFLICT (conversation_id, kind) DO UPDATE SET wakes = lanes.wakes + 1, due_at =
        CASE WHEN lanes.due_at < excluded.due_at THEN lanes.due_at ELSE excluded.due_at END
    """
)
"""Make a lane due; one that is there already is due no later than it was."""


def wake(connection: Connection, woken: Iterable[tuple[str, LaneKind]], due: float) -> None:
    """Make lanes due at `due`, or earlier where they are due earlier."""
    wake_each(connection, dict.fromkeys(woken, due))


def wake_each(connection: Connection, woken: Mapping[tuple[str, LaneKind], float]) -> None:
    """The same, each at a time of its own."""
    rows = [
        {"conversation_id": conversation_id, "kind": kind.value, "due": due}
        for (conversation_id, kind), due in sorted(woken.items())
    ]
    if rows:
        connection.execute(WAKE, rows)
        note(connection, WOKE)


WAKE_ALL = (
    lanes.update()
    .where(
        lanes.c.kind == sa.bindparam("of_kind"),
        sa.or_(lanes.c.due_at > sa.bindparam("now"), lanes.c.leased_until.isnot(None)),
    )
    .values(due_at=sa.bindparam("now"), wakes=lanes.c.wakes + 1)
)
"""Make every lane of a kind due that waits for a time, or is being worked and may be about to."""


def wake_all(connection: Connection, kind: LaneKind, now: float) -> None:
    """Every lane of a kind that waits for a time is due now."""
    connection.execute(WAKE_ALL, {"of_kind": kind.value, "now": now})
    note(connection, WOKE)


_FREE = sa.or_(
    lanes.c.leased_until.is_(None),
    lanes.c.leased_until < sa.bindparam("now"),
    lanes.c.leased_until > sa.bindparam("longest"),
)
"""Not lent, or lent until a time that has passed; or by a clock that has been set back since."""


def _due(which: Any) -> Any:
    """Lanes that anybody may take, longest due first; other workers skip what one looks at."""
    return (
        sa.select(lanes.c.conversation_id, lanes.c.kind, lanes.c.wakes)
        .where(which, lanes.c.due_at.isnot(None), lanes.c.due_at <= sa.bindparam("now"), _FREE)
        .order_by(lanes.c.due_at)
        .limit(sa.bindparam("most"))
        .with_for_update(skip_locked=True)
    )


def _next_due(which: Any) -> Any:
    """When the next lane becomes due, as far as leases let it."""
    due = sa.case((lanes.c.leased_until > lanes.c.due_at, lanes.c.leased_until), else_=lanes.c.due_at)
    return sa.select(sa.func.min(due)).where(which, lanes.c.due_at.isnot(None))


DUE, DUE_ANSWERS = _due(WAITS_FOR_NOBODY), _due(WAITS_FOR_BRAIN)
NEXT_DUE, NEXT_ANSWER_DUE = _next_due(WAITS_FOR_NOBODY), _next_due(WAITS_FOR_BRAIN)

_THIS = lanes.c.conversation_id == sa.bindparam("lane"), lanes.c.kind == sa.bindparam("of_kind")
LEASE_OUT = (
    lanes.update().where(*_THIS).values(owner=sa.bindparam("worker"), leased_until=sa.bindparam("until"))
)
"""Lend a lane to a worker."""

_MINE = *_THIS, lanes.c.owner == sa.bindparam("worker")
HOLD = lanes.update().where(*_MINE).values(leased_until=sa.bindparam("until"))
"""Lend a lane to the same worker for longer; no row where it is another's by now."""

_LET_GO = {"owner": None, "leased_until": None}
REST = (
    lanes.update()
    .where(*_MINE, lanes.c.wakes == sa.bindparam("seen"))
    .values(_LET_GO | {"due_at": sa.bindparam("due", type_=sa.Float)})
)
"""Let go of a lane that nobody woke meanwhile."""
GO_ON = lanes.update().where(*_MINE).values(_LET_GO | {"due_at": sa.bindparam("now")})
"""Let go of a lane that somebody woke meanwhile: it is due at once."""


def take(
    connection: Connection, owner: str, limit: int, now: float, answers: int | None = None
) -> Sequence[Lane]:
    """Lease up to `limit` due lanes, what waits for nobody first; or so many of those, beside `answers`."""
    due = {"now": now, "longest": now + 2 * LEASE}
    found = connection.execute(DUE, {**due, "most": limit}).mappings().all()
    left = limit - len(found) if answers is None else answers
    if left:
        found = [*found, *connection.execute(DUE_ANSWERS, {**due, "most": left}).mappings()]
    if not found:
        return []
    taken = [Lane(row["conversation_id"], LaneKind(row["kind"]), owner, row["wakes"]) for row in found]
    connection.execute(LEASE_OUT, [{**_named(lane), "until": now + LEASE} for lane in taken])
    return taken


def next_due(connection: Connection, others: bool = True, answers: bool = True) -> float | None:
    """When the next lane becomes due, of those that wait for nobody, for the brain, or both."""
    queries = [query for query, wanted in ((NEXT_DUE, others), (NEXT_ANSWER_DUE, answers)) if wanted]
    found = [connection.execute(query).scalar() for query in queries]
    return min((due for due in found if due is not None), default=None)


def hold(connection: Connection, lane: Lane, now: float) -> None:
    """Hold the lane for another lease. Raises LeaseLost."""
    held = connection.execute(HOLD, {**_named(lane), "until": now + LEASE})
    if held.rowcount != 1:
        raise LeaseLost(f"{lane.kind.value} of {lane.conversation_id}")


def release(connection: Connection, lane: Lane, due: float | None, now: float) -> None:
    """Let go; due at once where somebody woke the lane meanwhile."""
    rested = connection.execute(REST, {**_named(lane), "seen": lane.wakes, "due": due}).rowcount
    if not rested:
        connection.execute(GO_ON, {**_named(lane), "now": now})
    if due is not None or not rested:
        note(connection, WOKE)


def _named(lane: Lane) -> dict[str, Any]:
    return {"lane": lane.conversation_id, "of_kind": lane.kind.value, "worker": lane.owner}


def alone_with(connection: Connection, name: str) -> None:
    """Nobody else passes here with that name until this transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


def owners(connection: Connection) -> Sequence[str]:
    """Who holds lanes now."""
    held = sa.select(lanes.c.owner).where(lanes.c.owner.isnot(None)).distinct()
    return list(connection.execute(held).scalars())


def free(connection: Connection, owner: str) -> None:
    """Let go of every lane of a worker that is known to be dead, without waiting for its leases."""
    connection.execute(lanes.update().where(lanes.c.owner == owner).values(owner=None, leased_until=None))
