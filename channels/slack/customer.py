"""Customers who write to the bot in Slack: in direct messages, and in threads that begin by calling it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.core.arrival import Arrival
from bot.core.conversation import Conversation
from bot.core.delivery import Delivery, Payload
from bot.core.entry import Attachment, Button, Card, Comment, Content
from bot.core.errors import Undeliverable
from bot.core.files import NO_FILES, Fetched, Files
from bot.core.markup import Run, plain, written
from bot.core.pace import Limit
from bot.core.press import token
from bot.core.window import Window
from channels.slack import events
from channels.slack.posts import files_in, told_in
from channels.slack.private import VALUE, Directs, is_way, person_in, way
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

MARKS = {"bold": "*", "italic": "_", "code": "`"}
CARDS_AT_ONCE, LONGEST_CARD = 10, 300
"""Cards in one message, and characters of a card's title and subtitle: under 10,000 together.
https://github.com/slackapi/bolt-js/issues/2867"""
KIND = "frontdesk_delivery"
"""How our messages to customers are known again, by their metadata."""

OWN_WORDS = frozenset(
    {
        *("text", "blocks", "attachments", "mrkdwn", "parse", "link_names", "unfurl_links", "unfurl_media"),
        *("username", "icon_emoji", "icon_url", "reply_broadcast"),
    }
)
"""What a designer's own message may say; where it goes is ours to say.
https://docs.slack.dev/reference/methods/chat.postMessage"""

BREAKS = ("\n\n", "\n", ". ", "! ", "? ", " ")
"""Where a long text may be parted, best first."""


class SlackCustomerChannel:
    """Slack as a channel that customers write on."""

    name = "slack"

    def __init__(self, wire: SlackWire, files: Files = NO_FILES) -> None:
        self._wire = wire
        self._files = files
        self._directs = Directs(wire)

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

    def window(self, conversation: Conversation) -> Window | None:
        """People may write at any time."""
        return None

    def own_window(self, conversation: Conversation) -> Window | None:
        """The app may write at any time."""
        return None

    def private_way(self, conversation: Conversation) -> str:
        """The direct message with the app; the thread to go on with comes with the press."""
        return way(conversation, self._wire.app_id)

    def limits(self, delivery: Delivery) -> Sequence[Limit]:
        """Of the place where the customer writes."""
        where = delivery.conversation.address.get("channel") or person_in(delivery.conversation)
        return (a_place(str(where)),)

    async def show_writing(self, conversation: Conversation) -> None:
        """Slack lets no bot, outside its assistants."""

    async def show_read(self, conversation: Conversation) -> None:
        """Slack lets no bot, outside its assistants."""

    async def fetch(self, attachment: Attachment, conversation: Conversation) -> Fetched:
        """The file, from Slack's own hosts. Raises TryAgain, Undeliverable."""
        return await in_time(self._wire.download(attachment.reference))

    async def read(self, comment: Comment, conversation: Conversation) -> str:
        """There are no comments here."""
        return ""

    async def send(self, delivery: Delivery) -> str:
        """Slack's `<channel>:<ts>` of the sent message. Raises TryAgain, Undeliverable."""
        return await in_time(self._send(delivery))

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def _send(self, delivery: Delivery) -> str:
        address = delivery.conversation.address
        channel = await self._directs.place(address, person_in(delivery.conversation))
        if not channel:
            raise Undeliverable("Nobody knows where in Slack this customer writes.")
        thread = {"thread_ts": address["thread_ts"]} if address.get("thread_ts") else {}
        if "file" in delivery.payload:
            return await self._send_file(delivery, channel, thread)
        if (delivery.uncertain or delivery.attempts) and (arrived := await self._arrived(delivery, channel)):
            return f"{channel}:{arrived}"
        told = {"event_type": KIND, "event_payload": {"delivery": delivery.id}}
        quietly = {"unfurl_links": False, "unfurl_media": False}
        where = {**thread, "channel": channel, "metadata": told}
        posted = await self._wire.call("chat.postMessage", **{**quietly, **delivery.payload, **where})
        return f"{posted.get('channel')}:{posted.get('ts')}"

    async def _send_file(self, delivery: Delivery, channel: str, thread: Mapping[str, str]) -> str:
        """A file carries no metadata, so its name says which delivery it is."""
        name = f"{delivery.id}-{delivery.payload['name']}"
        in_doubt = delivery.uncertain or delivery.attempts
        if not (in_doubt and name in await files_in(self._wire, channel, thread.get("thread_ts", ""))):
            content = await self._files.read(delivery.payload["file"])
            await self._wire.upload(name, content, channel_id=channel, **thread)
        return f"{channel}:{name}"

    async def _arrived(self, delivery: Delivery, channel: str) -> str:
        """The ts of the message, where an earlier attempt got through after all; else empty."""
        thread_ts = delivery.conversation.address.get("thread_ts", "")
        told = await told_in(self._wire, KIND, channel, thread_ts)
        return next((ts for ts, about in told.items() if about.get("delivery") == delivery.id), "")


