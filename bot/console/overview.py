"""The queue and the latest conversations, looked at once for all the pages that show them."""

import asyncio
from collections.abc import Sequence, Set

from bot.core.case import Case
from bot.core.ports import Reader

QUEUED = 200
RECENT = 40
FRESH = 0.25
"""Seconds for which one look serves every open page; each page looks again within a second."""


class Overview:
    """Reads the journal for the desk's pages."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = asyncio.Lock()
        self._found = 0
        self._fresh_until = 0.0

    async def cases(self) -> tuple[Sequence[Case], Sequence[Case]]:
        """What waits, longest first; and where something happened last."""
        return await self._reader.queue(QUEUED), await self._reader.recent(RECENT)

    async def failing(self, cases: Sequence[Case]) -> Set[str]:
        """Those conversations in which something could not be delivered."""
        return await self._reader.failing([case.conversation.id for case in cases])

    async def fingerprint(self) -> int:
        """Changes with anything that the queue's page shows."""
        now = asyncio.get_running_loop().time
        async with self._lock:
            if now() >= self._fresh_until:
                queue, recent = await self.cases()
                told = ((case.conversation.id, case.conversation.revision) for case in (*queue, *recent))
                self._found = hash(tuple(told))
                self._fresh_until = now() + FRESH
        return self._found
