"""How often somebody may try to sign in, remembered in bounded space."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.ports import Clock

WINDOW = timedelta(minutes=15)
PER_PAIR = 5
"""Failures of one address with one user name."""
PER_ADDRESS = 30
PER_USER = 100
"""From many addresses; high, since it locks the user out as well."""
REMEMBERED = 10_000
"""Addresses, users and pairs; the one that tried longest ago is forgotten first."""


@dataclass
class _Tally:
    begun: datetime
    count: int = 0


class Attempts:
    """Counts tries at the door of one process; a success forgets them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tallies: OrderedDict[str, _Tally] = OrderedDict()

    def begin(self, address: str, user: str) -> bool:
        """Count one try, before it is checked, so that tries at the same time count too; False: too many."""
        limits = _limits(address, user)
        tallies = [self._tally(key) for key, _ in limits]
        if any(tally.count >= limit for tally, (_, limit) in zip(tallies, limits, strict=True)):
            return False
        for tally in tallies:
            tally.count += 1
        return True

    def forget(self, address: str, user: str) -> None:
        """They were right: it was no failure. What their address did to other users still counts."""
        for key, _ in _limits(address, user):
            tally = self._tallies.get(key)
            if tally:
                tally.count -= 1
        self._tallies.pop(_pair(address, user), None)

    def _tally(self, key: str) -> _Tally:
        now = self._clock()
        tally = self._tallies.pop(key, None)
        if tally is None or now - tally.begun >= WINDOW:
            tally = _Tally(now)
        self._tallies[key] = tally
        while len(self._tallies) > REMEMBERED:
            self._tallies.popitem(last=False)
        return tally


def _limits(address: str, user: str) -> Sequence[tuple[str, int]]:
    return (
        (_pair(address, user), PER_PAIR),
        (f"address {address}", PER_ADDRESS),
        (f"user {user}", PER_USER),
    )


def _pair(address: str, user: str) -> str:
    return f"pair {address} {user}"
