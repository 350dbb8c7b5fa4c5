"""What a customer's open page has seen of the conversation, and what it has yet to be told."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from bot.console.events import event
from bot.core.case import Case
from bot.core.conversation import Holder
from bot.core.entry import Author, Button, Card, Content, Entry, Kind, State
from bot.core.markup import plain
from bot.core.ports import Reader
from bot.core.press import token

PAGE = 200
"""Entries read at once; a page that is opened shows the last so many."""
UNDECIDED = ("owed", "sending")
LONGEST_PAYLOAD = 1000
"""Characters; of a longer one the page gets a stand-in."""


class Feed:
    """Tells each message once it is the customer's to read, even when a later one got there first."""

    def __init__(self, reader: Reader, conversation_id: str, after: int | None) -> None:
        """`after`: the last position that the page knows; None: it has just been opened."""
        self._reader = reader
        self._conversation_id = conversation_id
        self._after = after
        self._told: set[int] = set()

    async def news(self) -> Sequence[str]:
        """The messages that are new, in their order, and where the conversation stands now."""
        case = await self._reader.find(self._conversation_id)
        if await self._knows_more():
            return [event("restored", {})]
        if case is None:
            return [event("state", {"holder": Holder.BOT.value, "agent": "", "awaited": False})]
        await self._begin()
        entries = await self._unread()
        decided = self._decided_up_to(entries)
        told = [self._tell(entry, decided) for entry in entries if self._is_new(entry)]
        self._after = decided
        self._told = {position for position in self._told if position > decided}
        return [*told, event("state", _state(case, entries))]

    async def _knows_more(self) -> bool:
        """Whether the page shows what the journal does not have: it was put back to an earlier state."""
        if not self._after:
            return False
        shown = await self._reader.latest(self._conversation_id, 1)
        return not shown or (shown[0].position or 0) < self._after

    async def _begin(self) -> None:
        if self._after is None:
            shown = await self._reader.latest(self._conversation_id, PAGE)
            self._after = (shown[0].position or 1) - 1 if shown else 0

    async def _unread(self) -> list[Entry]:
        found: list[Entry] = []
        after = self._after or 0
        while page := await self._reader.transcript(self._conversation_id, after, PAGE):
            found += page
            after = page[-1].position or after
        return found

    def _decided_up_to(self, entries: Sequence[Entry]) -> int:
        """The position up to which nothing will change any more: where a page that comes back may go on."""
        decided = self._after or 0
        for entry in entries:
            if _is_pending(entry):
                return decided
            decided = entry.position or decided
        return decided

    def _is_new(self, entry: Entry) -> bool:
        return is_for_customer(entry) and entry.position not in self._told

    def _tell(self, entry: Entry, decided: int) -> str:
        position = entry.position or 0
        self._told.add(position)
        return event("message", _message(entry), min(position, decided))


def is_for_customer(entry: Entry) -> bool:
    """Whether it is theirs, or was sent to them; never a note, an action's result or a step of the desk."""
    if entry.kind is not Kind.MESSAGE:
        return False
    return entry.author is Author.CUSTOMER or entry.delivery in ("sent", "delivered", "read")


def _is_pending(entry: Entry) -> bool:
    return entry.kind is Kind.MESSAGE and (entry.state is State.WAITING or entry.delivery in UNDECIDED)


def _state(case: Case, entries: Sequence[Entry]) -> dict[str, Any]:
    held_by = case.conversation
    awaited = held_by.holder is Holder.BOT and any(_is_pending(entry) for entry in entries)
    agent = held_by.agent_name if held_by.holder is Holder.AGENT else ""
    return {"holder": held_by.holder.value, "agent": agent, "awaited": awaited}


def _message(entry: Entry) -> dict[str, Any]:
    own = entry.author is Author.CUSTOMER
    return {
        "position": entry.position,
        "author": entry.author.value,
        "name": entry.author_name if entry.author is Author.AGENT else "",
        "at": entry.at.isoformat(),
        "text": entry.content.text if own else _words(entry.content),
        "buttons": [_button(button) for button in entry.content.choices],
        "attachments": [
            *(_attachment(entry, number) for number in range(len(entry.content.attachments))),
            *(_picture(card) for card in entry.content.cards if card.image),
        ],
        # Only the page's own part of the key: the rest names the session.
        "message_id": entry.key.rpartition(":")[2] if own else "",
    }


def _words(content: Content) -> str:
    """The page shows no emphasis, and cards as words with their pictures below."""
    return "\n\n".join(
        part for part in (plain(content.text), *(card.words for card in content.cards)) if part
    )


def _picture(card: Card) -> dict[str, str]:
    return {"kind": "photo", "name": card.title, "url": web_address(card.image)}


def _button(button: Button) -> dict[str, str]:
    payload = button.payload if len(button.payload) <= LONGEST_PAYLOAD else token(button.payload)
    return {"title": button.title, "payload": payload, "url": web_address(button.url)}


def _attachment(entry: Entry, number: int) -> dict[str, str]:
    attachment = entry.content.attachments[number]
    url = chat_address(entry, number) if attachment.file else web_address(attachment.url)
    return {"kind": attachment.kind, "name": attachment.name, "url": url}


def chat_address(entry: Entry, number: int) -> str:
    """Where the customer of a web chat finds a file of ours."""
    return f"/chat/files/{entry.id}/{number}"


def web_address(url: str) -> str:
    """The address if a browser may follow it; else empty: `javascript:` and its like are words, not links."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else ""
