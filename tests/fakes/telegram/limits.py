"""Telegram's rules for what is sent to a customer: text, captions, buttons."""

from typing import Any

from tests.fakes.platform import Refusal
from tests.fakes.telegram.markup import CannotParse, parse_html

LONGEST_TEXT = 4096
"""Characters after entities parsing: https://core.telegram.org/bots/api#sendmessage"""
LONGEST_CAPTION = 1024
"""Characters after entities parsing: https://core.telegram.org/bots/api#sendphoto"""
LONGEST_CALLBACK_DATA = 64
"""Bytes: https://core.telegram.org/bots/api#inlinekeyboardbutton"""
MOST_BUTTONS = 100
LONGEST_NOTICE = 200
"""Characters: https://core.telegram.org/bots/api#answercallbackquery"""
ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}

_BUTTON_KINDS = {
    *(
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
    ),
    *("switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"),
}


def bad_request(description: str, status: int = 400, **parameters: Any) -> Refusal:
    """Telegram's way of saying no."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return Refusal(description, body, status)


def formatted(text: str, parse_mode: str, entities: Any = None) -> tuple[str, list[dict[str, Any]]]:
    """The text as the customer reads it, with its entities."""
    if not parse_mode:
        return text, entities or []
    if parse_mode.lower() != "html":
        raise bad_request("Bad Request: unsupported parse_mode")
    try:
        return parse_html(text)
    except CannotParse as problem:
        raise bad_request(f"Bad Request: can't parse entities: {problem}") from None


def text_of(params: dict[str, Any]) -> dict[str, Any]:
    """The text fields of the message that a sendMessage or editMessageText makes."""
    text, entities = formatted(params["text"], params.get("parse_mode", ""), params.get("entities"))
    if not text.strip():
        raise bad_request("Bad Request: message text is empty")
    if len(text) > LONGEST_TEXT:
        raise bad_request("Bad Request: message is too long")
    return {"text": text, **({"entities": entities} if entities else {})}


def caption_of(params: dict[str, Any]) -> dict[str, Any]:
    """The caption fields of the message that a sendPhoto and its like make."""
    caption, entities = formatted(params.get("caption", ""), params.get("parse_mode", ""))
    if len(caption) > LONGEST_CAPTION:
        raise bad_request("Bad Request: message caption is too long")
    fields: dict[str, Any] = {"caption": caption} if caption else {}
    return {**fields, **({"caption_entities": entities} if entities else {})}


def check_keyboard(markup: Any) -> None:
    """Refuse an inline keyboard that Telegram would refuse."""
    rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("Bad Request: reply markup is too long")
    for button in buttons:
        _check_button(button)


def _check_button(button: dict[str, Any]) -> None:
    if not button.get("text", "").strip():
        raise bad_request("Bad Request: can't parse inline keyboard button: Text buttons are unallowed")
    if len(_BUTTON_KINDS & button.keys()) != 1:
        raise bad_request("Bad Request: can't parse inline keyboard button: exactly one kind is needed")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= LONGEST_CALLBACK_DATA:
        raise bad_request("Bad Request: BUTTON_DATA_INVALID")
    if not button.get("url", "https://").startswith(("http://", "https://", "tg://")):
        raise bad_request("Bad Request: inline keyboard button URL is invalid: Wrong HTTP URL")
