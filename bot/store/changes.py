"""Apply a move to a case: all of its change in one transaction, or nothing."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.case import Case, Change, Handoff, Move
from bot.core.conversation import Conversation
from bot.core.delivery import DeliveryState, Payload
from bot.core.entry import Author, Kind, NewEntry, State
from bot.core.lane import Lane, LaneKind
from bot.store.lanes import hold, wake
from bot.store.places import last, place_waiting, reserve
from bot.store.rows import from_content, from_conversation, from_handoff, moment, to_conversation, to_handoff
from bot.store.tables import conversations, deliveries, entries, handoffs

BEFORE_AGENT = 3.0
"""Seconds that an agent's first words wait for the bot to say that a person is there."""


CONVERSATION = sa.select(conversations).where(conversations.c.conversation_id == sa.bindparam("of"))
LOCKED_CONVERSATION = CONVERSATION.with_for_update()
LATEST_HANDOFF = (
    sa.select(handoffs)
    .where(handoffs.c.conversation_id == sa.bindparam("of"))
    .order_by(handoffs.c.id.desc())
    .limit(1)
)


def read_case(connection: Connection, conversation_id: str, lock: bool = False) -> Case:
    """The conversation and its latest handoff; locked against other moves where asked."""
    which = {"of": conversation_id}
    row = connection.execute(LOCKED_CONVERSATION if lock else CONVERSATION, which).mappings().one()
    found = connection.execute(LATEST_HANDOFF, which).mappings().first()
    return Case(to_conversation(row), to_handoff(found) if found else None)


def apply(
    connection: Connection, conversation_id: str, move: Move, lane: Lane | None, now: float, desk: bool
) -> Case:
    """The case after the move; unchanged when the move was made before. Raises Refused, LeaseLost."""
    if lane:
        hold(connection, lane, now)
    before = read_case(connection, conversation_id, lock=True)
    change = move(before)
    if _made_before(connection, change):
        return before
    place_waiting(connection, conversation_id, now)
    _settle(connection, change.settled)
    if change.silence_bot:
        _silence_bot(connection, conversation_id)
    written = [_write(connection, conversation_id, entry, now) for entry in change.entries]
    handoff = _save_handoff(connection, before, change)
    _save_conversation(connection, change.conversation, now)
    _owe(connection, change, written, now)
    _release_held(connection, change, conversation_id, now)
    wake(connection, _woken(before, change, handoff, desk), now)
    _wake_watch(connection, handoff)
    return read_case(connection, conversation_id)


def _made_before(connection: Connection, change: Change) -> bool:
    keys = [entry.key for entry in change.entries if entry.key]
    mine = entries.c.conversation_id == change.conversation.id
    if keys and connection.execute(sa.select(entries.c.id).where(mine, entries.c.key.in_(keys))).first():
        return True
    if not change.settled:
        return False
    still = sa.select(sa.func.count()).where(
        entries.c.id.in_(change.settled), entries.c.state == State.WAITING.value
    )
    return bool(connection.execute(still).scalar() != len(change.settled))


def _settle(connection: Connection, settled: Sequence[int]) -> None:
    if settled:
        connection.execute(
            entries.update().where(entries.c.id.in_(settled)).values(state=State.SETTLED.value)
        )


def _silence_bot(connection: Connection, conversation_id: str) -> None:
    """What is still owed by the bot is never sent; agents see that it was not."""
    owed = (
        deliveries.c.conversation_id == conversation_id,
        deliveries.c.state == DeliveryState.OWED.value,
        deliveries.c.author.in_((Author.BOT.value, Author.SYSTEM.value)),
    )
    connection.execute(deliveries.update().where(*owed).values(state=DeliveryState.SUPERSEDED.value))


def _write(connection: Connection, conversation_id: str, entry: NewEntry, now: float) -> int:
    shown = entry.kind is not Kind.SIGNAL
    row = {
        "conversation_id": conversation_id,
        "key": entry.key or None,
        "position": reserve(connection, conversation_id, 1) if shown else None,
        "author": entry.author.value,
        "author_name": entry.author_name,
        "kind": entry.kind.value,
        "state": entry.state.value,
        "content": from_content(entry.content),
        "at": now,
        "platform_order": 0,
        "origin": entry.origin,
    }
    return int(connection.execute(entries.insert(), row).inserted_primary_key[0])


