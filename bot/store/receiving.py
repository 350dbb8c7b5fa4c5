"""Store what arrived: each platform message once, whatever is sent again."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter, itemgetter
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from bot.core.album import QUIET
from bot.core.arrival import Arrival, Came, DeskAct
from bot.core.conversation import Holder
from bot.core.entry import Author, Kind, State
from bot.core.errors import Trouble, TryAgain
from bot.core.lane import LaneKind
from bot.core.shop_event import ShopEvent
from bot.store import crossings, elsewhere, moves, shop_events, slips
from bot.store.lanes import alone_with, wake_each
from bot.store.notices import CHANGED, note
from bot.store.receipts import take_note
from bot.store.rows import from_content, moment
from bot.store.tables import conversations, entries, handoffs
from bot.store.threads import UNKNOWN, unknown
from bot.store.transactions import Transactions
from bot.store.upsert import insert_new, insert_or_set

log = structlog.get_logger(__name__)

MOST = 2000
"""Calls that wait for a commit at once, two seconds' worth; platforms send again what is turned away."""
BATCH = 500
"""Webhook calls that share one commit at most; under load the commit is what costs."""


_NEW = (
    *("conversation_id", "channel", "address", "customer_name", "holder", "epoch", "agent_name", "facts"),
    *("created_at", "told_to_wait", "revision", "next_position", "touched_at"),
)
ADD_CONVERSATION = insert_new(conversations, *_NEW)
ADD_OR_ADDRESS = insert_or_set(conversations, *_NEW, latest="address")
ADD_ENTRY = insert_new(
    entries,
    *("conversation_id", "key", "author", "author_name", "kind", "state", "content", "at"),
    *("platform_order", "platform_id", "origin", "raw"),
)

TAKEN_UP = (Kind.MESSAGE, Kind.COMMENT, Kind.ASIDE)
"""What gets a place in the transcript."""
BEGINNING = (Kind.MESSAGE, Kind.COMMENT)
"""What may be the first of a conversation."""
OVERHEARD = "overheard"
"""The label of what was said in a conversation that nobody had begun."""
NOW_HEARD = (
    entries.update()
    .where(
        entries.c.conversation_id == sa.bindparam("of"),
        entries.c.kind == Kind.RECORD.value,
        entries.c.origin == OVERHEARD,
    )
    .values(kind=Kind.MESSAGE.value, state=State.WAITING.value, author=Author.CUSTOMER.value, origin="")
)
"""The conversation has begun: what came before its first word by the platform's mistake is answered too."""

Call = tuple[Sequence[Came], "asyncio.Future[None]"]
"""One webhook call's arrivals, and who waits to hear that they are durable."""


class Receiver:
    """Puts calls that arrive while a commit is under way into the next commit together."""

    def __init__(self, transactions: Transactions, now: Any, desk: bool) -> None:
        self._transactions = transactions
        self._now = now
        self._desk = desk
        self._pending: list[Call] = []
        self._running: asyncio.Task[None] | None = None

    async def receive(self, arrivals: Sequence[Came]) -> None:
        """Return when the arrivals are durable. Raises TryAgain when they are not, or when too many wait."""
        if len(self._pending) >= MOST:
            raise TryAgain("Too much waits to be stored.", trouble=Trouble.SLOW_DOWN)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending.append((arrivals, done))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._commit_pending())
        await done

    async def _commit_pending(self) -> None:
        while self._pending:
            batch, self._pending = self._pending[:BATCH], self._pending[BATCH:]
            if not await self._commit(batch):
                for call in batch:  # one of them cannot be stored; the others can
                    await self._commit([call], last=True)

    async def _commit(self, batch: Sequence[Call], last: bool = False) -> bool:
        """Store the calls together and answer them; False, unanswered, when one spoils it for the others."""
        arrivals = [arrival for call, _ in batch for arrival in call]
        try:
            await self._transactions.write_first(
                store_arrivals, arrivals, self._now().timestamp(), self._desk
            )
        except TryAgain as error:
            _answer(batch, error)
        except Exception as error:  # whatever the database refuses, its caller has to hear of it
            if not last:
                return False
            log.error("arrival_not_storable", error=type(error).__name__)
            _answer(batch, TryAgain("This cannot be stored."))
        else:
            _answer(batch, None)
        return True


def _answer(batch: Sequence[Call], error: TryAgain | None) -> None:
    for _, done in batch:
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


def store_arrivals(connection: Connection, came: Sequence[Came], now: float, desk: bool) -> None:
    """Insert what is new; wake who has to act on it."""
    shop_events.keep(connection, [event for event in came if isinstance(event, ShopEvent)], now)
    arrivals: Sequence[Arrival | DeskAct] = [a for a in came if not isinstance(a, ShopEvent)]
    _alone_with_what_may_begin(connection, arrivals)
    arrivals = moves.followed(connection, arrivals)
    customers, overheard = _as_known(connection, [a for a in arrivals if isinstance(a, Arrival)])
    customers = slips.left_out(connection, customers, now)
    acts = [_located(connection, act) for act in arrivals if isinstance(act, DeskAct)]
    _know_conversations(connection, customers, now)
    rows = [_row(arrival, now) for arrival in customers if not arrival.spoken_by] + [
        _act_row(act, found, now) for act, found in acts
    ]
    if rows:  # in the same order everywhere: no two wait for each other
        connection.execute(ADD_ENTRY, sorted(rows, key=itemgetter("conversation_id", "key")))
        note(connection, CHANGED)
    told = (a for a in customers if a.proves_sent or a.receipt or a.spoken_by)
    for arrival in sorted(told, key=attrgetter("conversation_id")):
        (elsewhere.take_up if arrival.spoken_by else take_note)(connection, arrival, now, desk)
    for conversation_id in overheard:
        connection.execute(NOW_HEARD, {"of": conversation_id})
    heard = [a for a in customers if a.kind in TAKEN_UP and not a.spoken_by]
    due = {(a.conversation_id, LaneKind.ANSWER): now + QUIET.total_seconds() for a in heard}
    due |= {(a.conversation_id, LaneKind.ANSWER): now for a in heard if not a.content.album}
    due |= {(found, LaneKind.ACT): now for _, found in acts if not found.startswith(UNKNOWN)}
    wake_each(connection, due)


