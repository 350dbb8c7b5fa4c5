"""How many streams may be open at once, so that one visitor cannot take them all."""

from collections import Counter
from collections.abc import AsyncIterator

IN_ALL = 2000
EACH = 12
"""Streams of one visitor; a browser opens six to one address."""


class Seats:
    """Counts the open streams of one process."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def are_free(self, visitor: str) -> bool:
        """Whether the visitor may open one more stream."""
        return self._taken[visitor] < EACH and self._taken.total() < IN_ALL

    async def seated(self, visitor: str, pieces: AsyncIterator[str]) -> AsyncIterator[str]:
        """The pieces, counted as an open stream while they last."""
        self._taken[visitor] += 1
        try:
            async for piece in pieces:
                yield piece
        finally:
            self._taken[visitor] -= 1
            if not self._taken[visitor]:
                del self._taken[visitor]
