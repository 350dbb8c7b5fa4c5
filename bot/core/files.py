"""Files that people send, and where they are kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.entry import Attachment, Author
from bot.core.errors import Undeliverable

MOST_BYTES = 25 * 1024 * 1024
"""Of one file; the most that Messenger takes, and more than Telegram lets bots fetch."""


@dataclass(frozen=True)
class Fetched:
    """A file as its platform gave it."""

    content: bytes
    name: str = ""
    """As its sender called it, where that is known."""


@dataclass(frozen=True)
class Wanted:
    """A file that is to be fetched."""

    id: int
    conversation_id: str
    entry_id: int
    number: int
    """Its place among the entry's attachments."""
    attachment: Attachment
    author: Author
    """Whose it is."""
    author_name: str
    attempts: int
    due: datetime


class Files(Protocol):
    """Where files are kept."""

    async def keep(
        self, conversation_id: str, name: str, attachment: Attachment, found: Fetched
    ) -> Attachment:
        """Keep it; `name` is the same however often it is kept. The attachment, knowing where its file is.
        Raises TryAgain, and Undeliverable for what is not what it claims to be."""

    async def read(self, file: str) -> bytes:
        """Its content. Raises TryAgain, and Undeliverable when it is gone."""

    async def forget(self, conversation_id: str) -> None:
        """Delete all of a conversation's. Raises TryAgain."""


class NoFiles:
    """Nothing is kept: for connectors that have nothing to do with files."""

    async def keep(
        self, conversation_id: str, name: str, attachment: Attachment, found: Fetched
    ) -> Attachment:
        raise Undeliverable("There is no place where files are kept.")

    async def read(self, file: str) -> bytes:
        raise Undeliverable("There is no place where files are kept.")

    async def forget(self, conversation_id: str) -> None:
        """There is nothing."""


NO_FILES = NoFiles()
