"""What we say, as calls of the Bot API within its limits; plain text, so that no words can break a markup."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.delivery import Payload
from bot.core.entry import Attachment, Button, Content
from bot.core.press import token
from channels.pieces import joined, listed, split, utf16

LONGEST_TEXT = 4096
"""UTF-16 code units. https://core.telegram.org/bots/api#sendmessage"""
LONGEST_CAPTION = 1024
"""UTF-16 code units. https://core.telegram.org/bots/api#sendphoto"""
LONGEST_DATA = 64
"""Bytes. https://core.telegram.org/bots/api#inlinekeyboardbutton"""
MOST_BUTTONS = 100
"""https://core.telegram.org/bots/api#inlinekeyboardmarkup names none; more are refused as too long."""

METHODS = {
    "photo": ("sendPhoto", "photo"),
    "video": ("sendVideo", "video"),
    "audio": ("sendAudio", "audio"),
    "voice message": ("sendVoice", "voice"),
    "file": ("sendDocument", "document"),
}
"""How each kind of attachment is sent, and the field that holds it."""

_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_LINK = re.compile(r"(https?|tg)://\S+", re.IGNORECASE)
_DOCUMENT = re.compile(r"https?://[^?#\s]+\.(pdf|zip)", re.IGNORECASE)
"""By its address, Telegram fetches no other documents. https://core.telegram.org/bots/api#sending-files"""


def render(content: Content) -> tuple[Payload, ...]:
    """Attachments first, then the words in as many messages as they need, the buttons under the last."""
    files = [attachment for attachment in content.attachments if _can_be_fetched(attachment)]
    named = [a.url or a.name for a in content.attachments if a not in files]
    buttons = [button for button in content.buttons if button.title.strip()]
    fits = len(buttons) <= MOST_BUTTONS and all(
        _LINK.fullmatch(button.url) for button in buttons if button.url
    )
    text = joined(content.text.strip(), "\n".join(filter(None, named)), "" if fits else listed(buttons))
    keyboard = _keyboard(buttons) if fits and buttons else {}
    calls = _calls(files, text or ("" if files else listed(buttons)), keyboard)
    return (*calls, *_custom(content.custom))


def _calls(files: Sequence[Attachment], text: str, keyboard: Mapping[str, Any]) -> list[Payload]:
    """One call where one will do: a single file carries the words as its caption."""
    sent = [_file(file) for file in files]
    if len(sent) == 1 and utf16(text) <= LONGEST_CAPTION:
        return [{**sent[0], **({"caption": text} if text else {}), **keyboard}]
    sent += [{"method": "sendMessage", "text": piece} for piece in split(text, LONGEST_TEXT, utf16)]
    return [*sent[:-1], {**sent[-1], **keyboard}] if sent else []


def _can_be_fetched(attachment: Attachment) -> bool:
    form = _DOCUMENT if attachment.kind == "file" else _WEB
    return attachment.kind in METHODS and bool(form.match(attachment.url))


def _file(attachment: Attachment) -> Payload:
    method, field = METHODS[attachment.kind]
    return {"method": method, field: attachment.url}


def _keyboard(buttons: Sequence[Button]) -> dict[str, Any]:
    """A row for each, so that long titles can be read on a phone."""
    return {"reply_markup": {"inline_keyboard": [[_button(button)] for button in buttons]}}


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": button.title, "url": button.url}
    payload = button.payload if button.payload.strip() else button.title
    fits = len(payload.encode()) <= LONGEST_DATA
    return {"text": button.title, "callback_data": payload if fits else token(payload)}


def _custom(custom: Mapping[str, Any]) -> list[Payload]:
    """A designer's own Bot API parameters; which call they are for shows in their names."""
    for method, field in (*METHODS.values(), ("sendSticker", "sticker"), ("sendAnimation", "animation")):
        if _WEB.fullmatch(str(custom.get(field, ""))):
            return [_addressless(custom, method)]
    if all(isinstance(custom.get(name), int | float) for name in ("latitude", "longitude")):
        has_name = {"title", "address"} <= custom.keys()
        return [_addressless(custom, "sendVenue" if has_name else "sendLocation")]
    if str(custom.get("text") or "").strip():
        return [_addressless(custom, "sendMessage")]
    return []


def _addressless(custom: Mapping[str, Any], method: str) -> Payload:
    """Whom it is for is decided when it is sent."""
    return {**{name: value for name, value in custom.items() if name != "chat_id"}, "method": method}
