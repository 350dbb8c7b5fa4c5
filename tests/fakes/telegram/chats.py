"""What Telegram itself knows: people, chats, the messages in them, files, and buttons that still spin."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.samples import PNG
from tests.fakes.telegram.limits import bad_request


@dataclass
class Chat:
    """One chat and what stands in it."""

    about: dict[str, Any]
    """Telegram's Chat object."""
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Everybody's, by message_id, as they look now."""
    blocked: bool = False
    """Whether the customer has blocked the bot."""
    migrated_to: int = 0
    actions: list[str] = field(default_factory=list)
    """What sendChatAction showed: typing …"""

    @property
    def id(self) -> int:
        """Negative for groups and channels."""
        return int(self.about["id"])


@dataclass
class World:
    """All chats of one bot."""

    bot: dict[str, Any]
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    """By file_id."""
    spinning: set[str] = field(default_factory=set)
    """Ids of presses that the bot has not answered: their buttons show a spinner."""
    notices: list[str] = field(default_factory=list)
    """What answerCallbackQuery showed."""
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def next_number(self) -> int:
        """For message ids, files, presses: never the same twice."""
        return next(self._numbers)

    def chat(self, chat_id: Any) -> Chat:
        """The chat, if the bot may write there. Raises Refusal as Telegram does."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad_request("Bad Request: chat not found")
        if chat.migrated_to:
            reason = "Bad Request: group chat was upgraded to a supergroup chat"
            raise bad_request(reason, migrate_to_chat_id=chat.migrated_to)
        if chat.blocked:
            raise bad_request("Forbidden: bot was blocked by the user", 403)
        return chat

    def write(self, chat: Chat, sender: dict[str, Any] | None, **fields: Any) -> dict[str, Any]:
        """Put a message into a chat; Telegram's Message object."""
        message: dict[str, Any] = {
            "message_id": self.next_number(),
            "chat": chat.about,
            "date": int(time.time()),
        }
        if sender:
            message["from"] = sender
        message.update(fields)
        chat.messages[message["message_id"]] = message
        return message

    def keep_file(self, content: bytes = PNG) -> dict[str, Any]:
        """Store a file; the identifying fields of Telegram's file objects."""
        number = self.next_number()
        file_id = f"AgACAgIAAxkBAAI{number:06d}"
        self.files[file_id] = content
        return {"file_id": file_id, "file_unique_id": f"AQAD{number:06d}", "file_size": len(content)}
