"""Whether the brain can be reached at all: one conversation finds out, and all of this process know."""

from datetime import datetime, timedelta

LOOK_AGAIN_AFTER = timedelta(seconds=1)
"""How often a brain that cannot be reached is tried; it is a local process, so a short wait costs nothing."""


class Reach:
    """Remembers the last attempt. However many wait, one asks each second."""

    def __init__(self) -> None:
        self._next: datetime | None = None

    def is_lost(self, now: datetime) -> bool:
        """Whether it is too early to try again."""
        return self._next is not None and now < self._next <= now + LOOK_AGAIN_AFTER

    def lost(self, now: datetime) -> None:
        """Nobody was there."""
        self._next = now + LOOK_AGAIN_AFTER

    def found(self) -> bool:
        """It answers; whether that is news."""
        is_news = self._next is not None
        self._next = None
        return is_news
