"""Work on the journal in transactions, off the event loop; on SQLite what waits shares a commit."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy.exc
from sqlalchemy.engine import Connection, Engine

from bot.core.errors import TryAgain
from bot.store.engine import THREADS, reading, writing
from bot.store.notices import Heard, forget, tell

T = TypeVar("T")

TOGETHER = 32
"""Pieces of work in one commit on SQLite; what must not wait waits for no more than these."""
MANY = 4
PAUSE = 0.004
"""Seconds from a commit that so many pieces shared to the next, which more share; a few do not wait."""

DEADLOCK = frozenset({"40P01", "40001"})
"""https://www.postgresql.org/docs/current/errcodes-appendix.html"""


@dataclass(frozen=True)
class Work:
    """A function of a connection and nothing else, so that it may be run again; and who waits for it."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    done: "asyncio.Future[Any]"

    def on(self, connection: Connection) -> Any:
        """Its result."""
        return self.function(connection, *self.arguments)


Outcome = tuple[Work, Any]
"""Work with its result, or with the exception it ended in."""


class Transactions:
    """Runs work; it counts when its caller hears of it, and not before."""

    def __init__(self, engine: Engine, process: str, heard: Heard) -> None:
        """`heard` is given what each commit means; `process` is the name under which others are told."""
        alone = engine.dialect.name == "sqlite"
        self.engine = engine
        self._process = process
        self._heard = heard
        self._at_once, self._together = (1, TOGETHER) if alone else (THREADS, 1)
        self._writers = ThreadPoolExecutor(self._at_once, "journal-write")
        self._readers = ThreadPoolExecutor(2, "journal-read") if alone else self._writers
        self._urgent: deque[Work] = deque()
        self._ordinary: deque[Work] = deque()
        self._drains: set[asyncio.Task[None]] = set()
        self._draining = 0

    async def write(self, function: Callable[..., T], *arguments: Any) -> T:
        """The result of `function(connection, *arguments)`, committed. Raises TryAgain."""
        return await self._queue(self._ordinary, function, arguments)

    async def write_first(self, function: Callable[..., T], *arguments: Any) -> T:
        """As `write`, but before everybody who waits to write."""
        return await self._queue(self._urgent, function, arguments)

    async def read(self, function: Callable[..., T], *arguments: Any) -> T:
        """The result of `function(connection, *arguments)`, which changes nothing. Raises TryAgain."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, _read, self.engine, function, arguments)

    async def _queue(self, queue: "deque[Work]", function: Callable[..., T], arguments: Any) -> T:
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        queue.append(Work(function, arguments, done))
        if self._draining < self._at_once:
            self._draining += 1
            drain = asyncio.create_task(self._drain())
            self._drains.add(drain)
            drain.add_done_callback(self._drains.discard)
        return await done

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while batch := self._next():
                try:
                    outcomes, noted = await loop.run_in_executor(self._writers, self._commit, batch)
                except RuntimeError:  # closed meanwhile: whoever came too late hears of it
                    outcomes, noted = [(work, TryAgain("The journal is closed.")) for work in batch], set()
                for work, outcome in outcomes:
                    _answer(work.done, outcome)
                for notice in noted:
                    self._heard(notice)
                if len(batch) >= MANY:
                    await asyncio.sleep(PAUSE)
        finally:
            self._draining -= 1

    def _next(self) -> Sequence[Work]:
        """What goes into the next commit."""
        urgent = [self._urgent.popleft() for _ in range(min(self._together, len(self._urgent)))]
        room = self._together - len(urgent)
        return [*urgent, *(self._ordinary.popleft() for _ in range(min(room, len(self._ordinary))))]

    def _commit(self, batch: Sequence[Work], tries: int = 3) -> tuple[Sequence[Outcome], set[str]]:
        """All in one transaction; where one spoils it, each in its own. The last: what was noted."""
        try:
            with writing(self.engine) as connection:
                forget(connection)
                outcomes = [(work, work.on(connection)) for work in batch]
                noted = tell(connection, self._process)
        except Exception as error:  # told to whoever waits for it
            if tries > 1 and _waited_for_each_other(error):
                return self._commit(batch, tries - 1)
            problem = translated(error)
            if len(batch) == 1 or isinstance(problem, TryAgain):
                return [(work, problem) for work in batch], set()
        else:
            return outcomes, noted
        alone = [self._commit([work]) for work in batch]
        return [outcome for outcomes, _ in alone for outcome in outcomes], set().union(*(n for _, n in alone))

    def close(self) -> None:
        """Wait for what is running, then let every connection go."""
        self._writers.shutdown()
        self._readers.shutdown()
        self.engine.dispose()


def _answer(done: "asyncio.Future[Any]", outcome: Any) -> None:
    if done.done():  # whoever waited was cancelled
        return
    if isinstance(outcome, Exception):
        done.set_exception(outcome)
    else:
        done.set_result(outcome)


def _read(engine: Engine, function: Callable[..., T], arguments: Any) -> T:
    try:
        with reading(engine) as connection:
            return function(connection, *arguments)
    except sqlalchemy.exc.DBAPIError as error:
        raise translated(error) from error


def _waited_for_each_other(error: Exception) -> bool:
    """Whether PostgreSQL has ended this transaction so that another could go on."""
    return getattr(getattr(error, "orig", None), "pgcode", None) in DEADLOCK


def translated(error: Exception) -> Exception:
    """A database that is away or cannot write is one of the errors that core knows."""
    if not isinstance(error, sqlalchemy.exc.OperationalError | sqlalchemy.exc.InterfaceError):
        return error
    away = TryAgain("The journal cannot be reached or written.")
    away.__cause__ = error
    return away
