"""What we say, as messages of the Send API within its limits; what does not fit becomes words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.delivery import Payload
from bot.core.entry import Attachment, Button, Card, Content
from bot.core.markup import plain
from bot.core.press import token
from channels.pieces import Measure, joined, listed, shortened, split, utf8, utf16

MOST_QUICK_REPLIES = 13
"""https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies"""
LONGEST_TITLE = 20
"""Characters. https://developers.facebook.com/docs/messenger-platform/reference/buttons/quick-replies"""
LONGEST_PAYLOAD = 1000
"""Characters. https://developers.facebook.com/docs/messenger-platform/reference/buttons/postback"""
MOST_TEMPLATE_BUTTONS = 3
LONGEST_TEMPLATE_TEXT = 640
"""https://developers.facebook.com/docs/messenger-platform/reference/templates/button"""

MOST_CARDS, LONGEST_CARD_TEXT = 10, 80
"""https://developers.facebook.com/docs/messenger-platform/reference/templates/generic"""

TYPES = {"photo": "image", "video": "video", "audio": "audio", "voice message": "audio", "file": "file"}
"""Our words for attachments, and Meta's."""

_WEB = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Limits:
    """Where the two platforms behind the Send API differ."""

    longest_text: int
    measure: Measure
    templates: bool
    """Whether buttons that open a page can be shown."""


MESSENGER = Limits(2000, utf16, templates=True)
"""https://developers.facebook.com/docs/messenger-platform/reference/send-api#message"""
INSTAGRAM = Limits(1000, utf8, templates=False)
"""https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message"""


def render(content: Content, limits: Limits = MESSENGER) -> tuple[Payload, ...]:
    """Attachments first, then the words in as many messages as they need, the choices under the last."""
    if content.comment:
        return (_to_comment(content, limits),)
    files = [attachment for attachment in content.attachments if _can_be_fetched(attachment)]
    named = [a.url or a.name for a in content.attachments if a not in files]
    buttons = [button for button in content.buttons if button.title.strip()]
    text = joined(plain(content.text.strip()), "\n".join(filter(None, named)))
    sent = [_file(file) for file in files]
    if _is_template(buttons, limits):
        sent += _template(text, buttons, limits)
    else:
        sent += _with_quick_replies(text, buttons, sent, limits)
    return (*sent, *_carousels(content.cards), *_custom(content.custom))


def _to_comment(content: Content, limits: Limits) -> Payload:
    """One message, in words: a second one is not allowed, and nobody says that buttons are."""
    text = joined(plain(content.text.strip()), listed(content.choices))
    answered = {name: getattr(content.comment, name) for name in ("id", "spot", "under")}
    return {
        "text": shortened(text, limits.longest_text, limits.measure),
        "comment": answered,
        "in_public": content.in_public,
    }


def plain_message(payload: Payload) -> Payload:
    """The message alone, as the Send API takes it."""
    return {name: value for name, value in payload.items() if name not in ("comment", "in_public")}


def _can_be_fetched(attachment: Attachment) -> bool:
    return attachment.kind in TYPES and bool(attachment.file or _WEB.fullmatch(attachment.url))


def _custom(custom: Mapping[str, Any]) -> list[Payload]:
    """A designer's own message of the Send API."""
    several = custom.get("messages")
    if isinstance(several, list):
        return [message for one in several if isinstance(one, dict) for message in _custom(one)]
    message = {name: custom[name] for name in ("text", "attachment", "quick_replies") if name in custom}
    return [message] if message.keys() & {"text", "attachment"} else []


# Cards


def _carousels(cards: Sequence[Card]) -> list[Payload]:
    """https://developers.facebook.com/docs/messenger-platform/send-messages/template/generic"""
    shown = [_element(card) for card in cards]
    bare = [
        element["title"] for element in shown if len(element) == 1
    ]  # Meta takes no card with nothing else
    full = [element for element in shown if len(element) > 1]
    parts = [full[start : start + MOST_CARDS] for start in range(0, len(full), MOST_CARDS)]
    carousels: list[Payload] = [
        {"attachment": {"type": "template", "payload": {"template_type": "generic", "elements": part}}}
        for part in parts
    ]
    return [*carousels, *([{"text": "\n".join(bare[:MOST_CARDS])}] if bare else [])]


