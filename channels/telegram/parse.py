"""What Telegram sends, as the journal keeps it: https://core.telegram.org/bots/api#update"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.core.arrival import Arrival
from bot.core.entry import Content, Deed, Kind
from channels.events import Strange, clean, identifier, key, moment, part, parts, unknown, whole, words
from channels.telegram import presses, private
from channels.telegram.attachments import attachments
from channels.telegram.groups import COMMAND, Me, is_addressed, is_private, without_salutation

Json = Mapping[str, Any]

RECORDS = {
    "channel_post": "channel_post",
    "edited_channel_post": "edit",
    "business_connection": "business",
    "business_message": "business",
    "edited_business_message": "business",
    "deleted_business_messages": "business",
    "guest_message": "guest",
    "message_reaction_count": "reaction",
    "inline_query": "inline",
    "chosen_inline_result": "inline",
    "shipping_query": "payment",
    "pre_checkout_query": "payment",
    "purchased_paid_media": "payment",
    "poll": "poll",
    "poll_answer": "poll",
    "my_chat_member": "membership",
    "chat_member": "membership",
    "chat_join_request": "membership",
    "chat_boost": "boost",
    "removed_chat_boost": "boost",
    "managed_bot": "managed_bot",
}
"""Updates that are expected and nobody's turn."""

SERVICE = {
    **dict.fromkeys(("new_chat_members", "left_chat_member", "group_chat_created"), "membership"),
    **dict.fromkeys(("migrate_to_chat_id", "migrate_from_chat_id"), "migration"),
    **dict.fromkeys(("pinned_message", "new_chat_title", "new_chat_photo", "delete_chat_photo"), "service"),
    **dict.fromkeys(("supergroup_chat_created", "message_auto_delete_timer_changed"), "service"),
    **dict.fromkeys(("forum_topic_created", "forum_topic_edited", "forum_topic_closed"), "service"),
    **dict.fromkeys(("forum_topic_reopened", "video_chat_started", "video_chat_ended"), "service"),
    **dict.fromkeys(("write_access_allowed", "users_shared", "chat_shared", "web_app_data"), "service"),
    **dict.fromkeys(("successful_payment", "refunded_payment", "gift", "unique_gift"), "payment"),
}
"""Messages that a chat writes by itself; others without words or attachments are unknown shapes."""

INTENTS = {"start": "/greet", "help": "/help"}
"""Telegram's standard commands. https://core.telegram.org/bots/features#global-commands"""


def arrivals(event: Any, me: Me) -> Sequence[Arrival]:
    """One update is one arrival, whatever its shape."""
    update = clean(event)
    try:
        return [_arrival(update, me)]
    except Exception:  # one strange update must not be sent again for a day, before all that follow it
        return [unknown("telegram", update, known_key=_known_key(update))]


def _known_key(update: Any) -> str:
    number = whole(update.get("update_id")) if isinstance(update, dict) else 0
    return key("telegram", str(number)) if number else ""


def _arrival(update: Json, me: Me) -> Arrival:
    if not whole(update.get("update_id")):
        raise Strange("no update_id")
    if "message" in update:
        return _message(update, part(update, "message"), me)
    if "edited_message" in update:
        return _edit(update, part(update, "edited_message"), me)
    if "message_reaction" in update:
        return _reaction(update, part(update, "message_reaction"))
    if "callback_query" in update:
        return _press(update, part(update, "callback_query"))
    for name, label in RECORDS.items():
        if name in update:
            return _record(update, label, part(update, name))
    return _record(update, "unknown", {})


def _record(update: Json, label: str, about: Json) -> Arrival:
    person = _person(about)
    chat = part(about, "chat") or part(part(about, "message"), "chat") or person
    conversation_id = _conversation(chat, person) if chat else "telegram:"
    if label == "unknown":
        return unknown("telegram", update, conversation_id, _known_key(update))
    return replace(_plain(update, about, conversation_id), kind=Kind.RECORD, label=label, raw=update)


def _plain(update: Json, about: Json, conversation_id: str) -> Arrival:
    """What messages, presses and records have in common."""
    return Arrival(
        key=_known_key(update),
        conversation_id=conversation_id,
        channel="telegram",
        kind=Kind.MESSAGE,
        at=moment(whole(about.get("edit_date")) or whole(about.get("date"))),
        order=whole(update.get("update_id")),
        customer_name=_name(_person(about)),
        platform_id=str(whole(about.get("message_id")) or ""),
    )


def _person(about: Json) -> Json:
    return part(about, "from") or part(about, "user")


def _conversation(chat: Json, person: Json) -> str:
    """Two people in one group are two conversations."""
    chat_id = identifier(chat.get("id"))
    if is_private(chat) or not person:
        return f"telegram:{chat_id}"
    return f"telegram:{chat_id}:{identifier(person.get('id'))}"


def _name(person: Json) -> str:
    full = " ".join(filter(None, (words(person.get("first_name")), words(person.get("last_name")))))
    return full or words(person.get("username"))


# Messages


