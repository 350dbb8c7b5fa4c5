"""Places on Telegram with more than one person: groups and broadcast channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.customer import TelegramCustomer

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram


class Group:
    """A group that the bot is in."""

    def __init__(self, telegram: FakeTelegram, chat: Chat) -> None:
        self.telegram, self.chat = telegram, chat

    def customer(self, name: str) -> TelegramCustomer:
        """A new person in this group."""
        return TelegramCustomer(self.telegram, self.telegram.person(name), self.chat)

    def joined_by(self, customer: TelegramCustomer) -> TelegramCustomer:
        """The same person as she writes in this group."""
        return TelegramCustomer(self.telegram, customer.user, self.chat)

    async def welcomes(self, name: str) -> Any:
        """The service message that somebody came in."""
        user = self.telegram.person(name)
        message = self.telegram.world.write(self.chat, user, new_chat_members=[user])
        return await self.telegram.send(message=message)

    def migrate(self) -> Group:
        """Become another chat, as a group does that grows; the bot is told at its next call to the old."""
        successor = self.telegram.group(self.chat.about["title"])
        self.chat.migrated_to = successor.chat.id
        return successor


class Channel:
    """A broadcast channel."""

    def __init__(self, telegram: FakeTelegram, chat: Chat) -> None:
        self.telegram, self.chat = telegram, chat

    async def posts(self, text: str) -> Any:
        """The channel writes to all its readers, the bot among them."""
        post = self.telegram.world.write(self.chat, None, sender_chat=self.chat.about, text=text)
        return await self.telegram.send(channel_post=post)
