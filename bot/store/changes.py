"""Apply a move to a case: all of its change in one transaction, or nothing.

Whoever needs both locks the conversation first and its lanes then, so that no two wait for each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.case import Awaits, Case, Change, Handoff, HandoffState, Move
from bot.core.delivery import DeliveryState, Payload
from bot.core.entry import Author, Kind, NewEntry, State
from bot.core.errors import Erased
from bot.core.lane import Lane, LaneKind
from bot.store import albums, files, moves, withdrawing
from bot.store.lanes import hold, wake
from bot.store.notices import CHANGED, note
from bot.store.places import TOLD, Places, place
from bot.store.rows import (
    Row,
    from_content,
    from_conversation,
    from_handoff,
    moment,
    to_conversation,
    to_handoff,
)
from bot.store.tables import OPEN, conversations, deliveries, entries, handoffs

ADD_ENTRY, ADD_DELIVERY, ADD_HANDOFF = entries.insert(), deliveries.insert(), handoffs.insert()
CONVERSATION = sa.select(conversations).where(conversations.c.conversation_id == sa.bindparam("of"))
LOCKED_CONVERSATION = CONVERSATION.with_for_update()
SAVE_CONVERSATION = conversations.update().where(conversations.c.conversation_id == sa.bindparam("of"))
LATEST_HANDOFF = (
    sa.select(handoffs)
    .where(handoffs.c.conversation_id == sa.bindparam("of"))
    .order_by(sa.case((OPEN, 0), else_=1), handoffs.c.id.desc())
    .limit(1)
)
"""The open one, where there is one: where two conversations became one, the other's may be the later."""
SAVE_HANDOFF = handoffs.update().where(handoffs.c.id == sa.bindparam("of"))
_THIS_ENTRY = entries.c.id == sa.bindparam("entry")
WRITTEN = sa.select(entries.c.id).where(
    entries.c.conversation_id == sa.bindparam("of"), entries.c.key == sa.bindparam("key")
)
SETTLE = entries.update().where(_THIS_ENTRY).values(state=State.SETTLED.value)
_WRITTEN_BY = entries.c.kind == Kind.MESSAGE.value, entries.c.state == State.SETTLED.value
_LAST_WORDS = (
    sa.select(sa.func.coalesce(sa.func.max(entries.c.position), 0))
    .where(
        entries.c.conversation_id == sa.bindparam("of"),
        entries.c.author.in_((Author.BOT.value, Author.AGENT.value)),
        *_WRITTEN_BY,
    )
    .scalar_subquery()
)
ANSWER_AGAIN = (
    entries.update()
    .where(
        entries.c.conversation_id == sa.bindparam("of"),
        entries.c.author == Author.CUSTOMER.value,
        entries.c.position > _LAST_WORDS,
        *_WRITTEN_BY,
    )
    .values(state=State.WAITING.value)
)
"""What the customer wrote since the bot or an agent last said anything waits again."""
_WAITING = entries.c.conversation_id == sa.bindparam("of"), entries.c.state == State.WAITING.value
_IN_ORDER = entries.c.platform_order, entries.c.id
WAITING = sa.select(entries).where(*_WAITING).order_by(*_IN_ORDER)
"""All that is not settled; customers' messages in the platform's order."""
WHAT_WAITS = sa.select(*(entries.c[name] for name in TOLD)).where(*_WAITING).order_by(*_IN_ORDER)
"""The same without what it says."""
PAUSE = 3600.0
"""Seconds; a customer who writes again after that long is news for the card."""
SHOW_ANEW = (
    handoffs.update()
    .where(handoffs.c.conversation_id == sa.bindparam("of"), OPEN)
    .values(revision=handoffs.c.revision + 1)
)
"""The card of an open handoff is to be drawn again."""
CUSTOMER_SPEAKS = (
    handoffs.update()
    .where(
        handoffs.c.conversation_id == sa.bindparam("of"),
        handoffs.c.state == HandoffState.CLAIMED.value,
        handoffs.c.awaits == Awaits.CUSTOMER.value,
    )
    .values(awaits=Awaits.AGENT.value, awaits_since=sa.bindparam("at"), revision=handoffs.c.revision + 1)
)
"""The customer has written to whoever has the conversation, who is to answer now."""
ANSWERED = (Kind.SIGNAL.value, Kind.MESSAGE.value, Kind.COMMENT.value, Kind.UPDATE.value)
"""Kinds that are put to the brain; signals first."""


