"""Telegram's connector: verify, parse, render, send."""

import asyncio
import hmac
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog
from telegram import InputFile

from bot.core.arrival import Arrival
from bot.core.conversation import Conversation
from bot.core.delivery import Delivery, Payload
from bot.core.entry import Attachment, Button, Comment, Content
from bot.core.errors import FrontdeskError, Moved, Refused, Trouble, TryAgain
from bot.core.files import NO_FILES, Fetched, Files
from bot.core.pace import Limit
from bot.core.window import Window
from channels.fetching import Downloads, Hosts
from channels.pieces import joined
from channels.telegram.commands import commands_of
from channels.telegram.groups import Me
from channels.telegram.parse import arrivals
from channels.telegram.presses import press_in
from channels.telegram.private import way
from channels.telegram.render import METHODS, render
from channels.telegram.wire import ChatMoved, NotSent, TelegramWire

log = structlog.get_logger(__name__)

A_CHAT, A_GROUP = (1.0, 3), (3.75, 4)
"""One message each so many seconds, and so many at once: 20 in any minute in a group."""
PER_SECOND = 30
"""To all chats together."""
_TAG = re.compile(r"</?[a-z][^<>]*>")
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
        files: Files = NO_FILES,
        menu: Sequence[Button] = (),
    ) -> None:
        """`secret`: what setWebhook was given as secret_token; `username`: the bot's, where it is known;
        `menu`: what its commands stand for."""
        if not (token and secret):
            raise ValueError("Telegram needs a bot token and a secret token.")
        number = token.partition(":")[0]  # a token begins with the bot's own user id
        self._me = Me(
            int(number) if number.isdecimal() else 0, username.lstrip("@"), frozenset(commands_of(menu))
        )
        self._secret = secret.encode()
        at_once = max(1, per_second // 6)  # with the steady rest, no second holds more than `per_second`
        self._everybody = Limit("telegram", 1.0 / max(1, per_second - at_once), at_once)
        self._wire = TelegramWire(token, api_base)
        self._downloads = Downloads(Hosts(api_base))
        self._files = files

    async def start(self) -> None:
        """Learn the bot's @name, by which groups call it; harmless when Telegram cannot be reached."""
        try:
            self._me = replace(await self._wire.who_am_i(), commands=self._me.commands)
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

    async def updates(self, offset: int, wait: int) -> Sequence[Any]:
        """What has come since, where nobody takes webhooks. Raises TryAgain, Undeliverable."""
        return await self._wire.updates(offset, wait)

    def render(self, content: Content) -> tuple[Payload, ...]:
        """Calls of the Bot API, without the chat that they are for."""
        return render(content)

    def window(self, conversation: Conversation) -> Window | None:
        """People may write at any time."""
        return None

    def own_window(self, conversation: Conversation) -> Window | None:
        """So may bots, until they are blocked."""
        return None

    def private_way(self, conversation: Conversation) -> str:
        """The private chat, by a link that names the group."""
        return way(conversation, self._me)

    def limits(self, delivery: Delivery) -> Sequence[Limit]:
        """https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this"""
        chat = _chat_id(delivery)
        seconds, burst = A_GROUP if chat < 0 else A_CHAT
        return Limit(f"telegram {chat}", seconds, burst), self._everybody

    async def read(self, comment: Comment, conversation: Conversation) -> str:
        """There are no comments here."""
        return ""

    async def send(self, delivery: Delivery) -> str:
        """Make the call; the message's id in its chat. Raises TryAgain, Undeliverable, Moved."""
        try:
            return await asyncio.wait_for(self._send(delivery), LONGEST_SEND)
        except asyncio.TimeoutError as error:
            raise TryAgain("Telegram does not answer.", trouble=Trouble.UNANSWERED) from error

    async def show_writing(self, conversation: Conversation) -> None:
        """For five seconds. https://core.telegram.org/bots/api#sendchataction"""
        place = {"message_thread_id": conversation.address["thread_id"]} if _topic(conversation) else {}
        await self._wire.send("sendChatAction", _chat_of(conversation), {"action": "typing", **place})

    async def show_read(self, conversation: Conversation) -> None:
        """Bots cannot."""

    async def fetch(self, attachment: Attachment, conversation: Conversation) -> Fetched:
        """The file, from the Bot API's own host. Raises TryAgain, Undeliverable."""
        content = await self._downloads.get(await self._wire.address_of(attachment.reference))
        return Fetched(content, attachment.name if attachment.kind == "file" else "")

    async def acknowledge(self, event: Any) -> None:
        """Stop the spinner on a pressed button, and show what was chosen.

        https://core.telegram.org/bots/api#answercallbackquery
        """
        press = press_in(event)
        if press:
            await self._wire.stop_spinner(press.id)
        if press and press.message_id:
            place = {"message_id": press.message_id, "reply_markup": press.keyboard}
            await self._wire.send("editMessageReplyMarkup", press.chat_id, place)

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()
        await self._downloads.close()

    async def _send(self, delivery: Delivery) -> str:
        try:
            return await self._send_to(_chat_id(delivery), delivery)
        except ChatMoved as moved:
            sent = await self._send_to(moved.chat_id, delivery)
            channel, _, *person = delivery.conversation.id.split(":")
            raise Moved(sent, ":".join((channel, str(moved.chat_id), *person))) from moved

    async def _send_to(self, chat_id: int, delivery: Delivery) -> str:
        parameters = {**delivery.payload, **_place(delivery.conversation.address)}
        parameters |= await self._uploads(delivery.payload)
        method = parameters.pop("method")
        try:
            return await self._wire.send(method, chat_id, parameters)
        except NotSent:
            if "parse_mode" in parameters and "text" in parameters:
                return await self._wire.send(method, chat_id, _unstyled(parameters))
            words = _instead(delivery.payload)
            if not words:
                raise
            plain = {**_without_file(parameters), "text": words}
            return await self._wire.send("sendMessage", chat_id, plain)

    async def _uploads(self, payload: Payload) -> dict[str, InputFile]:
        """Files of ours go along with the call. https://core.telegram.org/bots/api#sending-files"""
        ours = {
            field: payload[field] for _, field in METHODS.values() if isinstance(payload.get(field), dict)
        }
        return {
            field: InputFile(await self._files.read(held["file"]), held["name"] or field, attach=False)
            for field, held in ours.items()
        }


def _chat_id(delivery: Delivery) -> int:
    return _chat_of(delivery.conversation)


def _chat_of(conversation: Conversation) -> int:
    return int(conversation.id.split(":")[1])


def _topic(conversation: Conversation) -> bool:
    return bool(conversation.address.get("thread_id"))


def _place(address: Mapping[str, Any]) -> dict[str, Any]:
    """The topic and the message that a reply in a group belongs to."""
    place: dict[str, Any] = {}
    if address.get("thread_id"):
        place["message_thread_id"] = address["thread_id"]
    if address.get("reply_to"):
        place["reply_parameters"] = {"message_id": address["reply_to"], "allow_sending_without_reply": True}
    return place


def _unstyled(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The bare words, where Telegram cannot make out what is emphasised."""
    bare = {name: value for name, value in parameters.items() if name != "parse_mode"}
    return {**bare, "text": html.unescape(_TAG.sub("", str(bare["text"])))}


def _instead(payload: Payload) -> str:
    """The caption and the address of a file that Telegram could not fetch."""
    urls = [payload[field] for _, field in METHODS.values() if isinstance(payload.get(field), str)]
    return joined(str(payload.get("caption", "")), *urls) if urls else ""


def _without_file(parameters: Mapping[str, Any]) -> dict[str, Any]:
    dropped = {"caption", *(field for _, field in METHODS.values())}
    return {name: value for name, value in parameters.items() if name not in dropped}