def _alone_with_what_may_begin(connection: Connection, arrivals: Sequence[Arrival | DeskAct]) -> None:
    """A conversation or a thread that begins elsewhere at this moment is known here, or knows of this."""
    threads = {a.desk_ref for a in arrivals if isinstance(a, DeskAct) and a.desk_ref}
    talks = {
        a.conversation_id
        for a in arrivals
        if isinstance(a, Arrival) and (a.begins or a.continues or a.may_slip or moves.may_move(a))
    }
    for name in sorted(threads | talks):
        alone_with(connection, name)


def _as_known(connection: Connection, arrivals: Sequence[Arrival]) -> tuple[Sequence[Arrival], Sequence[str]]:
    """What only continues a conversation that nobody knows is a record; and which conversations begin now."""
    asked = sorted({a.conversation_id for a in arrivals if a.begins or a.continues})
    if not asked:
        return arrivals, ()
    begun = {a.conversation_id for a in arrivals if a.kind in BEGINNING and not a.continues}
    which = conversations.c.conversation_id.in_(asked)
    known = set(connection.execute(sa.select(conversations.c.conversation_id).where(which)).scalars())
    turns = [
        a
        if not a.continues or a.conversation_id in known | begun
        else replace(a, kind=Kind.RECORD, label=a.label or OVERHEARD)
        for a in arrivals
    ]
    return turns, sorted({a.conversation_id for a in arrivals if a.begins} - known)


def _know_conversations(connection: Connection, arrivals: Sequence[Arrival], now: float) -> None:
    """Add the conversations that are new; where to answer is what the latest message says."""
    messages = sorted((a for a in arrivals if a.kind in BEGINNING), key=attrgetter("conversation_id"))
    new = {a.conversation_id: _new_conversation(a, now) for a in messages}
    if not new:
        return
    addressed = [row for row in new.values() if row["address"]]
    if addressed:
        connection.execute(ADD_OR_ADDRESS, addressed)
    plain = [row for row in new.values() if not row["address"]]
    if plain:
        connection.execute(ADD_CONVERSATION, plain)


def _new_conversation(arrival: Arrival, now: float) -> dict[str, Any]:
    return {
        "conversation_id": arrival.conversation_id,
        "channel": arrival.channel,
        "address": dict(arrival.address),
        "customer_name": arrival.customer_name,
        "holder": Holder.BOT.value,
        "epoch": 0,
        "agent_name": "",
        "facts": {},
        "created_at": now,
        "told_to_wait": False,
        "revision": 0,
        "next_position": 1,
        "touched_at": now,
    }


def _row(arrival: Arrival, now: float) -> dict[str, Any]:
    is_taken_up, is_turn = arrival.kind in TAKEN_UP, arrival.kind is Kind.MESSAGE
    event = {"label": arrival.label, "event": arrival.raw}
    if arrival.concerns:
        event["concerns"] = arrival.concerns
    noted = crossings.noted(arrival.by, arrival.takes_up) | _arrived(arrival, now)
    return {
        "conversation_id": arrival.conversation_id,
        "key": arrival.key,
        "author": (Author.CUSTOMER if is_taken_up else Author.SYSTEM).value,
        "author_name": arrival.customer_name,
        "kind": arrival.kind.value,
        "state": (State.WAITING if is_taken_up else State.SETTLED).value,
        "content": from_content(arrival.content),
        "at": moment(arrival.at) or now,
        "platform_order": arrival.order,
        "platform_id": arrival.platform_id,
        "origin": OVERHEARD if arrival.label == OVERHEARD else "",
        "raw": (noted or None) if is_turn else event | noted,
    }


def _arrived(arrival: Arrival, now: float) -> dict[str, Any]:
    """By our clock: the platform's does not say when a part of an album reached us."""
    return {"arrived_at": now} if arrival.content.album else {}


def _located(connection: Connection, act: DeskAct) -> tuple[DeskAct, str]:
    """The act with the conversation it is about, or with a name for the thread that nobody knows yet."""
    which = handoffs.c.id == act.handoff_id if act.handoff_id else handoffs.c.desk_ref == act.desk_ref
    found = connection.execute(sa.select(handoffs.c.conversation_id).where(which)).scalar()
    return act, found or unknown(act.desk_ref)


def _act_row(act: DeskAct, conversation_id: str, now: float) -> dict[str, Any]:
    known = not conversation_id.startswith(UNKNOWN)
    raw: Mapping[str, Any] = {
        "agent_id": act.agent_id,
        "verb": act.verb.value,
        "handoff_id": act.handoff_id,
        "event": act.raw,
    }
    return {
        "conversation_id": conversation_id,
        "key": act.key,
        "author": Author.AGENT.value,
        "author_name": "",
        "kind": (Kind.ACT if known else Kind.RECORD).value,
        "state": (State.WAITING if known else State.SETTLED).value,
        "content": from_content(act.content),
        "at": moment(act.at) or now,
        "platform_order": 0,
        "platform_id": "",
        "origin": act.origin,
        "raw": raw,
    }