TOLD_TO_BRAIN = (Kind.SIGNAL, Kind.UPDATE)
"""Kinds that no transcript shows."""


def lock(connection: Connection, conversation_id: str) -> Row:
    """The conversation's row, which nobody else changes until this transaction ends. Raises Erased."""
    row = connection.execute(LOCKED_CONVERSATION, {"of": conversation_id}).mappings().first()
    if row is None:
        raise Erased(conversation_id)
    return row


def _found(connection: Connection, conversation_id: str) -> Row:
    """The locked row; an agent may still have a page open under the name that it had before."""
    row = connection.execute(LOCKED_CONVERSATION, {"of": conversation_id}).mappings().first()
    return row or lock(connection, moves.current(connection, conversation_id))


def read_case(connection: Connection, conversation_id: str) -> Case:
    """The conversation and its latest handoff."""
    return _case(connection, connection.execute(CONVERSATION, {"of": conversation_id}).mappings().one())


def _case(connection: Connection, row: Row) -> Case:
    found = connection.execute(LATEST_HANDOFF, {"of": row["conversation_id"]}).mappings().first()
    return Case(to_conversation(row), to_handoff(found) if found else None)


def apply(
    connection: Connection, conversation_id: str, move: Move, lane: Lane | None, now: float, desk: bool
) -> Case:
    """The case after the move; unchanged when the move was made before. Raises Refused, LeaseLost."""
    row = _found(connection, conversation_id)
    conversation_id = row["conversation_id"]
    if lane:
        hold(connection, lane, now)
    before = _case(connection, row)
    change = move(before)
    if change.is_none(before):
        return before
    waiting = [dict(row) for row in connection.execute(WHAT_WAITS, {"of": conversation_id}).mappings()]
    if _made_before(connection, change, waiting):
        return before
    places = Places(row["next_position"])
    heard = place(connection, conversation_id, waiting, places, now)
    if change.settled:
        connection.execute(SETTLE, [{"entry": entry} for entry in change.settled])
    if change.answer_again:
        connection.execute(ANSWER_AGAIN, {"of": conversation_id})
    if change.silence_bot:
        withdrawing.silence_bot(connection, conversation_id)
    if change.withdrawn:
        withdrawing.withdraw(connection, conversation_id, change.withdrawn)
    written = [_write(connection, conversation_id, entry, places, now) for entry in change.entries]
    files.owe(connection, conversation_id, _sent_elsewhere(change.entries, written), now)
    _save_handoff(connection, before, change, places)
    _hear(connection, conversation_id, heard)
    _save_conversation(connection, row, from_conversation(change.conversation) | heard, places, now)
    _owe(connection, change, written, now)
    wake(connection, _woken(before, change, desk), now)
    _wake_watch(connection, change.handoff)
    return _after(connection, before, change, heard)


def _after(connection: Connection, before: Case, change: Change, heard: Mapping[str, Any]) -> Case:
    """Read again only where the database knows more than the change."""
    if heard or change.handoff != before.handoff:
        return read_case(connection, change.conversation.id)
    return Case(replace(change.conversation, revision=before.conversation.revision + 1), before.handoff)


def _hear(connection: Connection, conversation_id: str, heard: Mapping[str, Any]) -> None:
    if written_at := heard.get("last_customer_at"):
        connection.execute(CUSTOMER_SPEAKS, {"of": conversation_id, "at": written_at})


def _made_before(connection: Connection, change: Change, waiting: Sequence[Row]) -> bool:
    """Whether what it writes is written, or what it settles is settled."""
    if not {row["id"] for row in waiting}.issuperset(change.settled):
        return True
    mine = change.conversation.id
    keys = [entry.key for entry in change.entries if entry.key]
    return any(connection.execute(WRITTEN, {"of": mine, "key": key}).first() for key in keys)


