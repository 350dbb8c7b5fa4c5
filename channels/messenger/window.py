"""Until when Meta lets us write to a customer, counted from their last message.

https://developers.facebook.com/docs/messenger-platform/policy/policy-overview
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from bot.core.conversation import Conversation
from bot.core.delivery import Delivery
from bot.core.entry import Author, Spot
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


COMMENT_SHUT = (
    "They have only written in public, and more than 7 days ago: Meta lets nobody write to them privately "
    "any more. They can begin by writing to you."
)
ONE_PRIVATE_MESSAGE = (
    "They have only written in public, and the one private message that Meta allows was sent. "
    "You can write once they answer it."
)
NAMED_ELSEWHERE = (
    "They have only named you in public, somewhere else: Meta lets nobody write to them privately. "
    "Answer there, under what they wrote."
)


def address(delivery: Delivery, now: datetime) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Whom to send to, and what Meta has to be told of it. Somebody who has only commented is reached through
    the comment. Raises Undeliverable.

    https://developers.facebook.com/docs/messenger-platform/discovery/private-replies
    """
    conversation = delivery.conversation
    latest = conversation.address.get("comment") or {}
    answered = delivery.payload.get("comment") or (latest if _through_comment(delivery, now) else {})
    if not answered:
        about = envelope(delivery.author, conversation.last_customer_at, now)
        return {"id": conversation.id.split(":")[2]}, about
    written = datetime.fromtimestamp(latest.get("at", 0), timezone.utc)
    if latest.get("id") == answered["id"] and now > written + FOR_PEOPLE:
        raise Undeliverable(COMMENT_SHUT)
    name = "post_id" if answered["spot"] == Spot.POST.value else "comment_id"
    return {name: answered["id"]}, PLAINLY


def _through_comment(delivery: Delivery, now: datetime) -> bool:
    """Whether the latest comment is the only way to them: they have not written, or so long ago that an agent
    has no other; the bot's words that no comment asked for do not take that one message away."""
    conversation = delivery.conversation
    last, comment = conversation.last_customer_at, conversation.address.get("comment")
    if last is None or not comment:
        return conversation.is_only_public
    is_last = now > last + FOR_PEOPLE and not comment_window(conversation).is_shut(now)
    return is_last and delivery.author is Author.AGENT


def comment_window(conversation: Conversation) -> Window:
    """Seven days from a comment, for the one private message that may answer it."""
    comment = conversation.address["comment"]
    written = datetime.fromtimestamp(comment["at"], timezone.utc)
    if comment["spot"] == Spot.MENTION.value:
        return Window(written, NAMED_ELSEWHERE)
    if comment.get("answered"):
        return Window(written, ONE_PRIVATE_MESSAGE)
    return Window(written + FOR_PEOPLE, COMMENT_SHUT)


def window(conversation: Conversation) -> Window | None:
    """Until when a person may write; None where the customer has not written yet."""
    if conversation.is_only_public:
        return comment_window(conversation)
    last = conversation.last_customer_at
    if last is None:
        return None
    since = Window(last + FOR_PEOPLE, SHUT)
    later = comment_window(conversation) if conversation.address.get("comment") else since
    return max(since, later, key=lambda found: found.until)


def own_window(conversation: Conversation) -> Window | None:
    """Until when the bot may write by itself; None where the customer has not written yet."""
    last = conversation.last_customer_at
    return Window(last + FOR_ALL, SHUT_FOR_BOT) if last else None
