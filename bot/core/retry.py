"""How long to wait before trying again."""

from datetime import datetime, timedelta

LONGEST = 300.0
"""Seconds; no wait that we choose ourselves is longer."""

GIVE_UP_AFTER = 40
"""Attempts; with the waits below that is about three hours, after which no answer is better than a stale one."""


def next_attempt(now: datetime, attempts: int, after: float | None) -> datetime | None:
    """When to try again after `attempts` failures: 1, 2, 4 … s, or what the other side asked; None: give up."""
    if attempts >= GIVE_UP_AFTER:
        return None
    ours = min(LONGEST, 2.0 ** min(attempts - 1, 10))
    return now + timedelta(seconds=ours if after is None else max(after, 0.0))
