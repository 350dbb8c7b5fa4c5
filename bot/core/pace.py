"""Not faster than others can take it: rates that platforms allow, and what one customer may ask of us."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

STEP = 1.0
"""Seconds that a clock goes back when it is set, and not only corrected."""
MOST = 10_000
"""Rates remembered before those that are free again are forgotten."""


@dataclass(frozen=True)
class Limit:
    """One call each `seconds` to whatever `key` names; `burst` of them at once after a pause."""

    key: str
    seconds: float
    burst: int = 1


class Pace:
    """Gives everybody a moment of their own: the generic cell rate algorithm, for one process.

    https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
    """

    def __init__(self) -> None:
        self._due: dict[str, float] = {}
        """By a limit's key: when the call after all that were promised would be due at a steady rate."""
        self._went: dict[str, float] = {}
        """The same after those that went: whoever waits for a second limit may go later than promised."""
        self._promised: dict[tuple[Hashable, str], float] = {}
        """When somebody who was told to wait for a limit has waited long enough for that one."""
        self._latest = 0.0

    def left(self, who: Hashable, limit: Limit, now: datetime) -> float:
        """Seconds that `who` was told to wait and has not waited yet."""
        self._follow(now)
        return max(0.0, self._promised.get((who, limit.key), 0.0) - now.timestamp())

    def wait(self, who: Hashable, limits: Sequence[Limit], now: datetime) -> float:
        """Seconds until `who` may go, or may ask again; 0: now, and it counts. Whoever waits keeps the place.

        The limits stand in order, from the one that fewest share: nobody takes a place in the next, where
        others wait behind, before they can use it.
        """
        self._follow(now)
        for limit in limits:
            at = self._promised.get((who, limit.key))
            if at is None:
                at = self._promised[who, limit.key] = self._reserve(limit, now.timestamp())
            at = max(at, _free_at(self._went, limit))
            if at > now.timestamp():
                return at - now.timestamp()
        for limit in limits:
            self._promised.pop((who, limit.key), None)
            self._go(limit, now.timestamp())
        return 0.0

    def may(self, limit: Limit, now: datetime) -> bool:
        """Whether one may go now, and it counts; nobody waits."""
        self._follow(now)
        free = _free_at(self._due, limit) <= now.timestamp()
        if free:
            self._reserve(limit, now.timestamp())
            self._go(limit, now.timestamp())
        return free

    def _follow(self, now: datetime) -> None:
        """A clock that was set back would make everybody wait for the time that it lost."""
        if now.timestamp() < self._latest - STEP:
            self._due.clear()
            self._went.clear()
            self._promised.clear()
        self._latest = now.timestamp()

    def _reserve(self, limit: Limit, now: float) -> float:
        at = max(now, _free_at(self._due, limit))
        self._due[limit.key] = max(self._due.get(limit.key, at), at) + limit.seconds
        if len(self._due) > MOST:
            self._due = {key: due for key, due in self._due.items() if due > now}
            self._went = {key: due for key, due in self._went.items() if due > now}
        if len(self._promised) > MOST:
            self._promised = {place: due for place, due in self._promised.items() if due > now}
        return at

    def _go(self, limit: Limit, now: float) -> None:
        went = max(self._went.get(limit.key, now), now) + limit.seconds
        self._went[limit.key] = went
        self._due[limit.key] = max(self._due.get(limit.key, went), went)


def _free_at(due: dict[str, float], limit: Limit) -> float:
    return due.get(limit.key, 0.0) - (limit.burst - 1) * limit.seconds
