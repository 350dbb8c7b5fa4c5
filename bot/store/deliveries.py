"""What is owed to customers: taken in order, marked before and after the platform is called."""

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from bot.core.announcing import LOOK_AGAIN, is_under_way
from bot.core.consent import ended
from bot.core.conversation import Conversation, Holder
from bot.core.delivery import Delivery, DeliveryState, Failed, Outcome, Paced, Sent, Tick
from bot.core.entry import Author, Kind, State
from bot.core.errors import LeaseLost
from bot.core.lane import Lane, LaneKind
from bot.store import moves
from bot.store.changes import LOCKED_CONVERSATION, SHOW_ANEW, apply
from bot.store.lanes import hold, wake
from bot.store.merging import merge
from bot.store.notices import CHANGED, note
from bot.store.rows import Row, to_conversation
from bot.store.tables import UNSENT, conversations, deliveries, entries
from bot.store.tables import moves as names

log = structlog.get_logger(__name__)

OWED = (
    sa.select(deliveries)
    .where(deliveries.c.conversation_id == sa.bindparam("of"), UNSENT)
    .order_by(deliveries.c.turn, deliveries.c.id)
)
"""What is not sent yet, in the order in which the customer is to read it."""
SIGNALLED_BEFORE = sa.select(sa.func.min(entries.c.at)).where(
    entries.c.conversation_id == sa.bindparam("of"),
    entries.c.state == State.WAITING.value,
    entries.c.kind == Kind.SIGNAL.value,
    entries.c.id < sa.bindparam("turn"),
)
"""When the oldest signal was given that the brain has not taken up."""
_THIS = deliveries.c.id == sa.bindparam("of")
MARK = deliveries.update().where(_THIS)
MARK_SENDING = MARK.where(deliveries.c.state == DeliveryState.SENDING.value)
MARK_MOVED = MARK.where(
    deliveries.c.conversation_id.in_(
        sa.select(names.c.moved_to).where(names.c.conversation_id == sa.bindparam("once"))
    )
)
"""In the conversation that went on there; SQLite gives the ids of erased rows to others."""
ANSWERED = (
    conversations.update()
    .where(conversations.c.conversation_id == sa.bindparam("of"))
    .values(address=sa.bindparam("address", type_=sa.JSON))
)
"""One more thing that the channel has to know of a conversation."""
SEEN = (
    conversations.update()
    .where(conversations.c.conversation_id == sa.bindparam("of"))
    .values(revision=conversations.c.revision + 1)
)


def next_owed(
    connection: Connection, lane: Lane, last: Outcome | None, now: float, desk: bool
) -> Delivery | float | None:
    """Note how the last one went; the oldest thing owed, now marked as sending, or when it is due."""
    conversation = _locked(connection, lane, last)
    if conversation is None:
        if isinstance(last, Sent):
            this = {"of": last.delivery.id, "once": lane.conversation_id}
            connection.execute(MARK_MOVED, {**this, **sent(last.platform_id, now)})
        return None
    if last:
        _note(connection, conversation, last, now, desk)
    try:
        hold(connection, lane, now)
    except LeaseLost:  # what has happened stays noted; what is next is somebody else's
        return None
    for row in connection.execute(OWED, {"of": lane.conversation_id}).mappings():
        if row["author"] == Author.BOT.value and conversation.holder is Holder.AGENT:
            _mark(connection, row["id"], state=DeliveryState.SUPERSEDED.value, reason="")
            continue
        if later := _due_later(connection, row, now):
            return later
        _mark(connection, row["id"], state=DeliveryState.SENDING.value)
        return Delivery(
            id=row["id"],
            entry_id=row["entry_id"],
            conversation=conversation,
            author=Author(row["author"]),
            payload=row["payload"],
            attempts=row["attempts"],
            uncertain=row["state"] == DeliveryState.SENDING.value,
        )
    return None


def _due_later(connection: Connection, row: Row, now: float) -> float | None:
    """When it may go, if not now: an agent's words wait a moment while the bot announces the agent."""
    if row["due_at"] > now:
        due: float = row["due_at"]
        return due
    if row["author"] != Author.AGENT.value:
        return None
    before = {"of": row["conversation_id"], "turn": row["turn"]}
    since = connection.execute(SIGNALLED_BEFORE, before).scalar()
    waits = since is not None and is_under_way(since, now)
    return now + LOOK_AGAIN.total_seconds() if waits else None


def _locked(connection: Connection, lane: Lane, last: Outcome | None) -> Conversation | None:
    """Whose lane it is; None where it was erased meanwhile, or is another by now."""
    if isinstance(last, Sent) and last.moved_to:
        moves.alone(connection, lane.conversation_id)
    row = connection.execute(LOCKED_CONVERSATION, {"of": lane.conversation_id}).mappings().first()
    return to_conversation(row) if row else None


