"""Deliveries as the worker hands them to a connector."""

from typing import Any

from bot.core.conversation import Conversation
from bot.core.delivery import Delivery, Payload
from bot.core.entry import Author


def delivery(
    conversation_id: str, payload: Payload, address: dict[str, Any] | None = None, number: int = 7
) -> Delivery:
    """One platform call's worth of words for that conversation."""
    conversation = Conversation(conversation_id, conversation_id.partition(":")[0], address or {})
    return Delivery(number, 1, conversation, Author.BOT, payload, attempts=0)
