"""Buttons under the bot's messages: each counts once, and then shows that it was pressed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.events import fingerprint, key, part, parts, whole, words
from channels.telegram.groups import is_private

Json = Mapping[str, Any]

DONE = "#pressed"
"""The data of a button that shows what was chosen, and means nothing any more."""
MARK = "✓ "


@dataclass(frozen=True)
class Press:
    """What Telegram has to be told of a press."""

    id: str
    chat_id: int = 0
    """Of the message whose buttons are to show it; 0: they stay as they are."""
    message_id: int = 0
    title: str = ""

    @property
    def keyboard(self) -> dict[str, Any]:
        """What stands below the message from now on."""
        return {"inline_keyboard": [[{"text": f"{MARK}{self.title}", "callback_data": DONE}]]}


def press_in(event: Any) -> Press | None:
    """The press that an update tells of."""
    told = part(event, "callback_query")
    press_id, data, message = words(told.get("id")), words(told.get("data")), part(told, "message")
    if not press_id:
        return None
    chosen, chat_id, message_id = title(message, data), *_place(message)
    shows = chosen and data != DONE and chat_id and message_id and _is_theirs(told, message)
    return Press(press_id, chat_id, message_id, chosen) if shows else Press(press_id)


def title(message: Json, data: str) -> str:
    """What the pressed button says."""
    rows = parts(part(message, "reply_markup"), "inline_keyboard")
    buttons = [button for row in rows if isinstance(row, list) for button in row if isinstance(button, dict)]
    return next((words(b.get("text")) for b in buttons if b.get("callback_data") == data), "")


def key_of(message: Json, data: str) -> str:
    """The same for every press of one button of one message; empty where Telegram names no message."""
    chat_id, message_id = _place(message)
    return key("telegram", "press", str(chat_id), str(message_id), fingerprint(data)) if message_id else ""


def _place(message: Json) -> tuple[int, int]:
    return whole(part(message, "chat").get("id")), whole(message.get("message_id"))


def _is_theirs(press: Json, message: Json) -> bool:
    """In a group the choices are for whom the message answers; others may press, and it stays for them."""
    answered = part(part(message, "reply_to_message"), "from").get("id")
    return is_private(part(message, "chat")) or answered == part(press, "from").get("id")