def _write(connection: Connection, conversation_id: str, entry: NewEntry, places: Places, now: float) -> int:
    row = {
        "conversation_id": conversation_id,
        "key": entry.key or None,
        "position": None if entry.kind in TOLD_TO_BRAIN else places.take(),
        "author": entry.author.value,
        "author_name": entry.author_name,
        "kind": entry.kind.value,
        "state": entry.state.value,
        "content": from_content(entry.content),
        "at": now,
        "platform_order": 0,
        "platform_id": entry.platform_id,
        "origin": entry.origin,
    }
    return int(connection.execute(ADD_ENTRY, row).inserted_primary_key[0])


def _sent_elsewhere(said: Sequence[NewEntry], written: Sequence[int]) -> list[dict[str, Any]]:
    """What a person of the brand sent by another way; its files are where the platform keeps them."""
    return [
        {"id": entry_id, "content": from_content(entry.content)}
        for entry, entry_id in zip(said, written, strict=True)
        if entry.platform_id
    ]


def _owe(connection: Connection, change: Change, written: Sequence[int], now: float) -> None:
    """Owe every part. What answers a signal takes the signal's turn, before what agents wrote since."""
    rows = []
    for entry, entry_id in zip(change.entries, written, strict=True):
        announces = change.settled and entry.author is Author.SYSTEM
        turn = change.settled[0] if announces else entry_id
        rows += [_delivery(change.conversation.id, entry, entry_id, turn, now, part) for part in entry.parts]
    if rows:
        connection.execute(ADD_DELIVERY, rows)


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


def _save_conversation(
    connection: Connection, row: Row, changed: Mapping[str, Any], places: Places, now: float
) -> Mapping[str, Any]:
    """The columns as they are now."""
    seen = {"revision": row["revision"] + 1, "touched_at": now, "next_position": places.next}
    saved = {**changed, **seen}
    connection.execute(SAVE_CONVERSATION, {"of": row["conversation_id"], **saved})
    note(connection, CHANGED)
    return saved


def _save_handoff(connection: Connection, before: Case, change: Change, places: Places) -> None:
    handoff = change.handoff
    if handoff is None or handoff == before.handoff:
        return
    if handoff.id == 0:
        new = from_handoff(handoff) | {"desk_ref": None, "shown": 0, "posting": False, "card_revision": 0}
        connection.execute(ADD_HANDOFF, new)
        return
    until = None if handoff.is_open else places.next - 1
    changed = from_handoff(handoff) | {"last_position": until}
    connection.execute(SAVE_HANDOFF, {"of": handoff.id, **changed})


def _woken(before: Case, change: Change, desk: bool) -> list[tuple[str, LaneKind]]:
    conversation_id, handoff = change.conversation.id, change.handoff
    woken = []
    if any(entry.parts for entry in change.entries) or change.settled:
        woken.append((conversation_id, LaneKind.SEND))
    if any(entry.kind in TOLD_TO_BRAIN for entry in change.entries):
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
    row = row_before = lock(connection, conversation_id)
    waiting = [dict(row) for row in connection.execute(WAITING, {"of": conversation_id}).mappings()]
    places = Places(row["next_position"])
    heard = place(connection, conversation_id, waiting, places, now)
    left = albums.settle_late(connection, conversation_id, waiting, places.next)
    is_news = places.next != row["next_position"] or len(left) < len(waiting)
    if is_news:
        row = {**row, **_save_conversation(connection, row, heard, places, now)}
    _hear(connection, conversation_id, heard)
    if _after_a_pause(row_before, heard):
        connection.execute(SHOW_ANEW, {"of": conversation_id})
    case = _case(connection, row)
    if is_news and desk and case.handoff and case.handoff.is_open:
        wake(connection, [(conversation_id, LaneKind.DESK)], now)
    return case, sorted((row for row in left if row["kind"] in ANSWERED), key=_turn)


def _after_a_pause(before: Row, heard: Mapping[str, Any]) -> bool:
    """Whether the card's time limit, where it shows one, has become another; or there is one only now."""
    last, now = before["last_customer_at"], heard.get("last_customer_at")
    if not now:
        return False
    return now - last > PAUSE if last else "comment" in before["address"]


def _turn(row: Row) -> tuple[bool, int, int]:
    return row["kind"] != Kind.SIGNAL.value, row["position"] or 0, row["id"]