def _message(update: Json, message: Json, me: Me) -> Arrival:
    chat, sender = part(message, "chat"), part(message, "from")
    if not chat:
        raise Strange("no chat")
    content = _content(message, me)
    label = _why_no_turn(message, content, me)
    if label:
        return _record(update, label, message)
    plain = _plain(update, message, _conversation(chat, sender))
    content = replace(content, album=_album(message))
    return private.followed(replace(plain, content=content, address=_address(message, chat)))


def _album(message: Json) -> str:
    """The key of the album that the message is a part of; empty for most."""
    group = words(message.get("media_group_id"))
    return key("telegram", "album", group) if group else ""


def _why_no_turn(message: Json, content: Content, me: Me) -> str:
    """The label of a message that no customer addressed to the bot; empty for a customer's turn."""
    private = is_private(part(message, "chat"))
    if part(message, "from").get("is_bot"):
        return "bot"
    if part(message, "sender_chat") or not (private or part(message, "from")):
        return "anonymous"  # a group or channel writes, and nobody knows which person
    if content == Content():
        return next((label for name, label in SERVICE.items() if name in message), "unknown")
    return "" if private or is_addressed(message, me) else "overheard"


def _content(message: Json, me: Me) -> Content:
    """The words as the customer wrote them; a command other than /start and /help is words too."""
    text = words(message.get("text")) or words(message.get("caption")) or _rich(message.get("rich_message"))
    if not is_private(part(message, "chat")):
        text = without_salutation(text, me)
    command = COMMAND.match(text)
    payload = _meant(command[1].lower(), me) if command else ""
    if command and not payload:
        text = f"{command[1]}{text[command.end() :]}"
    referral = text[command.end() :].strip() if command and payload == INTENTS["start"] else ""
    return Content(text, attachments=attachments(message), payload=payload, referral=referral)


def _meant(command: str, me: Me) -> str:
    """The intent of a command that the bot's menu has."""
    return f"/{command}" if command in me.commands else INTENTS.get(command, "")


def _rich(value: Any) -> str:
    """The words in a rich message's blocks. https://core.telegram.org/bots/api#richmessage"""
    if isinstance(value, list):
        return " ".join(filter(None, map(_rich, value)))
    if not isinstance(value, dict):
        return words(value)
    return " ".join(filter(None, (_rich(value.get(name)) for name in ("blocks", "text"))))


def _address(message: Json, chat: Json) -> dict[str, Any]:
    """In a group, which others read, a reply shows whom it is for; in a topic, it must name the topic."""
    address: dict[str, Any] = {}
    if message.get("is_topic_message") is True:
        address["thread_id"] = whole(message.get("message_thread_id"))
    if not is_private(chat):
        address["public"] = True
        address["reply_to"] = whole(message.get("message_id"))
    return {name: value for name, value in address.items() if value}


# What is done to messages


def _edit(update: Json, message: Json, me: Me) -> Arrival:
    """The transcript shows how it reads now; the bot is not asked again."""
    content = _content(message, me)
    by_customer = part(message, "from") and not part(message, "from").get("is_bot")
    if not by_customer or part(message, "sender_chat") or content == Content():
        return _record(update, "edit", message)
    return _aside(update, message, replace(content, payload="", deed=Deed.EDITED), "edit")


def _reaction(update: Json, change: Json) -> Arrival:
    """https://core.telegram.org/bots/api#messagereactionupdated"""
    before, after = _signs(change, "old_reaction"), _signs(change, "new_reaction")
    added = [sign for sign in after if sign not in before]
    taken = [sign for sign in before if sign not in after]
    if not part(change, "user") or not (added or taken):
        return _record(update, "reaction", change)
    deed = Deed.REACTED if added else Deed.UNREACTED
    return _aside(update, change, Content(" ".join(added or taken), deed=deed), "reaction")


def _signs(change: Json, name: str) -> list[str]:
    """Emoji; a chat's own signs have only numbers."""
    found = [kind for kind in parts(change, name) if isinstance(kind, dict)]
    return [words(kind.get("emoji")) or "a sticker" for kind in found]


def _aside(update: Json, about: Json, content: Content, label: str) -> Arrival:
    concerns = str(whole(about.get("message_id")) or "")
    return replace(
        _record(update, label, about),
        kind=Kind.ASIDE,
        content=content,
        continues=True,
        concerns=concerns,
        platform_id=concerns if content.deed is Deed.EDITED else "",  # what is done next is done to this
    )


# Presses


def _press(update: Json, press: Json) -> Arrival:
    """A press on a button; the message that has the button may be too old to be sent along."""
    person, message = part(press, "from"), part(press, "message")
    conversation_id = _conversation(part(message, "chat") or person, person)
    data = words(press.get("data"))
    if not data or data == presses.DONE:
        return _record(update, "press" if data else "game", press)
    text = presses.title(message, data) or _in_words(data)
    plain = _plain(update, press, conversation_id)
    return replace(
        plain,
        key=presses.key_of(message, data) or plain.key,
        content=Content(text, payload=data),
        address=_address(message, part(message, "chat")) if message else {},
    )


def _in_words(data: str) -> str:
    """`/track_order{"…"}` → track order."""
    return data.lstrip("/").partition("{")[0].replace("_", " ").strip() or data
