"""Updates as Telegram writes them: https://core.telegram.org/bots/api#update"""

from typing import Any

PERSON = {"id": 100000001, "is_bot": False, "first_name": "Anna", "last_name": "Берг", "language_code": "en"}
BOT = {"id": 7000000001, "is_bot": True, "first_name": "Frontdesk", "username": "frontdesk_bot"}
PRIVATE = {"id": 100000001, "type": "private", "first_name": "Anna"}
GROUP = {"id": -1001000000001, "type": "supergroup", "title": "Friends of shoes", "is_forum": True}
NEWS = {"id": -1001000000002, "type": "channel", "title": "News"}
SAID: dict[str, Any] = {"message_id": 11, "from": PERSON, "chat": PRIVATE, "date": 1793000000}
IN_GROUP: dict[str, Any] = {**SAID, "chat": GROUP}
FILE: dict[str, Any] = {"file_id": "AgACAgIAAxkBAAI000001", "file_unique_id": "AQAD000001", "file_size": 68}
KEYBOARD = {"inline_keyboard": [[{"text": "Track my order", "callback_data": "/track_order"}]]}
ASKED = {"message_id": 12, "from": BOT, "chat": PRIVATE, "date": 1793000001, "text": "How can I help?"}
PRESS = {"id": "4800000001", "from": PERSON, "chat_instance": "1"}
REACTION = {"chat": PRIVATE, "message_id": 12, "user": PERSON, "date": 1793000002, "old_reaction": []}
MEMBER = {"chat": PRIVATE, "from": PERSON, "date": 1793000003}


def update(number: int = 870000001, **fields: Any) -> dict[str, Any]:
    """One update."""
    return {"update_id": number, **fields}


def message(**fields: Any) -> dict[str, Any]:
    """A message in a private chat."""
    return update(message={**SAID, **fields})


def in_group(**fields: Any) -> dict[str, Any]:
    """A message in a group."""
    return update(message={**IN_GROUP, **fields})


TURNS = [
    message(text="Where is my order? 📦"),
    message(text="/start ref", entities=[{"type": "bot_command", "offset": 0, "length": 6}]),
    message(photo=[{**FILE, "width": 1, "height": 1}, {**FILE, "width": 9, "height": 9}], caption="broken"),
    message(voice={**FILE, "duration": 3, "mime_type": "audio/ogg"}),
    message(video={**FILE, "duration": 3, "width": 1, "height": 1, "file_name": "a.mp4"}),
    message(document={**FILE, "file_name": "receipt.pdf", "mime_type": "application/pdf"}),
    message(sticker={**FILE, "type": "regular", "width": 1, "height": 1, "emoji": "👍"}),
    message(location={"latitude": 52.5, "longitude": 13.4}),
    message(contact={"phone_number": "+491701234567", "first_name": "Anna"}),
    update(callback_query={**PRESS, "message": {**ASKED, "reply_markup": KEYBOARD}, "data": "/track_order"}),
    update(callback_query={**PRESS, "inline_message_id": "AAAA48", "data": "/track_order"}),
    in_group(text="@frontdesk_bot hi", entities=[{"type": "mention", "offset": 0, "length": 14}]),
    in_group(text="and then?", reply_to_message={**ASKED, "chat": GROUP}, message_thread_id=5),
]
"""Each a customer's turn."""

RECORDS = [
    update(edited_message={**SAID, "edit_date": 1793000009, "text": "Where is my parcel?"}),
    update(
        channel_post={"message_id": 3, "sender_chat": NEWS, "chat": NEWS, "date": 1793000000, "text": "Sale"}
    ),
    update(my_chat_member={**MEMBER, "old_chat_member": {"user": BOT}, "new_chat_member": {"user": BOT}}),
    update(message_reaction={**REACTION, "new_reaction": [{"type": "emoji", "emoji": "❤"}]}),
    update(poll={"id": "1", "question": "?", "options": [], "total_voter_count": 0}),
    update(inline_query={"id": "1", "from": PERSON, "query": "shoes", "offset": ""}),
    in_group(text="what do you others think?"),
    in_group(new_chat_members=[PERSON]),
]
"""Each nobody's turn."""