def _owe(connection: Connection, change: Change, written: Sequence[int], now: float) -> None:
    """Owe every part; an agent's words that claim wait until the customer was told who is there.

    What answers a signal takes the signal's turn, so that "Sam is here" goes before what Sam wrote.
    """
    joining = any(entry.kind is Kind.SIGNAL for entry in change.entries)
    rows = []
    for entry, entry_id in zip(change.entries, written, strict=True):
        held_back = joining and entry.author is Author.AGENT
        announces = change.settled and entry.author is Author.SYSTEM
        turn = change.settled[0] if announces else entry_id
        due_at = now + BEFORE_AGENT if held_back else now
        rows += [
            _delivery(change.conversation.id, entry, entry_id, turn, due_at, part) for part in entry.parts
        ]
    if rows:
        connection.execute(deliveries.insert(), rows)


def _delivery(
    conversation_id: str, entry: NewEntry, entry_id: int, turn: int, due_at: float, part: Payload
) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "entry_id": entry_id,
        "turn": turn,
        "author": entry.author.value,
        "payload": part,
        "state": DeliveryState.OWED.value,
        "attempts": 0,
        "due_at": due_at,
        "platform_id": "",
        "reason": "",
        "ticked": not entry.origin,
    }


def _release_held(connection: Connection, change: Change, conversation_id: str, now: float) -> None:
    """What the brain was waited for is said, or will not be: nothing is held back any longer."""
    if not _settles_signal(connection, change):
        return
    held = (
        deliveries.c.conversation_id == conversation_id,
        deliveries.c.state == DeliveryState.OWED.value,
        deliveries.c.attempts == 0,
    )
    connection.execute(deliveries.update().where(*held, deliveries.c.due_at > now).values(due_at=now))


def _settles_signal(connection: Connection, change: Change) -> bool:
    """Whether what happened at the desk has been told; an agent's act or a customer's words are not that."""
    told = sa.select(entries.c.id).where(
        entries.c.id.in_(change.settled), entries.c.kind == Kind.SIGNAL.value
    )
    return bool(change.settled) and connection.execute(told).first() is not None


def _save_conversation(connection: Connection, conversation: Conversation, now: float) -> None:
    mine = conversations.c.conversation_id == conversation.id
    changed = from_conversation(conversation) | {
        "revision": conversations.c.revision + 1,
        "touched_at": now,
    }
    connection.execute(conversations.update().where(mine).values(changed))


def _save_handoff(connection: Connection, before: Case, change: Change) -> Handoff | None:
    handoff = change.handoff
    if handoff is None or handoff == before.handoff:
        return handoff
    if handoff.id == 0:
        row = from_handoff(handoff) | {"desk_ref": None, "shown": 0, "card_revision": 0}
        connection.execute(handoffs.insert().values(row))
        return handoff
    until = None if handoff.is_open else last(connection, handoff.conversation_id)
    row = from_handoff(handoff) | {"last_position": until}
    connection.execute(handoffs.update().where(handoffs.c.id == handoff.id).values(row))
    return handoff


def _woken(before: Case, change: Change, handoff: Handoff | None, desk: bool) -> list[tuple[str, LaneKind]]:
    conversation_id = change.conversation.id
    woken = []
    if any(entry.parts for entry in change.entries) or change.settled:
        woken.append((conversation_id, LaneKind.SEND))
    if any(entry.kind is Kind.SIGNAL for entry in change.entries):
        woken.append((conversation_id, LaneKind.ANSWER))
    if desk and handoff and (handoff.is_open or handoff != before.handoff):
        woken.append((conversation_id, LaneKind.DESK))
    return woken


def _wake_watch(connection: Connection, handoff: Handoff | None) -> None:
    if handoff and handoff.expires_at:
        due = moment(handoff.expires_at)
        wake(connection, [(handoff.conversation_id, LaneKind.WATCH)], due or 0.0)


def begin(connection: Connection, conversation_id: str, now: float, desk: bool) -> tuple[Case, list[Any]]:
    """Place what waits; the case, and the waiting rows: signals first, then by place."""
    placed = place_waiting(connection, conversation_id, now)
    case = read_case(connection, conversation_id)
    if placed and desk and case.handoff and case.handoff.is_open:
        wake(connection, [(conversation_id, LaneKind.DESK)], now)
    query = (
        sa.select(entries)
        .where(
            entries.c.conversation_id == conversation_id,
            entries.c.state == State.WAITING.value,
            entries.c.kind.in_((Kind.MESSAGE.value, Kind.SIGNAL.value)),
        )
        .order_by(
            sa.case((entries.c.kind == Kind.SIGNAL.value, 0), else_=1), entries.c.position, entries.c.id
        )
    )
    return case, list(connection.execute(query).mappings())
