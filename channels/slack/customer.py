"""Customers who write to the bot in Slack: in direct messages, and in threads that begin by calling it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.core.arrival import Arrival
from bot.core.delivery import Delivery, Payload
from bot.core.entry import Attachment, Button, Content
from bot.core.errors import Undeliverable
from bot.core.pace import Limit
from bot.core.press import token
from channels.slack import events
from channels.slack.posts import told_in
from channels.slack.wire import SlackWire, a_place, in_time
from channels.slack.words import escaped

LONGEST_TEXT = 3000
"""Characters of a section. https://docs.slack.dev/reference/block-kit/blocks/section-block/"""
MOST_BUTTONS = 25
"""Of one actions block. https://docs.slack.dev/reference/block-kit/blocks/actions-block/"""
MOST_ROWS = 40
"""Actions blocks of one message, which may have 50 blocks. https://docs.slack.dev/reference/block-kit/blocks/"""
LONGEST_TITLE, LONGEST_VALUE, LONGEST_URL = 75, 2000, 3000
"""Of a button. https://docs.slack.dev/reference/block-kit/block-elements/button-element/"""
LONGEST_IMAGE_URL, LONGEST_ALT = 3000, 2000
"""https://docs.slack.dev/reference/block-kit/blocks/image-block/"""

KIND = "frontdesk_delivery"
"""How our messages to customers are known again, by their metadata."""

BREAKS = ("\n\n", "\n", ". ", "! ", "? ", " ")
"""Where a long text may be parted, best first."""


class SlackCustomerChannel:
    """Slack as a channel that customers write on."""

    name = "slack"

    def __init__(self, wire: SlackWire) -> None:
        self._wire = wire

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused unless Slack itself sent these very bytes."""
        self._wire.verify(headers, body)

    def parse(self, event: Any) -> Sequence[Arrival]:
        """The customers' part of what the Events API tells."""
        parsed = events.parse(event, self._wire.agent_channel, self._wire.bot_user)
        return [arrival for arrival in parsed if isinstance(arrival, Arrival)]

    def render(self, content: Content) -> tuple[Payload, ...]:
        """The words, each picture, then what may be pressed; each call within Slack's limits."""
        return tuple(_rendered(content))

    def limits(self, delivery: Delivery) -> Sequence[Limit]:
        """Of the place where the customer writes."""
        return (a_place(str(delivery.conversation.address.get("channel"))),)

    async def send(self, delivery: Delivery) -> str:
        """Slack's `<channel>:<ts>` of the sent message. Raises TryAgain, Undeliverable."""
        return await in_time(self._send(delivery))

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _send(self, delivery: Delivery) -> str:
        address = delivery.conversation.address
        if not address.get("channel"):
            raise Undeliverable("Nobody knows where in Slack this customer writes.")
        thread = {"thread_ts": address["thread_ts"]} if address.get("thread_ts") else {}
        if (delivery.uncertain or delivery.attempts) and (arrived := await self._arrived(delivery)):
            return f"{address['channel']}:{arrived}"
        told = {"event_type": KIND, "event_payload": {"delivery": delivery.id}}
        posted = await self._wire.call(
            "chat.postMessage",
            **delivery.payload,
            **thread,
            channel=address["channel"],
            metadata=told,
            unfurl_links=False,
            unfurl_media=False,
        )
        return f"{posted.get('channel')}:{posted.get('ts')}"

    async def _arrived(self, delivery: Delivery) -> str:
        """The ts of the message, where an earlier attempt got through after all; else empty."""
        address = delivery.conversation.address
        told = await told_in(self._wire, KIND, address["channel"], address.get("thread_ts", ""))
        return next((ts for ts, about in told.items() if about.get("delivery") == delivery.id), "")


def _rendered(content: Content) -> Iterator[Payload]:
    pictures = [attachment for attachment in content.attachments if _is_picture(attachment)]
    titles = [f"{number}. {title}" for number, title in enumerate(_too_long(content.buttons), 1)]
    links = [f"{a.name} {a.url}".strip() for a in content.attachments if a not in pictures]
    text = "\n".join(part for part in (content.text, *links, *titles) if part)
    pieces = list(parted(escaped(text), LONGEST_TEXT))
    *before, last = pieces or [""]
    yield from ({"text": piece} for piece in before)
    if last and not content.buttons:
        yield {"text": last}
    yield from map(_picture, pictures)
    if content.buttons:
        yield _choices(last, content.buttons)
    yield from _custom(content.custom)


def _choices(text: str, buttons: Sequence[Button]) -> Payload:
    section = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}] if text else []
    elements = list(_elements(buttons))
    rows = [elements[start : start + MOST_BUTTONS] for start in range(0, len(elements), MOST_BUTTONS)]
    actions = [{"type": "actions", "elements": row} for row in rows[:MOST_ROWS]]
    return {"text": text or escaped(" · ".join(b.title for b in buttons)), "blocks": [*section, *actions]}


def _too_long(buttons: Sequence[Button]) -> list[str]:
    return [button.title for button in buttons if len(button.title) > LONGEST_TITLE]


def _elements(buttons: Sequence[Button]) -> Iterator[dict[str, Any]]:
    """Titles that are too long stand in the text with a number, and the number on the button."""
    long = _too_long(buttons)
    for index, button in enumerate(buttons):
        title = f"{long.index(button.title) + 1}." if button.title in long else button.title
        yield {
            "type": "button",
            "action_id": f"press_{index}",
            "text": {"type": "plain_text", "text": title, "emoji": False},
            **_pressed(button),
        }


def _pressed(button: Button) -> dict[str, str]:
    if button.url and len(button.url) <= LONGEST_URL:
        return {"url": button.url}
    payload = button.payload or button.title
    return {"value": payload if len(payload) <= LONGEST_VALUE else token(payload)}


def _is_picture(attachment: Attachment) -> bool:
    is_web = attachment.url.startswith(("https://", "http://")) and len(attachment.url) <= LONGEST_IMAGE_URL
    return attachment.kind == "photo" and is_web


def _picture(attachment: Attachment) -> Payload:
    alt = (attachment.name or attachment.kind)[:LONGEST_ALT]
    block = {"type": "image", "image_url": attachment.url, "alt_text": alt}
    return {"text": escaped(alt), "blocks": [block]}


def _custom(custom: Mapping[str, Any]) -> Iterator[Payload]:
    """A message that an action wrote in Slack's own words."""
    own = {part: custom[part] for part in ("text", "blocks", "attachments") if custom.get(part)}
    if own:
        yield {"text": "", **own}


def parted(text: str, longest: int) -> Iterator[str]:
    """Escaped text in pieces, parted where a reader would pause."""
    while len(text) > longest:
        end = _break(text[:longest])
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text:
        yield text


def _break(text: str) -> int:
    """Where to part; never early, and never within an escape such as `&amp;`."""
    for pause in BREAKS:
        found = text.rfind(pause, len(text) // 2)
        if found >= 0:
            return found + len(pause)
    ampersand = text.rfind("&", len(text) - 5)
    return ampersand if ampersand >= 0 and ";" not in text[ampersand:] else len(text)
