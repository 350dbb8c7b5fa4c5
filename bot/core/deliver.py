"""Step 4, deliver: what is owed to the customer is sent in order, until the platform has it or refuses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.delivery import Delivery, Failed, Outcome, Paced, Postponed, Sent
from bot.core.errors import CustomerGone, Moved, TryAgain, Undeliverable
from bot.core.lane import Lane
from bot.core.pace import Pace
from bot.core.ports import Channel, Clock, Store
from bot.core.retry import next_attempt


@dataclass(frozen=True)
class Deliverer:
    """Sends what one conversation's customer is owed."""

    store: Store
    channels: Mapping[str, Channel]
    clock: Clock
    pace: Pace

    async def deliver(self, lane: Lane) -> datetime | None:
        """Send all that is due, oldest first; when the next one is due, if one has to wait."""
        owed = await self.store.next_delivery(lane)
        while isinstance(owed, Delivery):
            owed = await self.store.next_delivery(lane, await self._send(owed))
        return owed

    async def _send(self, delivery: Delivery) -> Outcome:
        try:
            channel = self._channel(delivery)
            wait = self.pace.wait(delivery.id, channel.limits(delivery), self.clock())
            if wait:
                return Paced(delivery, self.clock() + timedelta(seconds=wait))
            return Sent(delivery, await channel.send(delivery))
        except Moved as found:
            return Sent(delivery, found.platform_id, found.conversation_id)
        except TryAgain as problem:
            return self._later(delivery, problem)
        except Undeliverable as problem:
            return Failed(delivery, problem.reason, for_good=isinstance(problem, CustomerGone))

    def _channel(self, delivery: Delivery) -> Channel:
        name = delivery.conversation.channel
        if name not in self.channels:
            raise Undeliverable(f"The channel {name} is switched off.")
        return self.channels[name]

    def _later(self, delivery: Delivery, problem: TryAgain) -> Outcome:
        attempts = delivery.attempts + 1
        due = next_attempt(self.clock(), attempts, problem)
        if due is None:
            return Failed(delivery, f"Given up after {attempts} attempts: {problem.reason}")
        return Postponed(delivery, due, problem.reason)
