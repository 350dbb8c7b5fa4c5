"""Load: so many posts a second whatever comes back, or one after another on several lines."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.bench.line import Line
from tests.bench.table import percentile

NewLine = Callable[[], Line]
"""Opens one more connection."""


@dataclass
class Outcome:
    """How the posts went."""

    seconds: list[float] = field(default_factory=list)
    """Of each, until the whole answer was there."""
    statuses: Counter[int] = field(default_factory=Counter)
    """0: broken off."""
    lasted: float = 0.0
    """Seconds from the first post to the last answer."""

    @property
    def taken(self) -> int:
        """How many were answered 200."""
        return self.statuses[200]

    @property
    def per_second(self) -> float:
        """Of those that were answered 200."""
        return self.taken / self.lasted

    @property
    def refusals(self) -> str:
        """What else came, in words; empty when nothing did."""
        return ", ".join(
            f"{count} × {status or 'broken'}" for status, count in self.statuses.items() if status != 200
        )

    def within(self, percent: float) -> float:
        """The seconds within which so many percent were answered."""
        return percentile(self.seconds, percent)


async def steadily(new_line: NewLine, bodies: Sequence[bytes], rate: float) -> Outcome:
    """Post each body at its own moment, on a free line or a new one; a late start counts as waiting."""
    outcome, free, begun = Outcome(), list[Line](), time.perf_counter()

    async def one(number: int, body: bytes) -> None:
        due = begun + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        line = free.pop() if free else new_line()
        outcome.statuses[(await line.post(body)).status] += 1
        outcome.seconds.append(time.perf_counter() - due)
        free.append(line)

    await asyncio.gather(*(one(number, body) for number, body in enumerate(bodies)))
    outcome.lasted = time.perf_counter() - begun
    for line in free:
        line.close()
    return outcome


async def flat_out(new_line: NewLine, bodies: Iterable[bytes], lines: int, seconds: float) -> Outcome:
    """Post on so many lines, each the next body as soon as its last is answered, until the time is up."""
    outcome, left, begun = Outcome(), iter(bodies), time.perf_counter()

    async def one(line: Line) -> None:
        for body in left:
            sent = time.perf_counter()
            if sent - begun > seconds:
                return
            outcome.statuses[(await line.post(body)).status] += 1
            outcome.seconds.append(time.perf_counter() - sent)

    with ExitStack() as open_lines:
        opened = [open_lines.enter_context(new_line()) for _ in itertools.repeat(None, lines)]
        await asyncio.gather(*map(one, opened))
    outcome.lasted = time.perf_counter() - begun
    return outcome
