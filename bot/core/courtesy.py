"""What a customer sees before the answer: that the message was read, and that somebody writes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.conversation import Conversation
from bot.core.errors import FrontdeskError
from bot.core.pace import Limit, Pace
from bot.core.ports import Channel, Clock

AT_ONCE = 0.25
"""Seconds in which an answer comes without anybody being seen to write."""
AGAIN = 4.0
"""Seconds after which platforms take the sign away, or soon will.
https://core.telegram.org/bots/api#sendchataction"""


def _signs_of(channel: str) -> Limit:
    """Signs are for when there is time: words go first."""
    return Limit(f"signs on {channel}", seconds=0.2, burst=5)


@dataclass(frozen=True)
class Courtesy:
    """Shows signs; what becomes of them is nobody's concern, and no answer waits for them."""

    channels: Mapping[str, Channel]
    clock: Clock
    pace: Pace
    _under_way: "set[asyncio.Task[None]]" = field(default_factory=set)

    def read(self, conversation: Conversation) -> None:
        """The customer sees that the message was read, where the platform shows such a thing."""
        channel = self._channel(conversation)
        if channel:
            self._begin(_quietly(channel.show_read(conversation)))

    @contextlib.asynccontextmanager
    async def writing(self, conversation: Conversation) -> AsyncIterator[None]:
        """The customer sees that somebody writes, if this takes more than a moment."""
        task = self._begin(self._keep_writing(conversation))
        try:
            yield
        finally:
            task.cancel()

    async def _keep_writing(self, conversation: Conversation) -> None:
        await asyncio.sleep(AT_ONCE)
        while channel := self._channel(conversation):
            await _quietly(channel.show_writing(conversation))
            await asyncio.sleep(AGAIN)

    def _channel(self, conversation: Conversation) -> Channel | None:
        may = self.pace.may(_signs_of(conversation.channel), self.clock())
        return self.channels.get(conversation.channel) if may else None

    def _begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task


async def _quietly(sign: Coroutine[Any, Any, None]) -> None:
    with contextlib.suppress(FrontdeskError):
        await sign
