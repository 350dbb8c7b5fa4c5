"""Customers on our own web chat: the page posts to the console, and reads its answers in the journal."""

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import cookie_parser

from bot.core.arrival import Arrival
from bot.core.conversation import Conversation
from bot.core.delivery import Delivery, Payload
from bot.core.entry import Attachment, Comment, Content, Kind
from bot.core.errors import Refused, Undeliverable
from bot.core.files import Fetched
from bot.core.pace import Limit
from bot.core.press import token
from bot.core.window import Window
from channels.events import Strange, clean, unknown, words

LONGEST_PAYLOAD = 1000
"""Characters of a button's payload; ours, so that a page stays small."""
COOKIE = "frontdesk_chat"
"""Written by the chat's page; holds the session, signed."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


class WebChannel:
    """The chat of `/chat`. An event is `{"session", "message_id", "text", "payload"?, "network"?}`.

    The page's server adds the network, hashed; the page itself has no say in it.
    """

    name = "web"

    def __init__(self, secret: str) -> None:
        """`secret`: signs the sessions, as the page does; whoever has a signed one is that customer."""
        if not secret:
            raise ValueError("The web chat needs a secret.")
        self._cookies = URLSafeSerializer(secret, salt=f"frontdesk.{COOKIE}")

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused unless the body is for the session that the cookie proves."""
        try:
            held = self._cookies.loads(_cookie(headers))
        except BadData as error:
            raise Refused("The chat's session is not known.") from error
        if not isinstance(held, dict) or not _named(body) or held.get("session") != _named(body):
            raise Refused("The message is for another session.")

    def parse(self, event: Any) -> Sequence[Arrival]:
        """One message; the page's own id of it makes a repeated one the same."""
        told = clean(event)
        try:
            return [_arrival(told)]
        except Strange:
            return [unknown("web", told)]

    def render(self, content: Content) -> tuple[Payload, ...]:
        """The whole content as it is: the page shows everything. Its own ids of files stay here."""
        buttons = [_button(asdict(button)) for button in content.choices if button.title.strip()]
        attachments = [{"kind": a.kind, "name": a.name, "url": a.url} for a in content.attachments]
        text = "\n\n".join(part for part in (content.text, *(card.words for card in content.cards)) if part)
        if not (text.strip() or buttons or attachments):
            return ()
        return ({"text": text, "buttons": buttons, "attachments": attachments},)

    def window(self, conversation: Conversation) -> Window | None:
        """The page takes words at any time."""
        return None

    def own_window(self, conversation: Conversation) -> Window | None:
        """Whoever comes back reads what was said meanwhile."""
        return None

    def private_way(self, conversation: Conversation) -> str:
        """Nobody else reads a page."""
        return ""

    def limits(self, delivery: Delivery) -> Sequence[Limit]:
        """A page takes whatever comes."""
        return ()

    async def show_writing(self, conversation: Conversation) -> None:
        """The page shows it by itself."""

    async def show_read(self, conversation: Conversation) -> None:
        """The page shows it by itself."""

    async def fetch(self, attachment: Attachment, conversation: Conversation) -> Fetched:
        """Nothing is sent here but words."""
        raise Undeliverable("the web chat takes no files.")

    async def read(self, comment: Comment, conversation: Conversation) -> str:
        """There are no comments here."""
        return ""

    async def send(self, delivery: Delivery) -> str:
        """Nothing is left to do: what is in the journal, the page has."""
        return f"web:{delivery.id}"


def _arrival(told: Any) -> Arrival:
    if not isinstance(told, dict):
        raise Strange("no object")
    session, message_id = _identifier(told.get("session")), _identifier(told.get("message_id"))
    content = Content(words(told.get("text")), payload=words(told.get("payload")))
    if not (content.text.strip() or content.payload):
        raise Strange("no words")
    network = words(told.get("network"))
    return Arrival(
        key=f"web:{message_id}",
        conversation_id=f"web:{session}",
        channel="web",
        kind=Kind.MESSAGE,
        content=content,
        address={"network": network} if network else {},
        order=time.time_ns() // 1000,  # nobody numbers a browser's messages; they count as they come
    )


def _identifier(value: Any) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise Strange("no id")
    return value


def _button(button: dict[str, str]) -> dict[str, str]:
    payload = button["payload"]
    return {**button, "payload": payload if len(payload) <= LONGEST_PAYLOAD else token(payload)}


def _cookie(headers: Mapping[str, str]) -> str:
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def _named(body: bytes) -> str:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("The body names no session.") from error
    return words(told.get("session")) if isinstance(told, dict) else ""
