"""The line to the Bot API, and its answers as the errors that core knows."""

import json
from collections.abc import Mapping
from typing import Any

import structlog
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError, TimedOut

from bot.core.errors import CustomerGone, FrontdeskError, Trouble, TryAgain, Undeliverable
from channels.events import part, whole, words
from channels.telegram.groups import Me
from channels.telegram.request import SlowDown, TelegramRequest, Unreachable

log = structlog.get_logger(__name__)


NOTHING_NEW = "message is not modified"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "message_reaction", "my_chat_member")
"""What Telegram is asked to send; what is not here it keeps to itself.
https://core.telegram.org/bots/api#setwebhook"""

BLOCKED = "The customer has blocked the bot on Telegram."
_FORBIDDEN = {
    "blocked by the user": BLOCKED,
    "user is deactivated": "The customer's Telegram account no longer exists.",
    "kicked": "The bot was removed from the Telegram group.",
    "not a member": "The bot is not a member of the Telegram group.",
    "can't initiate conversation": "The customer has not begun a chat with the bot on Telegram.",
}
_GONE = {
    "file is too big": "it is larger than the 20 MB that Telegram gives to bots.",
    "invalid file_id": "Telegram does not know it any more.",
    "wrong file_id": "Telegram does not know it any more.",
    "chat not found": "Telegram does not know this chat.",
    "peer_id_invalid": "Telegram does not know this chat.",
    "user not found": "Telegram does not know this customer.",
    "group chat was deactivated": "The Telegram group no longer exists.",
    "thread not found": "The topic in the Telegram group no longer exists.",
    "topic_closed": "The topic in the Telegram group is closed.",
    "not enough rights": "The Telegram group does not let the bot write.",
    "chat_write_forbidden": "The Telegram group does not let the bot write.",
    "chat_restricted": "The Telegram group does not let the bot write.",
}
"""What Telegram's words mean, as a sentence for agents."""


class ChatMoved(TryAgain):
    """The group is another chat now."""

    def __init__(self, chat_id: int) -> None:
        super().__init__("The Telegram group has become another chat.")
        self.chat_id = chat_id


class NotSent(Undeliverable):
    """Telegram refused what was in the message, not whom it is for."""


class TelegramWire:
    """One bot's calls."""

    def __init__(self, token: str, api_base: str) -> None:
        self._request = TelegramRequest()
        base = f"{api_base.rstrip('/')}/bot"
        self._files = f"{api_base.rstrip('/')}/file/bot{token}"
        self._bot = Bot(token, base_url=base, request=self._request, get_updates_request=self._request)

    async def send(self, method: str, chat_id: int, parameters: Mapping[str, Any]) -> str:
        """Call a method that sends; the message's id. Raises Moved, TryAgain, NotSent, Undeliverable."""
        sent = await self._call(method, {**parameters, "chat_id": chat_id})
        sent = sent[0] if isinstance(sent, list) and sent else sent  # an album is several messages
        return str(whole(sent.get("message_id")) or "") if isinstance(sent, dict) else ""

    async def stop_spinner(self, press_id: str) -> None:
        """Tell the customer's app that the press has arrived. Raises TryAgain, Undeliverable."""
        await self._call("answerCallbackQuery", {"callback_query_id": press_id})

    async def address_of(self, file_id: str) -> str:
        """Where a file can be had for the next hour; of at most 20 MB. Raises TryAgain, Undeliverable.

        https://core.telegram.org/bots/api#getfile
        """
        answer = {"file": await self._call("getFile", {"file_id": file_id})}
        path = words(part(answer, "file").get("file_path"))
        if not path:
            raise Undeliverable("Telegram does not give it to bots.")
        return f"{self._files}/{path}"

    async def updates(self, offset: int, wait: int) -> list[Any]:
        """What has come since; Telegram waits so many seconds for it. Raises TryAgain, Undeliverable."""
        asked = {"offset": offset, "timeout": wait, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        found = await self._call("getUpdates", asked)
        return found if isinstance(found, list) else []

    async def who_am_i(self) -> Me:
        """The bot as Telegram knows it. Raises TryAgain, Undeliverable."""
        answer = {"me": await self._call("getMe", {})}
        return Me(whole(part(answer, "me").get("id")), words(part(answer, "me").get("username")))

    async def close(self) -> None:
        """Close the connections."""
        await self._request.shutdown()

    async def _call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        # The library's own method for each call reads the whole answer into objects, and fails where a field
        # is missing: a message that was sent would be sent again. This one does not; asked by the usual
        # spelling it warns, and Telegram takes any. https://core.telegram.org/bots/api#making-requests
        try:
            return await self._bot.do_api_request(method.lower(), api_kwargs=dict(parameters))
        except ChatMigrated as error:
            raise ChatMoved(error.new_chat_id) from error
        except TelegramError as error:
            if NOTHING_NEW in error.message:  # it looks already as we want it
                return {}
            raise _error(error) from error
        except (
            AttributeError,
            KeyError,
            TypeError,
            ValueError,
        ) as error:  # what the library makes of nonsense
            raise TryAgain("Telegram's answer is not of the Bot API's shape.") from error


def _error(error: TelegramError) -> FrontdeskError:
    if isinstance(error, SlowDown):
        return TryAgain("Telegram asks us to slow down.", error.seconds, Trouble.SLOW_DOWN)
    if isinstance(error, InvalidToken):
        log.error("telegram_token_refused")
        return TryAgain("Telegram refuses the bot's token.", trouble=Trouble.UNMENDED)
    if isinstance(error, Forbidden):
        return CustomerGone(
            _sentence(_FORBIDDEN, error) or "Telegram does not let the bot write to this customer."
        )
    if isinstance(error, BadRequest):
        gone = _sentence(_GONE, error)
        return Undeliverable(gone) if gone else NotSent(f"Telegram refused it: {error.message.rstrip('.')}.")
    if isinstance(error, Unreachable):
        return TryAgain("Telegram could not be reached.", trouble=Trouble.UNREACHABLE)
    if isinstance(error, TimedOut):
        return TryAgain("Telegram does not answer.", trouble=Trouble.UNANSWERED)
    return TryAgain(f"Telegram is in trouble ({type(error).__name__}).")


def _sentence(known: Mapping[str, str], error: TelegramError) -> str:
    said = error.message.lower()
    return next((sentence for words, sentence in known.items() if words in said), "")
