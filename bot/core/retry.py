"""How long to wait before trying again."""

from datetime import datetime, timedelta

LONGEST = 300.0
"""Seconds; no wait that we choose ourselves is longer."""

GIVE_UP_AFTER = 40
"""Attempts, in about three hours; after that no answer is better than a stale one."""


def next_attempt(now: datetime, attempts: int, after: float | None) -> datetime | None:
    """When to try again after so many failures: 1, 2, 4 … s, or what was asked of us; None: give up."""
    if attempts >= GIVE_UP_AFTER:
        return None
    ours = min(LONGEST, 2.0 ** min(attempts - 1, 10))
    return now + timedelta(seconds=ours if after is None else max(after, 0.0))
