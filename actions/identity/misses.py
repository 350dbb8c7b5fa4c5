"""Look-ups that matched nothing, counted by who made them, from where, and about what.

They are kept in a database, so that a restart forgives nothing and several action servers count together.
Each process counts in its own memory too: while the database is away, nobody guesses more than that allows.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from actions.identity.hashing import Hashing
from actions.identity.memory import IN_PROCESS, Memory, MemoryDown
from actions.identity.tables import misses
from actions.proof import Claim

HOUR = 3600.0
DAY = 24 * HOUR
REST = 30.0
"""Seconds for which a database that failed is not asked: every customer would wait for it."""

T = TypeVar("T")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Limit:
    """So many misses within so many seconds, and nothing is looked up any more."""

    name: str
    """What it counts, for the transcript."""
    most: int
    span: float


CONVERSATION = Limit("conversation", 5, DAY)
ACCOUNT = Limit("account", 10, 7 * DAY)
"""An account is a person on a platform, whatever conversations they have."""
NETWORK = Limit("network", 30, HOUR)
"""Many honest people share one, above all in offices and on mobile phones."""
THING = Limit("order, address, name or postcode", 10, HOUR)
"""Each of them, whoever claims it."""


@dataclass(frozen=True)
class Attempt:
    """One look-up."""

    conversation: str
    account: str
    network: str
    """As frontdesk tells it; empty where the channel tells none."""
    claim: Claim
    message_id: str = field(default_factory=secrets.token_hex)
    """A turn that is run again is the same attempt."""


class Misses:
    """Counts an attempt before it is made, so that those made at the same time count too."""

    def __init__(self, memory: Memory, hashing: Hashing, clock: Callable[[], float] = time.time) -> None:
        self._memory = memory
        self._hashing = hashing
        self._clock = clock
        self._net = Memory(IN_PROCESS)
        self._rests_until = 0.0

    def begin(self, attempt: Attempt) -> Limit | None:
        """Count it; the limit that is reached, or None. `forgive` it where it was no miss."""
        name, counted = self._name(attempt), list(self._counted(attempt))
        now = self._clock()
        reached = self._in_net(lambda known: _begin(known, name, counted, now, HOUR))
        if not reached:
            reached = self._in_memory(lambda known: _begin(known, name, counted, now), None)
            if reached:
                self._in_net(lambda known: _forgive(known, name))
        return reached

    def forgive(self, attempt: Attempt) -> None:
        """It was no miss."""
        name = self._name(attempt)
        self._in_net(lambda known: _forgive(known, name))
        self._in_memory(lambda known: _forgive(known, name), None)

    def in_conversation(self, conversation: str) -> int | None:
        """How many still count against it; None: the database is away."""
        about, now = self._hashing(CONVERSATION.name, conversation), self._clock()
        return self._in_memory(lambda known: _count(known, about, "", now), None)

    def _name(self, attempt: Attempt) -> str:
        return self._hashing("attempt", attempt.conversation, attempt.message_id)

    def _counted(self, attempt: Attempt) -> Iterator[tuple[str, Limit]]:
        """By what it is counted, hashed, each with its limit."""
        yield self._hashing(CONVERSATION.name, attempt.conversation), CONVERSATION
        yield self._hashing(ACCOUNT.name, attempt.account or attempt.conversation), ACCOUNT
        if attempt.network:
            yield self._hashing(NETWORK.name, attempt.network), NETWORK
        for thing in attempt.claim.things:
            yield self._hashing(*thing), THING

    def _in_net(self, work: Callable[[Connection], T]) -> T:
        with self._net.alone() as known:
            return work(known)

    def _in_memory(self, work: Callable[[Connection], T], otherwise: T) -> T:
        if self._clock() < self._rests_until:
            return otherwise
        try:
            with self._memory.alone() as known:
                return work(known)
        except MemoryDown as down:
            self._rests_until = self._clock() + REST
            log.error("misses_not_kept", error=type(down.__cause__).__name__)
            return otherwise


def _begin(
    known: Connection, name: str, counted: Sequence[tuple[str, Limit]], now: float, longest: float = 7 * DAY
) -> Limit | None:
    """What is refused counts no more: else whoever goes on guessing would lock its owner out for good."""
    known.execute(sa.delete(misses).where(misses.c.until <= now))
    for about, limit in counted:
        if _count(known, about, name, now) >= limit.most:
            return limit
    _forgive(known, name)
    rows = {
        about: {"about": about, "attempt": name, "until": now + min(limit.span, longest)}
        for about, limit in counted
    }
    known.execute(sa.insert(misses), list(rows.values()))
    return None


def _count(known: Connection, about: str, but: str, now: float) -> int:
    others = (misses.c.about == about, misses.c.attempt != but, misses.c.until > now)
    return int(known.execute(sa.select(sa.func.count()).select_from(misses).where(*others)).scalar_one())


def _forgive(known: Connection, name: str) -> None:
    known.execute(sa.delete(misses).where(misses.c.attempt == name))
