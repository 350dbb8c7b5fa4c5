"""The Bot API: its machine-readable specification where that is at hand, else a short list of our own."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[3]

_BUILT_IN = {
    "getMe": "",
    "getUpdates": "offset limit timeout allowed_updates",
    "getFile": "file_id!",
    "setWebhook": "url! ip_address max_connections allowed_updates drop_pending_updates secret_token",
    "deleteWebhook": "drop_pending_updates",
    "getWebhookInfo": "",
    "setMyCommands": "commands! scope language_code",
    "sendMessage": "chat_id! text! parse_mode entities",
    "sendPhoto": "chat_id! photo! caption parse_mode caption_entities has_spoiler",
    "sendDocument": "chat_id! document! thumbnail caption parse_mode caption_entities",
    "sendVideo": "chat_id! video! duration width height thumbnail caption parse_mode caption_entities",
    "sendAudio": "chat_id! audio! caption parse_mode caption_entities duration performer title thumbnail",
    "sendVoice": "chat_id! voice! caption parse_mode caption_entities duration",
    "sendAnimation": "chat_id! animation! caption parse_mode caption_entities",
    "sendSticker": "chat_id! sticker! emoji",
    "sendLocation": "chat_id! latitude! longitude! horizontal_accuracy",
    "sendChatAction": "chat_id! action! message_thread_id",
    "answerCallbackQuery": "callback_query_id! text show_alert url cache_time",
    "editMessageText": "chat_id message_id inline_message_id text! parse_mode entities reply_markup",
    "editMessageReplyMarkup": "chat_id message_id inline_message_id reply_markup",
    "deleteMessage": "chat_id! message_id!",
}
"""Parameters by method; `!`: required. Only as much as the fake acts on: https://core.telegram.org/bots/api"""

_EVERY_SEND = (
    "message_thread_id link_preview_options disable_notification protect_content message_effect_id "
    "reply_parameters reply_markup business_connection_id"
)

_TYPES = {
    **dict.fromkeys(
        ("message_id", "message_thread_id", "offset", "limit", "timeout", "max_connections"), "Integer"
    ),
    **dict.fromkeys(("latitude", "longitude", "horizontal_accuracy"), "Float"),
    **dict.fromkeys(
        ("disable_notification", "protect_content", "show_alert", "drop_pending_updates"), "Boolean"
    ),
    **dict.fromkeys(
        ("text", "caption", "parse_mode", "callback_query_id", "url", "action", "secret_token"), "String"
    ),
}
"""What the short list knows of types; other parameters may be anything."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a method, or one field of a type."""

    name: str
    types: tuple[str, ...]
    required: bool


@dataclass(frozen=True)
class Specification:
    """The Bot API as far as it is known here."""

    methods: Mapping[str, Mapping[str, Parameter]]
    types: Mapping[str, Mapping[str, Parameter]]
    subtypes: Mapping[str, tuple[str, ...]]


@lru_cache
def specification() -> Specification:
    """The whole Bot API if `FRONTDESK_SHARED` (else `../shared`) has it, otherwise the short list."""
    shared = Path(os.environ.get("FRONTDESK_SHARED") or CHECKOUT.parent / "shared")
    path = shared / "data" / "telegram" / "bot-api-10.1.json"
    return _whole(json.loads(path.read_text("utf-8"))) if path.is_file() else built_in()


def built_in() -> Specification:
    """The short list."""
    return Specification({name: _short(name, line) for name, line in _BUILT_IN.items()}, {}, {})


def _short(method: str, line: str) -> dict[str, Parameter]:
    words = line.split() + (_EVERY_SEND.split() if method.startswith("send") else [])
    names = [(word.rstrip("!"), word.endswith("!")) for word in words]
    return {
        name: Parameter(name, (_TYPES[name],) if name in _TYPES else (), required) for name, required in names
    }


def _whole(document: dict[str, Any]) -> Specification:
    types = document["types"]
    return Specification(
        {name: _parameters(method) for name, method in document["methods"].items()},
        {name: _parameters(kind) for name, kind in types.items()},
        {name: tuple(kind.get("subtypes", ())) for name, kind in types.items()},
    )


def _parameters(described: dict[str, Any]) -> dict[str, Parameter]:
    fields = described.get("fields", ())
    return {f["name"]: Parameter(f["name"], tuple(f["types"]), f["required"]) for f in fields}
