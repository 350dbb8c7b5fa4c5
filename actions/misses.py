"""Look-ups that matched nothing, counted by what they were about, whoever made them in whatever conversation.

One conversation ends after five; this ends the guessing of somebody who opens one conversation after another.
It is kept in memory, by one action server: a restart forgets it, and several servers count for themselves.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import astuple

from actions.proof import Claim

MOST = 10
"""Misses about one order number, e-mail address, name or postcode …"""
SPAN = 3600.0
"""… within so many seconds, before nothing about it is looked up any more."""
KEPT = 100_000
"""Numbers, addresses, names and postcodes remembered."""

Key = tuple[int, str]


class Misses:
    """The last misses about each thing that a customer can claim."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: OrderedDict[Key, deque[float]] = OrderedDict()

    def add(self, claim: Claim) -> None:
        """Another one."""
        for key in _keys(claim):
            self._times.setdefault(key, deque(maxlen=MOST)).append(self._clock())
            self._times.move_to_end(key)
        while len(self._times) > KEPT:
            self._times.popitem(last=False)

    def are_too_many(self, claim: Claim) -> bool:
        """Whether somebody guesses; the answer must not tell anything else."""
        long_ago = self._clock() - SPAN
        known = [self._times[key] for key in _keys(claim) if key in self._times]
        return any(len(times) == MOST and times[0] > long_ago for times in known)


def _keys(claim: Claim) -> Iterator[Key]:
    """Each thing that was said, by its place in the claim."""
    return ((place, said.casefold()) for place, said in enumerate(astuple(claim)) if said)
