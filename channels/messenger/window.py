"""Until when Meta lets us write to a customer, counted from their last message.

https://developers.facebook.com/docs/messenger-platform/policy/policy-overview
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.core.conversation import Conversation
from bot.core.entry import Author
from bot.core.errors import Undeliverable
from bot.core.window import Window

FOR_ALL = timedelta(hours=24)
"""The standard messaging window: bots and people."""
FOR_PEOPLE = timedelta(days=7)
"""The tag HUMAN_AGENT: what a person wrote, and nothing else.
https://developers.facebook.com/docs/messenger-platform/send-messages/message-tags"""

PLAINLY: Mapping[str, str] = {"messaging_type": "RESPONSE"}
BY_HAND: Mapping[str, str] = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}

SHUT_FOR_BOT = "More than 24 hours have passed since the customer last wrote, so Meta does not deliver this."
SHUT = (
    "More than 7 days have passed since the customer last wrote, so Meta delivers nothing more. "
    "They can go on by writing again."
)


def envelope(author: Author, last_customer_at: datetime | None, now: datetime) -> Mapping[str, str]:
    """What Meta has to be told of a message sent now. Raises Undeliverable where it may not be sent."""
    silent = now - last_customer_at if last_customer_at else timedelta()
    if silent <= FOR_ALL:
        return PLAINLY
    if author is not Author.AGENT:
        raise Undeliverable(SHUT_FOR_BOT)
    if silent <= FOR_PEOPLE:
        return BY_HAND
    raise Undeliverable(SHUT)


def window(conversation: Conversation) -> Window | None:
    """Until when a person may write; None where the customer has not written yet."""
    last = conversation.last_customer_at
    return Window(last + FOR_PEOPLE, SHUT) if last else None
