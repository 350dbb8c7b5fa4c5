"""Who a message in a Telegram group is for: the bot hears more than it is told."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from channels.events import part, parts, whole, words

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?=\s|$)")
"""https://core.telegram.org/bots/features#commands"""


@dataclass(frozen=True)
class Me:
    """The bot, as Telegram knows it."""

    id: int
    username: str = ""
    """Without the @; empty until it is known."""
    commands: frozenset[str] = frozenset()
    """Those of the bot's menu; each stands for the intent of the same name."""

    def is_called(self, name: str) -> bool:
        """Whether the @name, without its @, is the bot's.

        As long as the bot does not know its own, any bot's name counts: with privacy mode on, Telegram
        passes on only what is meant for us. https://core.telegram.org/bots/features#privacy-mode
        """
        known = self.username.lower()
        return name.lower() == known if known else name.lower().endswith("bot")


def is_private(chat: Mapping[str, Any]) -> bool:
    """Whether only the customer and the bot are in it; people's ids are positive, groups' are negative."""
    kind = chat.get("type")
    return kind == "private" if kind else whole(chat.get("id")) > 0


def is_addressed(message: Mapping[str, Any], me: Me) -> bool:
    """Whether a message in a group is for the bot: a command, a mention, or a reply to it."""
    return _commands(message, me) or _answers(message, me) or any(_mentions(message, me))


def without_salutation(text: str, me: Me) -> str:
    """The words without the bot's @name before them, which only says whom they are for."""
    found = re.match(r"@([A-Za-z0-9_]+)[\s,:]+(?=\S)", text)
    return text[found.end() :] if found and me.is_called(found[1]) else text


def _commands(message: Mapping[str, Any], me: Me) -> bool:
    command = COMMAND.match(words(message.get("text")))
    return command is not None and (not command[2] or me.is_called(command[2]))


def _answers(message: Mapping[str, Any], me: Me) -> bool:
    """In a forum's topic, each message replies to the one that opened the topic; that is no answer."""
    replied = part(message, "reply_to_message")
    return "forum_topic_created" not in replied and part(replied, "from").get("id") == me.id


def _mentions(message: Mapping[str, Any], me: Me) -> Iterator[bool]:
    text = words(message.get("text")) or words(message.get("caption"))
    for entity in (*parts(message, "entities"), *parts(message, "caption_entities")):
        kind = entity.get("type") if isinstance(entity, dict) else ""
        if kind == "mention":
            yield me.is_called(_marked(text, entity).lstrip("@"))
        elif kind == "text_mention":
            yield part(entity, "user").get("id") == me.id


def _marked(text: str, entity: Mapping[str, Any]) -> str:
    """The text under an entity; Telegram counts in UTF-16 code units."""
    start, length = whole(entity.get("offset")), whole(entity.get("length"))
    units = text.encode("utf-16-le")
    return units[2 * max(start, 0) : 2 * max(start + length, 0)].decode("utf-16-le", "replace")
