"""A person on Telegram, in her private chat with the bot or in a group."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests.fakes.customer import Choice, Customer, Shown
from tests.fakes.samples import OGG, PDF, WEBP
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.markup import utf16_length

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

_TO_THE_BOT = re.compile(r"https://t\.me/(\w+)\?start=([A-Za-z0-9_-]{1,64})")
_COMMAND = re.compile(r"(?<!\S)/[a-z0-9_]+(@\w+)?")


class TelegramCustomer(Customer):
    """One person in one chat; what she does becomes an update. Each returns the update as it was sent."""

    def __init__(self, telegram: FakeTelegram, user: dict[str, Any], chat: Chat) -> None:
        super().__init__(user["first_name"], telegram)
        self.telegram, self.user, self.chat = telegram, user, chat

    def screen(self) -> Sequence[Shown]:
        """The bot's messages in this chat."""
        bot = self.telegram.world.bot
        messages = list(self.chat.messages.values())
        return [_shown(message) for message in messages if message.get("from") == bot]

    async def says(self, text: str) -> Any:
        """Write words; what begins with a slash is marked as a command, as Telegram does."""
        commands = [
            {"type": "bot_command", "offset": utf16_length(text[: m.start()]), "length": utf16_length(m[0])}
            for m in _COMMAND.finditer(text)
        ]
        return await self.sends(text=text, **({"entities": commands} if commands else {}))

    async def sends(self, **fields: Any) -> Any:
        """Send a message with any fields of Telegram's Message object."""
        message = self.telegram.world.write(self.chat, self.user, **fields)
        return await self.telegram.send(message=message)

    async def press(self, shown: Shown, choice: Choice) -> Any:
        """Inline buttons send their data; a reply keyboard's send their title as words."""
        if "callback_data" in choice.raw:
            return await self.presses_data(choice.raw["callback_data"], shown.raw)
        if "url" in choice.raw:
            return await self.follows(choice.raw["url"])
        return await self.says(choice.title)

    def alone(self) -> TelegramCustomer:
        """The same person in her private chat with the bot."""
        return self.telegram.alone(self.user)

    async def follows(self, url: str) -> Any:
        """A link to the bot: her private chat opens, and she presses *Start* there.

        https://core.telegram.org/bots/features#deep-linking
        """
        link = _TO_THE_BOT.fullmatch(url)
        assert link, f"{url} leads to no bot; ours learns nothing"
        assert link[1] == self.telegram.world.bot["username"]
        return await self.alone().says(f"/start {link[2]}")

    async def presses_data(self, data: str, message: dict[str, Any] | None = None) -> Any:
        """A press on an inline button; with no message where that is too old, or was sent inline."""
        query_id = f"48{self.telegram.world.next_number():016d}"
        self.telegram.world.spinning.add(query_id)
        query = {"id": query_id, "from": self.user, "chat_instance": str(self.chat.id), "data": data}
        about = {"message": message} if message else {"inline_message_id": f"AAAA{query_id}"}
        return await self.telegram.send(callback_query={**query, **about})

    async def sends_photo(self, caption: str = "", album: str = "") -> Any:
        """A photo in one size."""
        photo = {**self.telegram.world.keep_file(), "width": 1, "height": 1}
        return await self.sends(photo=[photo], **_captioned(caption, album))

    def new_album(self) -> str:
        """The id that the parts of an album share."""
        return f"{13_990_000_000_000_000 + self.telegram.world.next_number()}"

    async def sends_album(self, *captions: str) -> Sequence[Any]:
        """Photos sent together, an update each; the caption that people write stands at one of them."""
        album = self.new_album()
        return [await self.sends_photo(caption, album) for caption in captions]

    async def sends_voice(self) -> Any:
        """A voice message of three seconds."""
        voice = {**self.telegram.world.keep_file(OGG), "duration": 3, "mime_type": "audio/ogg"}
        return await self.sends(voice=voice)

    async def sends_document(self, name: str = "receipt.pdf", caption: str = "", album: str = "") -> Any:
        """A file."""
        document = {
            **self.telegram.world.keep_file(PDF),
            "file_name": name,
            "mime_type": "application/pdf",
        }
        return await self.sends(document=document, **_captioned(caption, album))

    async def sends_sticker(self, emoji: str = "👍") -> Any:
        """A sticker."""
        looks = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return await self.sends(sticker={**self.telegram.world.keep_file(WEBP), **looks, "emoji": emoji})

    async def sends_location(self, latitude: float = 52.5, longitude: float = 13.4) -> Any:
        """A place."""
        return await self.sends(location={"latitude": latitude, "longitude": longitude})

    async def edits(self, update: dict[str, Any], text: str) -> Any:
        """Change the words, or the caption, of a message that she sent."""
        message = self.chat.messages[update["message"]["message_id"]]
        message["text" if "text" in message else "caption"] = text
        return await self.telegram.send(edited_message={**message, "edit_date": int(time.time())})

    async def reacts(self, shown: Shown, emoji: str = "❤") -> Any:
        """React to one of the bot's messages."""
        now = {"old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": emoji}]}
        about = {"chat": self.chat.about, "message_id": shown.raw["message_id"], "user": self.user}
        return await self.telegram.send(message_reaction={**about, "date": int(time.time()), **now})

    async def blocks_bot(self) -> Any:
        """From now on the bot may not write to her."""
        self.chat.blocked = True
        return await self._membership("member", "kicked")

    async def unblocks_bot(self) -> Any:
        """And now it may again."""
        self.chat.blocked = False
        return await self._membership("kicked", "member")

    async def _membership(self, before: str, after: str) -> Any:
        change = {
            "chat": self.chat.about,
            "from": self.user,
            "date": int(time.time()),
            "old_chat_member": self._bot_as(before),
            "new_chat_member": self._bot_as(after),
        }
        return await self.telegram.send(my_chat_member=change)

    def _bot_as(self, status: str) -> dict[str, Any]:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": self.telegram.world.bot, "status": status, **until}


def _captioned(caption: str, album: str = "") -> dict[str, Any]:
    found = {"caption": caption, "media_group_id": album}
    return {name: value for name, value in found.items() if value}


def _shown(message: dict[str, Any]) -> Shown:
    markup = message.get("reply_markup", {})
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    buttons = [button if isinstance(button, dict) else {"text": button} for row in rows for button in row]
    text = message.get("text", message.get("caption", ""))
    choices = tuple(Choice(button["text"], button) for button in buttons)
    return Shown(f"{message['message_id']}", text, choices, message)