def _note(connection: Connection, conversation: Conversation, last: Outcome, now: float, desk: bool) -> None:
    """A call may fail in the end although the platform took the words, and has said so meanwhile."""
    delivery = last.delivery
    if isinstance(last, Sent):
        _mark(connection, delivery.id, **sent(last.platform_id, now))
        _used_up(connection, conversation, delivery, now, desk)
        if last.moved_to:
            merge(connection, conversation.id, last.moved_to, now)
            return
    elif isinstance(last, Failed):
        failed = {"state": DeliveryState.FAILED.value, "reason": last.reason}
        connection.execute(MARK_SENDING, {"of": delivery.id, **failed})
        log.error("delivery_failed", conversation_id=conversation.id, delivery=delivery.id)
        if last.for_good:
            over = ended(last.reason, datetime.fromtimestamp(now, timezone.utc))
            apply(connection, conversation.id, over, None, now, desk)
    elif isinstance(last, Paced):
        state = DeliveryState.SENDING if delivery.uncertain else DeliveryState.OWED
        paced = {"state": state.value, "due_at": last.due.timestamp()}
        connection.execute(MARK_SENDING, {"of": delivery.id, **paced})
        return
    else:
        overtaken = _overtaken(conversation, delivery)
        later = {"due_at": last.due.timestamp(), "attempts": delivery.attempts + 1}
        again = DeliveryState.SUPERSEDED if overtaken else DeliveryState.OWED
        why = "" if overtaken else last.reason
        connection.execute(MARK_SENDING, {"of": delivery.id, "state": again.value, "reason": why, **later})
        desk = False
    show(connection, delivery.conversation.id, delivery.author, now, desk)


def _used_up(
    connection: Connection, conversation: Conversation, delivery: Delivery, now: float, desk: bool
) -> None:
    """Whoever has only commented is written to once; whoever looks at the case knows that it was done."""
    if conversation.is_only_public and not delivery.payload.get("in_public"):
        comment = {**conversation.address["comment"], "answered": True}
        address = {**conversation.address, "comment": comment}
        connection.execute(ANSWERED, {"of": conversation.id, "address": address})
        connection.execute(SHOW_ANEW, {"of": conversation.id})
        if desk:
            wake(connection, [(conversation.id, LaneKind.DESK)], now)


def _overtaken(now: Conversation, delivery: Delivery) -> bool:
    """Whether an agent has come since it was given to the platform, and it is not the agent's own."""
    came = now.holder is Holder.AGENT and now.epoch != delivery.conversation.epoch
    return came and delivery.author is not Author.AGENT


def sent(platform_id: str, now: float) -> dict[str, Any]:
    """The columns of what the platform has taken."""
    return {"state": DeliveryState.SENT.value, "platform_id": platform_id, "sent_at": now, "reason": ""}


def _mark(connection: Connection, delivery_id: int, **columns: Any) -> None:
    connection.execute(MARK, {"of": delivery_id, **columns})


def show(connection: Connection, conversation_id: str, author: Author, now: float, desk: bool) -> None:
    """Pages show it at once; the desk shows the fate of what an agent wrote there."""
    connection.execute(SEEN, {"of": conversation_id})
    note(connection, CHANGED)
    if desk and author is Author.AGENT:
        wake(connection, [(conversation_id, LaneKind.DESK)], now)


def unticked(connection: Connection, conversation_id: str) -> Sequence[Tick]:
    """Agents' messages written at the desk, sent or failed as a whole, which the desk does not show yet."""
    query = (
        sa.select(
            deliveries.c.entry_id,
            entries.c.origin,
            sa.func.max(deliveries.c.reason).label("reason"),
            sa.func.sum(sa.case((deliveries.c.state == "failed", 1), else_=0)).label("failed"),
            sa.func.sum(sa.case((UNSENT, 1), else_=0)).label("unsent"),
            sa.func.sum(sa.case((deliveries.c.read_at.is_(None), 1), else_=0)).label("unread"),
        )
        .join(entries, entries.c.id == deliveries.c.entry_id)
        .where(deliveries.c.conversation_id == conversation_id, deliveries.c.ticked == sa.false())
        .group_by(deliveries.c.entry_id, entries.c.origin)
    )
    return [
        Tick(row["entry_id"], row["origin"], not row["failed"], row["reason"], read=not row["unread"])
        for row in connection.execute(query).mappings()
        if row["origin"] and not row["unsent"]
    ]


def mark_ticked(connection: Connection, tick: Tick) -> None:
    """The desk shows it."""
    mine = deliveries.c.entry_id == tick.entry_id
    connection.execute(deliveries.update().where(mine).values(ticked=True))
