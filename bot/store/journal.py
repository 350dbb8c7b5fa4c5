"""The journal on SQL: the ports Store, Reader and Accounts, each method one transaction."""

import asyncio
import itertools
from collections.abc import Mapping, Sequence, Set
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection, Engine

from bot.core.arrival import Came, DeskAct
from bot.core.case import Case, Handoff, Move
from bot.core.conversation import Agent, Conversation
from bot.core.delivery import Delivery, Outcome, Tick
from bot.core.entry import Attachment, Button, Entry
from bot.core.erasing import Deletion
from bot.core.files import Wanted
from bot.core.lane import Lane, LaneKind
from bot.core.ports import Clock
from bot.core.shop_event import Recorded
from bot.core.waiting import wait_for_event
from bot.store import (
    accounts,
    changes,
    counting,
    deletions,
    deliveries,
    files,
    keeping,
    lanes,
    moves,
    owners,
    reading,
    shop_events,
    threads,
)
from bot.store.notices import CHANGED, WOKE, listening
from bot.store.receiving import Receiver
from bot.store.rows import at, moment, to_entry
from bot.store.transactions import Transactions


class SqlStore:
    """One log of everything, and who works on what; for one process, shared through its database."""

    def __init__(self, engine: Engine, clock: Clock, desk: bool) -> None:
        """`desk`: whether cards and threads are shown somewhere beside the console."""
        self.owner = owners.new()
        self._transactions = Transactions(engine, self.owner, self._heard)
        self._clock = clock
        self._desk = desk
        self._receiver = Receiver(self._transactions, clock, desk)
        self._waited_for = {notice: asyncio.Event() for notice in (WOKE, CHANGED)}
        self._takes = itertools.count(1)

    def _now(self) -> float:
        return self._clock().timestamp()

    def _heard(self, notice: str) -> None:
        self._waited_for[notice].set()
        self._waited_for[notice] = asyncio.Event()

    async def woken(self, timeout: float) -> None:
        """Return when lanes have become due, or after `timeout` seconds, since others may have made some."""
        await wait_for_event(self._waited_for[WOKE], timeout)

    async def changed(self, timeout: float) -> None:
        """Return when something changed, or after `timeout` seconds, since others may have changed it."""
        await wait_for_event(self._waited_for[CHANGED], timeout)

    def listening(self) -> AbstractAsyncContextManager[None]:
        """As long as this lasts, what other processes did is heard at once, where the database can tell."""
        return listening(self._transactions.engine, self.owner, self._heard)

    def close(self) -> None:
        """Finish what is running and let every connection go."""
        self._transactions.close()

    # Store

    async def receive(self, arrivals: Sequence[Came]) -> None:
        await self._receiver.receive(arrivals)

    async def take(self, owner: str, limit: int, answers: int | None = None) -> Sequence[Lane]:
        holder = (
            f"{owner}:{next(self._takes)}"  # a lease that ran out holds nothing, in its own process either
        )
        found: Sequence[Lane] = await self._transactions.write(
            lanes.take, holder, limit, self._now(), answers
        )
        return found

    async def wake_all(self, kind: LaneKind) -> None:
        await self._transactions.write(lanes.wake_all, kind, self._now())

    async def next_due(self, others: bool = True, answers: bool = True) -> datetime | None:
        """When the next lane becomes due, of those that wait for nobody, for the brain, or both."""
        return at(await self._transactions.read(lanes.next_due, others, answers))

    async def renew(self, lane: Lane) -> None:
        await self._transactions.write(lanes.hold, lane, self._now())

    async def release(self, lane: Lane, due: datetime | None) -> None:
        await self._transactions.write(lanes.release, lane, moment(due), self._now())

    async def free_the_dead(self) -> int:
        """Free the lanes of workers that died on this machine; how many such workers."""
        dead = [owner for owner in await self._transactions.read(lanes.owners) if owners.is_dead(owner)]
        for owner in dead:
            await self._transactions.write(lanes.free, owner)
        return len(dead)

    async def case(self, conversation_id: str) -> Case:
        return await self._transactions.read(changes.read_case, conversation_id)

    async def begin(self, conversation_id: str) -> tuple[Case, Sequence[Entry]]:
        case, rows = await self._transactions.write(changes.begin, conversation_id, self._now(), self._desk)
        return case, [to_entry(row) for row in rows]

    async def change(self, conversation_id: str, move: Move, lane: Lane | None = None) -> Case:
        case: Case = await self._transactions.write(
            changes.apply, conversation_id, move, lane, self._now(), self._desk
        )
        return case

    async def wanted(self, conversation_id: str) -> tuple[Conversation, list[Wanted]]:
        case = await self.case(conversation_id)
        return case.conversation, await self._transactions.read(files.wanted, conversation_id)

    async def file_kept(self, wanted: Wanted, kept: Attachment, lane: Lane) -> bool:
        found: bool = await self._transactions.write(_file_kept, wanted, kept, lane, self._now(), self._desk)
        return found

    async def file_later(self, wanted: Wanted, due: datetime) -> None:
        await self._transactions.write(files.later, wanted, due.timestamp())

    async def signalled_since(self, conversation_id: str) -> datetime | None:
        return at(await self._transactions.read(reading.signalled_since, conversation_id))

    async def offered(self, conversation_id: str) -> Sequence[Sequence[Button]]:
        return await self._transactions.read(reading.offered, conversation_id)

    async def acts(self, conversation_id: str) -> Sequence[tuple[Entry, DeskAct]]:
        return await self._transactions.read(reading.acts, conversation_id)

    async def transcript(
        self, conversation_id: str, after: int, limit: int, until: int | None = None
    ) -> Sequence[Entry]:
        return await self._transactions.read(reading.transcript, conversation_id, after, limit, until)

    async def next_delivery(self, lane: Lane, last: Outcome | None = None) -> Delivery | datetime | None:
        owed = await self._transactions.write(deliveries.next_owed, lane, last, self._now(), self._desk)
        return owed if isinstance(owed, Delivery) else at(owed)

    async def ticks(self, conversation_id: str) -> Sequence[Tick]:
        return await self._transactions.read(deliveries.unticked, conversation_id)

    async def ticked(self, tick: Tick) -> None:
        await self._transactions.write(deliveries.mark_ticked, tick)

    async def post_begins(self, handoff: Handoff, lane: Lane) -> None:
        await self._transactions.write(threads.post_begins, handoff, lane, self._now())

    async def card_shown(self, handoff: Handoff, desk_ref: str) -> None:
        await self._transactions.write(threads.card_shown, handoff, desk_ref, self._now())

    async def thread_shown(self, handoff: Handoff, position: int) -> None:
        await self._transactions.write(threads.thread_shown, handoff, position)

    async def undecided(self, lane: str) -> Sequence[Recorded]:
        """Events of the shop in that lane of which nobody was told yet, oldest first."""
        return await self._transactions.read(shop_events.undecided, lane)

    async def shop_event(self, key: str) -> Recorded | None:
        return await self._transactions.read(shop_events.find, key)

    async def allowing(self, customer_id: str) -> Case | None:
        """Of the conversations whose customer allows updates, the one where they wrote last."""
        return await self._transactions.read(shop_events.allowing, customer_id)

    async def decide(self, decided: Recorded, move: Move | None, lane: Lane) -> None:
        """Note what becomes of an event, once, with the move. Raises LeaseLost."""
        await self._transactions.write(shop_events.decide, decided, move, lane, self._now(), self._desk)

    # Reader

    async def queue(self, limit: int) -> Sequence[Case]:
        return await self._transactions.read(reading.queue, limit)

    async def recent(self, limit: int) -> Sequence[Case]:
        return await self._transactions.read(reading.recent, limit)

    async def failing(self, conversation_ids: Sequence[str]) -> Set[str]:
        return await self._transactions.read(reading.failing, conversation_ids)

    async def find(self, conversation_id: str) -> Case | None:
        return await self._transactions.read(reading.find, conversation_id)

    async def latest(self, conversation_id: str, limit: int) -> Sequence[Entry]:
        return await self._transactions.read(reading.latest, conversation_id, limit)

    async def entry(self, conversation_id: str, entry_id: int) -> Entry | None:
        return await self._transactions.read(reading.entry, conversation_id, entry_id)

    async def revision(self, conversation_id: str) -> int:
        return await self._transactions.read(reading.revision, conversation_id)

    # Accounts

    async def sign_in(self, name: str, password: str) -> Agent | None:
        return await self._transactions.read(accounts.sign_in, name, password)

    async def begin_session(self, name: str, session: str, until: datetime) -> None:
        now = self._now()
        await self._transactions.write(accounts.begin_session, name, session, now, until.timestamp())

    async def in_session(self, session: str) -> Agent | None:
        return await self._transactions.read(accounts.in_session, session, self._now())

    async def end_session(self, session: str) -> None:
        await self._transactions.write(accounts.end_session, session)

    async def users(self) -> Sequence[tuple[str, str]]:
        """User names and shown names."""
        return await self._transactions.read(accounts.names)

    async def add_user(self, name: str, shown_name: str, password: str) -> bool:
        """False when the name is taken."""
        added: bool = await self._transactions.write(accounts.add, name, shown_name, password, self._now())
        return added

    async def set_password(self, name: str, password: str) -> bool:
        """False when there is no such user."""
        changed: bool = await self._transactions.write(accounts.set_password, name, password)
        return changed

    async def remove_user(self, name: str) -> bool:
        """False when there is no such user."""
        removed: bool = await self._transactions.write(accounts.remove, name)
        return removed

    async def shared_secret(self, name: str) -> str:
        """The secret of that name, the same in every process."""
        return await self._transactions.write(accounts.shared_secret, name)

    # Operators

    async def figures(self) -> counting.Figures:
        """What waits now, for /metrics."""
        return await self._transactions.read(counting.figures)

    async def export(self, conversation_id: str) -> Sequence[dict[str, Any]]:
        """Every row about a conversation."""
        return await self._transactions.read(keeping.export, conversation_id)

    async def names(self, conversation_id: str) -> Sequence[str]:
        """Every name that the conversation has had; its own is the last."""
        return await self._transactions.read(moves.names, conversation_id)

    async def erase(self, conversation_id: str) -> int:
        """Delete a conversation; how many rows."""
        erased: int = await self._transactions.write(keeping.erase, conversation_id)
        return erased

    async def ask_deletion(self, code: str, person: str) -> None:
        """Note that somebody wants to be forgotten, durably. Raises TryAgain when it cannot."""
        await self._transactions.write(deletions.ask, code, person, self._now())

    async def deletion(self, code: str) -> Deletion | None:
        """The request of that code."""
        return await self._transactions.read(deletions.find, code)

    async def deleted(self, code: str) -> None:
        """The request is carried out."""
        await self._transactions.write(deletions.done, code, self._now())

    async def conversations_of(self, people: Sequence[str]) -> Sequence[str]:
        """The conversations of people by their platform's ids."""
        return await self._transactions.read(deletions.conversations_of, people)

    async def last_heard(self, channel: str) -> datetime | None:
        """When a customer last wrote on that channel."""
        return at(await self._transactions.read(reading.last_heard, channel))

    async def shop_told(self, limit: int) -> Sequence[Mapping[str, Any]]:
        """The shop's events, newest first."""
        return await self._transactions.read(shop_events.recent, limit)

    async def failures(self, limit: int) -> Sequence[dict[str, Any]]:
        """Deliveries that failed, newest first."""
        return await self._transactions.read(keeping.failed, limit)

    async def retry(self, delivery_id: int | None) -> int:
        """Owe one failed delivery, or all, again."""
        retried: int = await self._transactions.write(keeping.retry, delivery_id, self._now())
        return retried

    async def drop(self, delivery_id: int) -> int:
        """Give up a failed delivery for good."""
        dropped: int = await self._transactions.write(keeping.drop, delivery_id)
        return dropped

    async def ping(self) -> None:
        """Raises TryAgain when the journal cannot be written."""
        await self._transactions.write(_nothing)


def _file_kept(
    connection: Connection, wanted: Wanted, kept: Attachment, lane: Lane, now: float, desk: bool
) -> bool:
    if reading.find(connection, wanted.conversation_id) is None:
        return False
    changes.apply(connection, wanted.conversation_id, files.told(wanted, kept), lane, now, desk)
    files.settle(connection, wanted, kept)
    return True


def _nothing(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT 1")
