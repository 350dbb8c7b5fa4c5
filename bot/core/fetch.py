"""Files that people sent are fetched from their platform, once, and kept: its addresses do not last."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.conversation import Conversation
from bot.core.entry import Attachment
from bot.core.errors import TryAgain, Undeliverable
from bot.core.files import Files, Wanted
from bot.core.lane import Lane
from bot.core.ports import Channel, Clock, Store
from bot.core.retry import next_attempt

MOST_ATTEMPTS = 8
"""Tries to fetch one file, over some four minutes: an agent waits for it."""
AT_ONCE = 2
"""Files in memory at the same time, in one process."""


@dataclass(frozen=True)
class Fetcher:
    """Fetches what people sent in one conversation."""

    store: Store
    channels: Mapping[str, Channel]
    files: Files
    clock: Clock
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def fetch(self, lane: Lane) -> datetime | None:
        """Fetch all that is due; when to try again what could not be had yet."""
        conversation, wanted = await self.store.wanted(lane.conversation_id)
        later = []
        for one in wanted:
            due = one.due if one.due > self.clock() else await self._fetch(conversation, one, lane)
            later += [due] if due else []
        return min(later, default=None)

    async def _fetch(self, conversation: Conversation, wanted: Wanted, lane: Lane) -> datetime | None:
        try:
            async with self.room:
                await self.store.renew(lane)
                kept = await self._kept(conversation, wanted)
        except Undeliverable as problem:
            kept = replace(wanted.attachment, problem=problem.reason)
        except TryAgain as problem:
            attempts = wanted.attempts + 1
            due = next_attempt(self.clock(), attempts, problem) if attempts < MOST_ATTEMPTS else None
            if due:
                await self.store.file_later(wanted, due)
                return due
            kept = replace(wanted.attachment, problem=f"given up after {attempts} tries: {problem.reason}")
        if not await self.store.file_kept(wanted, kept, lane):
            await self.files.forget(conversation.id)
        return None

    async def _kept(self, conversation: Conversation, wanted: Wanted) -> Attachment:
        channel = self.channels.get(conversation.channel)
        if channel is None:
            raise Undeliverable(f"The channel {conversation.channel} is switched off.")
        found = await channel.fetch(wanted.attachment, conversation)
        name = f"{wanted.entry_id}-{wanted.number}"
        return await self.files.keep(conversation.id, name, wanted.attachment, found)
