"""Step 4, deliver: what is owed to the customer is sent in order, until the platform has it or refuses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.delivery import Delivery
from bot.core.errors import TryAgain, Undeliverable
from bot.core.lane import Lane
from bot.core.ports import Channel, Clock, Store
from bot.core.retry import next_attempt


@dataclass(frozen=True)
class Deliverer:
    """Sends what one conversation's customer is owed."""

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock

    async def deliver(self, lane: Lane) -> datetime | None:
        """Send all that is due, oldest first; when the next one is due, if one has to wait."""
        while True:
            owed = await self.store.next_delivery(lane)
            if not isinstance(owed, Delivery):
                return owed
            await self._send(owed)

    async def _send(self, delivery: Delivery) -> None:
        try:
            platform_id = await self._channel(delivery).send(delivery)
        except TryAgain as problem:
            await self._postpone(delivery, problem)
        except Undeliverable as problem:
            await self.store.failed(delivery, problem.reason)
        else:
            await self.store.sent(delivery, platform_id)

    def _channel(self, delivery: Delivery) -> Channel:
        name = delivery.conversation.channel
        if name not in self.channels:
            raise Undeliverable(f"The channel {name} is switched off.")
        return self.channels[name]

    async def _postpone(self, delivery: Delivery, problem: TryAgain) -> None:
        due = next_attempt(self.clock(), delivery.attempts + 1, problem.after)
        if due is None:
            await self.store.failed(
                delivery, f"Given up after {delivery.attempts + 1} attempts: {problem.reason}"
            )
        else:
            await self.store.postponed(delivery, due, problem.reason)
