"""Telegram's connector: verify, parse, render, send."""

import asyncio
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from bot.core.arrival import Arrival
from bot.core.delivery import Delivery, Payload
from bot.core.entry import Content
from bot.core.errors import FrontdeskError, Refused, Trouble, TryAgain
from bot.core.pace import Limit
from channels.pieces import joined
from channels.telegram.groups import Me
from channels.telegram.parse import arrivals, pressed
from channels.telegram.render import METHODS, render
from channels.telegram.wire import Moved, NotSent, TelegramWire

log = structlog.get_logger(__name__)

A_CHAT, A_GROUP = (1.0, 3), (3.75, 4)
"""One message each so many seconds, and so many at once: 20 in any minute in a group."""
PER_SECOND = 30
"""To all chats together."""
LONGEST_SEND = 20.0
"""Seconds for one delivery, within the lease of a worker's lane."""


class TelegramChannel:
    """One bot. https://core.telegram.org/bots/api"""

    name = "telegram"

    def __init__(
        self,
        token: str,
        secret: str,
        api_base: str = "https://api.telegram.org",
        username: str = "",
        per_second: int = PER_SECOND,
    ) -> None:
        """`secret`: what setWebhook was given as secret_token; `username`: the bot's, where it is known."""
        if not (token and secret):
            raise ValueError("Telegram needs a bot token and a secret token.")
        number = token.partition(":")[0]  # a token begins with the bot's own user id
        self._me = Me(int(number) if number.isdecimal() else 0, username.lstrip("@"))
        self._secret = secret.encode()
        at_once = max(1, per_second // 6)  # with the steady rest, no second holds more than `per_second`
        self._everybody = Limit("telegram", 1.0 / max(1, per_second - at_once), at_once)
        self._wire = TelegramWire(token, api_base)
        self._moved: dict[int, int] = {}

    async def start(self) -> None:
        """Learn the bot's @name, by which groups call it; harmless when Telegram cannot be reached."""
        try:
            self._me = await self._wire.who_am_i()
        except FrontdeskError:
            log.warning("telegram_start_failed")

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """The secret is Telegram's only proof. https://core.telegram.org/bots/api#setwebhook"""
        given = headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret):
            raise Refused("The secret token does not match.")

    def parse(self, event: Any) -> Sequence[Arrival]:
        """One arrival for one update."""
        return arrivals(event, self._me)

    def render(self, content: Content) -> tuple[Payload, ...]:
        """Calls of the Bot API, without the chat that they are for."""
        return render(content)

    def limits(self, delivery: Delivery) -> Sequence[Limit]:
        """https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this"""
        chat = _chat_id(delivery)
        seconds, burst = A_GROUP if chat < 0 else A_CHAT
        return Limit(f"telegram {chat}", seconds, burst), self._everybody

    async def send(self, delivery: Delivery) -> str:
        """Make the call; the message's id in its chat. Raises TryAgain, Undeliverable."""
        try:
            return await asyncio.wait_for(self._send(delivery), LONGEST_SEND)
        except asyncio.TimeoutError as error:
            raise TryAgain("Telegram does not answer.", trouble=Trouble.UNANSWERED) from error

    async def acknowledge(self, event: Any) -> None:
        """Stop the spinner on a pressed button. https://core.telegram.org/bots/api#answercallbackquery"""
        press_id = pressed(event)
        if press_id:
            await self._wire.stop_spinner(press_id)

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _send(self, delivery: Delivery) -> str:
        chat_id = _chat_id(delivery)
        chat_id = self._moved.get(chat_id, chat_id)
        try:
            return await self._send_to(chat_id, delivery)
        except Moved as moved:
            # The conversation keeps its id; customers who write in the new chat begin another.
            self._moved[chat_id] = moved.chat_id
            return await self._send_to(moved.chat_id, delivery)

    async def _send_to(self, chat_id: int, delivery: Delivery) -> str:
        parameters = {**delivery.payload, **_place(delivery.conversation.address)}
        method = parameters.pop("method")
        try:
            return await self._wire.send(method, chat_id, parameters)
        except NotSent:
            words = _instead(delivery.payload)
            if not words:
                raise
            plain = {**_without_file(parameters), "text": words}
            return await self._wire.send("sendMessage", chat_id, plain)


def _chat_id(delivery: Delivery) -> int:
    return int(delivery.conversation.id.split(":")[1])


def _place(address: Mapping[str, Any]) -> dict[str, Any]:
    """The topic and the message that a reply in a group belongs to."""
    place: dict[str, Any] = {}
    if address.get("thread_id"):
        place["message_thread_id"] = address["thread_id"]
    if address.get("reply_to"):
        place["reply_parameters"] = {"message_id": address["reply_to"], "allow_sending_without_reply": True}
    return place


def _instead(payload: Payload) -> str:
    """The caption and the address of a file that Telegram could not fetch."""
    urls = [str(payload[field]) for _, field in METHODS.values() if field in payload]
    return joined(str(payload.get("caption", "")), *urls) if urls else ""


def _without_file(parameters: Mapping[str, Any]) -> dict[str, Any]:
    dropped = {"caption", *(field for _, field in METHODS.values())}
    return {name: value for name, value in parameters.items() if name not in dropped}
