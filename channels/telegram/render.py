"""What we say, as calls of the Bot API within its limits; plain text, so that no words can break a markup."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.delivery import Payload
from bot.core.entry import Attachment, Button, Card, Content
from bot.core.markup import Run, is_plain, plain, written
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

MOST_IN_ROW = 8
"""Buttons beside each other. https://core.telegram.org/bots/api#inlinekeyboardmarkup names none; [GK]."""
OPENS = "Open ↗"
TAGS = {"bold": "b", "italic": "i", "code": "code"}

METHODS = {
    "photo": ("sendPhoto", "photo"),
    "video": ("sendVideo", "video"),
    "audio": ("sendAudio", "audio"),
    "voice message": ("sendVoice", "voice"),
    "file": ("sendDocument", "document"),
}
"""How each kind of attachment is sent, and the field that holds it."""

CUSTOM: Mapping[tuple[str, ...], str] = {
    ("text",): "sendMessage",
    **{(field,): method for method, field in METHODS.values()},
    ("sticker",): "sendSticker",
    ("video_note",): "sendVideoNote",
    ("animation",): "sendAnimation",
    ("media",): "sendMediaGroup",
    ("latitude", "longitude", "title", "address"): "sendVenue",
    ("latitude", "longitude"): "sendLocation",
    ("phone_number", "first_name"): "sendContact",
    ("game_short_name",): "sendGame",
    ("action",): "sendChatAction",
    ("title", "description", "payload", "currency", "prices"): "sendInvoice",
}
"""By the parameters of a designer's own message, which call it is; as Rasa's connector tells them apart."""

FILE_METHODS = frozenset(
    {method for method, _ in METHODS.values()} | {"sendSticker", "sendVideoNote", "sendAnimation"}
)
_FILE_ID = re.compile(r"[\w-]{10,}")
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
    keyboard = _keyboard(buttons, content.layout) if fits and buttons else {}
    calls = _calls(files, text or ("" if files else listed(buttons)), keyboard)
    return (*calls, *(call for card in content.cards for call in _card(card)), *_custom(content.custom))


def _calls(files: Sequence[Attachment], text: str, keyboard: Mapping[str, Any]) -> list[Payload]:
    """One call where one will do: a single file carries the words as its caption."""
    sent = [_file(file) for file in files]
    if len(sent) == 1 and utf16(plain(text)) <= LONGEST_CAPTION:
        return [{**sent[0], **(_styled(text, "caption") if text else {}), **keyboard}]
    sent += [{"method": "sendMessage", **piece} for piece in _pieces(text)]
    return [*sent[:-1], {**sent[-1], **keyboard}] if sent else []


def _pieces(text: str) -> list[dict[str, str]]:
    """A text that has to be cut is cut plain: no cut can go through an emphasis."""
    if is_plain(text) or utf16(plain(text)) > LONGEST_TEXT:
        return [{"text": piece} for piece in split(plain(text), LONGEST_TEXT, utf16)]
    return [_styled(text, "text")]


def _styled(text: str, field: str) -> dict[str, str]:
    return {field: text} if is_plain(text) else {field: written(text, _html), "parse_mode": "HTML"}


def _html(run: Run) -> str:
    """https://core.telegram.org/bots/api#html-style"""
    words = html.escape(run.words, quote=False)
    if run.url:
        return f'<a href="{html.escape(run.url)}">{words}</a>'
    return f"<{TAGS[run.style]}>{words}</{TAGS[run.style]}>" if run.style else words


def _card(card: Card) -> list[Payload]:
    """A message of its own, with its picture above it."""
    buttons = (*card.buttons, *([Button(OPENS, url=card.url)] if card.url and not card.buttons else ()))
    title = card.title.replace("*", "")
    words = "\n".join(part for part in (f"*{title}*", card.subtitle) if part)
    picture = (Attachment("photo", url=card.image),) if card.image else ()
    return list(render(Content(words, buttons, picture)))


def _can_be_fetched(attachment: Attachment) -> bool:
    form = _DOCUMENT if attachment.kind == "file" else _WEB
    return attachment.kind in METHODS and bool(attachment.file or form.match(attachment.url))


def _file(attachment: Attachment) -> Payload:
    method, field = METHODS[attachment.kind]
    if attachment.file:
        return {"method": method, field: {"file": attachment.file, "name": attachment.name}}
    return {"method": method, field: attachment.url}


def _keyboard(buttons: Sequence[Button], layout: str = "") -> dict[str, Any]:
    """A row for each, so that long titles can be read on a phone; or as Rasa's `button_type` says."""
    if layout == "reply":
        rows = [[{"text": button.title}] for button in buttons]
        return {"reply_markup": {"keyboard": rows, "one_time_keyboard": True, "resize_keyboard": True}}
    shown = [_button(button) for button in buttons]
    rows_of = [shown] if layout == "inline" and len(shown) <= MOST_IN_ROW else [[one] for one in shown]
    return {"reply_markup": {"inline_keyboard": rows_of}}


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": button.title, "url": button.url}
    payload = button.payload if button.payload.strip() else button.title
    fits = len(payload.encode()) <= LONGEST_DATA
    return {"text": button.title, "callback_data": payload if fits else token(payload)}


def _custom(custom: Mapping[str, Any]) -> list[Payload]:
    """A designer's own Bot API parameters; which call they are for shows in their names."""
    for fields, method in CUSTOM.items():
        if all(custom.get(field) not in (None, "") for field in fields):
            return [_addressless(custom, method)] if _is_given(method, custom[fields[0]]) else []
    return []


def _is_given(method: str, value: Any) -> bool:
    """Files by their address or Telegram's own id; never by a path."""
    is_file = method in FILE_METHODS
    return not is_file or bool(_WEB.fullmatch(str(value)) or _FILE_ID.fullmatch(str(value)))


def _addressless(custom: Mapping[str, Any], method: str) -> Payload:
    """Whom it is for is decided when it is sent."""
    return {**{name: value for name, value in custom.items() if name != "chat_id"}, "method": method}
