"""From a group into the private chat: a link whose payload names the group.

https://core.telegram.org/bots/features#deep-linking
"""

import re
from dataclasses import replace

from bot.core.arrival import Arrival
from bot.core.conversation import Conversation
from channels.telegram.groups import Me

CASE = "case"
"""What the payload begins with; it may have 64 letters, digits, _ and -, and a chat's id leaves most."""
_PAYLOAD = re.compile(CASE + r"(-[0-9]{1,18})")


def way(conversation: Conversation, me: Me) -> str:
    """The link; empty in private, and as long as nobody knows the bot's @name."""
    if not (conversation.address.get("public") and me.username):
        return ""
    chat_id = conversation.id.split(":")[1]
    return f"https://t.me/{me.username}?start={CASE}{chat_id}"


def followed(arrival: Arrival) -> Arrival:
    """A /start by such a link takes up what this very person had asked in that group.

    The payload may be anybody's invention: it only ever leads to the follower's own conversation there.
    """
    found = _PAYLOAD.fullmatch(arrival.content.referral)
    person = arrival.conversation_id.removeprefix("telegram:")
    if not found or not person.isdecimal():  # in a group, the conversation is named by more than the person
        return arrival
    return replace(
        arrival,
        content=replace(arrival.content, referral=""),
        takes_up=f"telegram:{found[1]}:{person}",
    )