def _element(card: Card) -> dict[str, Any]:
    """What does not fit a card is cut: a card is a glance."""
    opens = {"type": "web_url", "url": card.url} if _WEB.fullmatch(card.url) else {}
    buttons = [b for b in card.buttons if b.title.strip() and (not b.url or _WEB.fullmatch(b.url))]
    told = {
        "title": shortened(card.title, LONGEST_CARD_TEXT, utf16),
        "subtitle": shortened(card.subtitle, LONGEST_CARD_TEXT, utf16),
        "image_url": card.image if _WEB.fullmatch(card.image) else "",
        "default_action": opens,
        "buttons": [_button(button) for button in buttons[:MOST_TEMPLATE_BUTTONS]],
    }
    return {name: value for name, value in told.items() if value}


def _file(attachment: Attachment) -> Payload:
    if attachment.file:
        held = {"file": attachment.file, "name": attachment.name, "media_type": attachment.media_type}
        return {"attachment": {"type": TYPES[attachment.kind], "payload": {"held": held}}}
    return {"attachment": {"type": TYPES[attachment.kind], "payload": {"url": attachment.url}}}


# Choices


def _is_template(buttons: Sequence[Button], limits: Limits) -> bool:
    """Only a template has buttons that open a page."""
    opens = [button for button in buttons if button.url]
    can_open = all(_WEB.fullmatch(button.url) for button in opens)
    return bool(opens) and can_open and limits.templates and len(buttons) <= MOST_TEMPLATE_BUTTONS


def _template(text: str, buttons: Sequence[Button], limits: Limits) -> list[Payload]:
    told = joined(text, _titles_that_are_cut(buttons)) or listed(buttons)
    pieces = [told] if utf16(told) <= LONGEST_TEMPLATE_TEXT else _with_short_end(told, limits)
    shown = {"template_type": "button", "text": pieces[-1], "buttons": [_button(b) for b in buttons]}
    texts: list[Payload] = [{"text": piece} for piece in pieces[:-1]]
    return [*texts, {"attachment": {"type": "template", "payload": shown}}]


def _with_short_end(text: str, limits: Limits) -> list[str]:
    """In pieces, the last of which fits into a template."""
    *pieces, last = split(text, limits.longest_text, limits.measure)
    return [*pieces, *split(last, LONGEST_TEMPLATE_TEXT, utf16)]


def _button(button: Button) -> dict[str, str]:
    title = shortened(button.title, LONGEST_TITLE, utf16)
    if button.url:
        return {"type": "web_url", "title": title, "url": button.url}
    return {"type": "postback", "title": title, "payload": _payload(button)}


def _with_quick_replies(
    text: str, buttons: Sequence[Button], files: Sequence[Payload], limits: Limits
) -> list[Payload]:
    fit = len(buttons) <= MOST_QUICK_REPLIES and not any(button.url for button in buttons)
    told = joined(text, _titles_that_are_cut(buttons) if fit else listed(buttons))
    if buttons and fit and not (told or files):
        told = listed(buttons)  # quick replies need something to stand under
    pieces: list[Payload] = [{"text": piece} for piece in split(told, limits.longest_text, limits.measure)]
    if not (buttons and fit):
        return pieces
    under = pieces[-1] if pieces else files[-1]
    under["quick_replies"] = [_quick_reply(button) for button in buttons]
    return pieces


def _quick_reply(button: Button) -> dict[str, str]:
    title = shortened(button.title, LONGEST_TITLE, utf16)
    return {"content_type": "text", "title": title, "payload": _payload(button)}


def _titles_that_are_cut(buttons: Sequence[Button]) -> str:
    """All titles in full, if one of them does not fit on its button."""
    fit = all(utf16(button.title) <= LONGEST_TITLE for button in buttons)
    return "" if fit else "\n".join(f"{number}. {button.title}" for number, button in enumerate(buttons, 1))


def _payload(button: Button) -> str:
    payload = button.payload if button.payload.strip() else button.title
    return payload if len(payload) <= LONGEST_PAYLOAD else token(payload)
