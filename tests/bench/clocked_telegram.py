"""Telegram with a clock: it notes the moment at which the bot's next message to a chat arrives."""

import asyncio
import json
import time
from collections import defaultdict
from concurrent.futures import Future
from typing import Any

from tests.bench.line import Line
from tests.fakes.platform import Call
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.customer import TelegramCustomer

LONGEST_TURN = 60.0
"""Seconds that a reply is waited for."""


class NoAnswer(AssertionError):
    """A turn that should have had an answer had none."""


class ClockedTelegram(FakeTelegram):
    """A fake Telegram whose updates are posted by the load, and whose answers are timed."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: defaultdict[int, list[Future[float]]] = defaultdict(list)

    def act(self, call: Call) -> Any:
        """As Telegram does; then tell who waits for it."""
        answer = super().act(call)
        if call.method == "sendMessage":
            waiting = self._waiting.pop(int(call.params["chat_id"]), [])
            for future in waiting:
                future.set_result(time.perf_counter())
        return answer

    def line(self, url: str) -> Line:
        """A connection on which updates are posted, with Telegram's proof."""
        return Line(url, {"X-Telegram-Bot-Api-Secret-Token": self.secret})

    def update(self, customer: TelegramCustomer, text: str) -> bytes:
        """The body of one message's webhook."""
        message = self.world.write(customer.chat, customer.user, text=text)
        return json.dumps({"update_id": next(self._update_ids), "message": message}).encode()

    async def turn(self, line: Line, customer: TelegramCustomer, text: str) -> float:
        """Seconds from the webhook's first byte to the bot's sendMessage. Raises NoAnswer."""
        answered: Future[float] = Future()
        self._waiting[customer.chat.id].append(answered)
        body = self.update(customer, text)
        sent = time.perf_counter()
        taken = await line.post(body)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(answered), LONGEST_TURN) - sent
        except asyncio.TimeoutError:
            raise NoAnswer(f"{text!r} was answered {taken.status}, and with no message.") from None