def _rendered(content: Content) -> Iterator[Payload]:
    pictures = [a for a in content.attachments if _is_picture(a) and not a.file]
    titles = [f"{number}. {title}" for number, title in enumerate(_too_long(content.buttons), 1)]
    files = [attachment for attachment in content.attachments if attachment.file]
    links = [f"{a.name} {a.url}".strip() for a in content.attachments if a not in pictures and a not in files]
    text = "\n".join(part for part in (content.text, *links, *titles) if part)
    styled = written(text, _mrkdwn)
    pieces = [styled] if len(styled) <= LONGEST_TEXT else list(parted(escaped(plain(text)), LONGEST_TEXT))
    *before, last = [piece for piece in pieces if piece] or [""]
    yield from ({"text": piece} for piece in before)
    if last and not content.buttons:
        yield {"text": last}
    yield from map(_picture, pictures)
    yield from ({"file": file.file, "name": file.name or file.kind} for file in files)
    if content.buttons:
        yield _choices(last, content.buttons)
    yield from _cards(content.cards)
    yield from _custom(content.custom)


def _mrkdwn(run: Run) -> str:
    """https://docs.slack.dev/messaging/formatting-message-text"""
    if run.url:
        return f"<{escaped(run.url)}|{escaped(run.words).replace('|', ' ')}>"
    mark = MARKS.get(run.style, "")
    return f"{mark}{escaped(run.words)}{mark}"


def _cards(cards: Sequence[Card]) -> Iterator[Payload]:
    """A few in each message: together they must stay well below what Slack finds too long."""
    for start in range(0, len(cards), CARDS_AT_ONCE):
        part = cards[start : start + CARDS_AT_ONCE]
        blocks = [block for number, card in enumerate(part, start) for block in _card(card, number)]
        yield {"text": escaped(" · ".join(card.title for card in part))[:LONGEST_TEXT], "blocks": blocks}


def _card(card: Card, number: int) -> Iterator[dict[str, Any]]:
    title = escaped(card.title[:LONGEST_CARD])
    named = f"<{escaped(card.url)}|{title.replace('|', ' ')}>" if card.url else title
    words = "\n".join(part for part in (f"*{named}*", escaped(card.subtitle[:LONGEST_CARD])) if part)
    picture = Attachment("photo", card.title[:LONGEST_CARD], card.image)
    shown = {"type": "image", "image_url": card.image, "alt_text": picture.name}
    yield {
        "type": "section",
        "text": {"type": "mrkdwn", "text": words},
        **({"accessory": shown} if _is_picture(picture) else {}),
    }
    if card.buttons:
        buttons = [
            {**one, "action_id": f"card_{number}_{one['action_id']}"} for one in _elements(card.buttons[:5])
        ]
        yield {"type": "actions", "elements": buttons}


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
        return {"url": button.url, **({"value": VALUE} if is_way(button.url) else {})}
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
    own = {part: value for part, value in custom.items() if part in OWN_WORDS and value is not None}
    if own.keys() & {"text", "blocks", "attachments"}:
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
