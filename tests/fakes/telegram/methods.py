"""What the Bot API's methods do: https://core.telegram.org/bots/api#available-methods"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.parameters import Upload
from tests.fakes.telegram.chats import World
from tests.fakes.telegram.limits import (
    ACTIONS,
    LONGEST_NOTICE,
    bad_request,
    caption_of,
    check_keyboard,
    text_of,
)

Params = dict[str, Any]

_FILES = {
    f"send{kind.capitalize()}": kind
    for kind in ("photo", "document", "video", "audio", "voice", "animation", "sticker")
}
_ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
_PORTS = (443, 80, 88, 8443)
"""https://core.telegram.org/bots/api#setwebhook"""


@dataclass
class Methods:
    """The bot's account: what its calls do to the world."""

    world: World
    webhook: Params = field(default_factory=dict)
    """What setWebhook was given last."""
    commands: list[Params] = field(default_factory=list)
    waiting: list[Params] = field(default_factory=list)
    """Updates for getUpdates, when nobody takes webhooks."""

    def find(self, method: str) -> Callable[[Params], Any] | None:
        """What a method does, by name."""
        if method in _FILES:
            return lambda params: self._send_file(_FILES[method], params)
        return {
            "getMe": lambda params: {**self.world.bot, **_ABILITIES},
            "getUpdates": self._get_updates,
            "getFile": self._get_file,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
            "setMyCommands": self._set_commands,
            "sendMessage": self._send_message,
            "sendLocation": self._send_location,
            "sendChatAction": self._send_chat_action,
            "answerCallbackQuery": self._answer_callback_query,
            "editMessageText": self._edit_text,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete,
        }.get(method)

    def _send(self, params: Params, **fields: Any) -> Params:
        chat = self.world.chat(params["chat_id"])
        check_keyboard(params.get("reply_markup"))
        if markup := params.get("reply_markup"):
            fields["reply_markup"] = markup
        if replied := chat.messages.get(params.get("reply_parameters", {}).get("message_id", 0)):
            fields["reply_to_message"] = replied
        return self.world.write(chat, self.world.bot, **fields)

    def _send_message(self, params: Params) -> Params:
        return self._send(params, **text_of(params))

    def _send_file(self, kind: str, params: Params) -> Params:
        given = params[kind]
        if not given or (isinstance(given, str) and not _is_known_file(given, self.world)):
            raise bad_request("Bad Request: wrong file identifier/HTTP URL specified")
        kept = self.world.keep_file(given.content if isinstance(given, Upload) else b"")
        shown = [{**kept, "width": 1, "height": 1}] if kind == "photo" else kept
        return self._send(params, **{kind: shown}, **caption_of(params))

    def _send_location(self, params: Params) -> Params:
        return self._send(params, location={name: params[name] for name in ("latitude", "longitude")})

    def _send_chat_action(self, params: Params) -> bool:
        if params["action"] not in ACTIONS:
            raise bad_request("Bad Request: wrong parameter action in request")
        self.world.chat(params["chat_id"]).actions.append(params["action"])
        return True

    def _answer_callback_query(self, params: Params) -> bool:
        if params["callback_query_id"] not in self.world.spinning:
            raise bad_request(
                "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        if len(params.get("text", "")) > LONGEST_NOTICE:
            raise bad_request("Bad Request: MESSAGE_TOO_LONG")
        self.world.spinning.discard(params["callback_query_id"])
        self.world.notices.append(params.get("text", ""))
        return True

    def _edit_text(self, params: Params) -> Params:
        return self._edit(params, {**text_of(params), "reply_markup": params.get("reply_markup")})

    def _edit_markup(self, params: Params) -> Params:
        return self._edit(params, {"reply_markup": params.get("reply_markup")})

    def _edit(self, params: Params, changes: Params) -> Params:
        message = self._own_message(params)
        check_keyboard(changes["reply_markup"])
        if all(message.get(name) == value for name, value in changes.items()):
            raise bad_request("Bad Request: message is not modified")
        edited = {**message, **changes, "edit_date": int(time.time())}
        if not edited["reply_markup"]:
            del edited["reply_markup"]
        self.world.chat(params["chat_id"]).messages[message["message_id"]] = edited
        return edited

    def _delete(self, params: Params) -> bool:
        message = self._own_message(params)
        del self.world.chat(params["chat_id"]).messages[message["message_id"]]
        return True

    def _own_message(self, params: Params) -> Params:
        message = self.world.chat(params.get("chat_id")).messages.get(params.get("message_id", 0))
        if message is None:
            raise bad_request("Bad Request: message to edit not found")
        if message.get("from") != self.world.bot:
            raise bad_request("Bad Request: message can't be edited")
        return message

    def _get_file(self, params: Params) -> Params:
        file_id = params["file_id"]
        if file_id not in self.world.files:
            raise bad_request("Bad Request: invalid file_id")
        size = len(self.world.files[file_id])
        path = f"files/{file_id}"
        return {"file_id": file_id, "file_unique_id": file_id[-8:], "file_size": size, "file_path": path}

    def _set_webhook(self, params: Params) -> bool:
        address = urlsplit(params["url"])
        if params["url"] and address.scheme != "https":
            raise bad_request("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if (address.port or 443) not in _PORTS:
            raise bad_request(
                "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
            )
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", params.get("secret_token", "")):
            raise bad_request("Bad Request: secret token contains unallowed characters")
        self.webhook = params if params["url"] else {}
        return True

    def _delete_webhook(self, params: Params) -> bool:
        self.webhook = {}
        return True

    def _webhook_info(self, params: Params) -> Params:
        asked = {name: value for name, value in self.webhook.items() if name != "secret_token"}
        return {
            "url": "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.waiting),
            **asked,
        }

    def _set_commands(self, params: Params) -> bool:
        commands = params["commands"]
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise bad_request("Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise bad_request("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        if len(commands) > 100:
            raise bad_request("Bad Request: BOT_COMMANDS_TOO_MUCH")
        self.commands = commands
        return True

    def _get_updates(self, params: Params) -> list[Params]:
        if self.webhook:
            reason = "Conflict: can't use getUpdates method while webhook is active"
            raise bad_request(reason, 409)
        self.waiting = [u for u in self.waiting if u["update_id"] >= params.get("offset", 0)]
        return self.waiting[: params.get("limit", 100)]


def _is_known_file(given: str, world: World) -> bool:
    return given in world.files or given.startswith(("http://", "https://"))
