"""Small words that templates put around values."""

import hashlib
from datetime import datetime

from bot.core.conversation import Conversation

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def ago(at: datetime, now: datetime) -> str:
    """How long since, as short as it is read at a glance: "just now", "3 min", "2 h 5 min", "4 days"."""
    seconds = int((now - at).total_seconds())
    if seconds < MINUTE:
        return "just now"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    if seconds < DAY:
        hours, rest = divmod(seconds, HOUR)
        return f"{hours} h {rest // MINUTE} min" if rest >= MINUTE else f"{hours} h"
    days = seconds // DAY
    return f"{days} day" if days == 1 else f"{days} days"


def ahead(at: datetime, now: datetime) -> str:
    """How long until then: "for 6 days", "for 3 h 20 min", "no more"."""
    return "no more" if at <= now else f"for {ago(now - (at - now), now)}".replace("just now", "a minute")


def customer_label(conversation: Conversation) -> str:
    """The customer's name as the channel or an action knows it, or a number that tells visitors apart."""
    told = conversation.facts.get("name") or conversation.facts.get("customer_name")
    number = hashlib.sha256(conversation.id.encode()).hexdigest()[:4].upper()
    return conversation.customer_name or (str(told) if told else f"Visitor {number}")


def consent_in_words(conversation: Conversation) -> str:
    """Whether the customer lets the bot write about their orders by itself; empty: they have not said."""
    consent = conversation.decided
    if consent is None:
        return ""
    return f"{'allowed' if consent.allowed else 'not wanted'} since {consent.at:%d %b %Y, %H:%M} UTC"


def initials(name: str) -> str:
    """One or two letters that stand for a name."""
    words = [word for word in name.split() if word]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def spelled_out(word: str) -> str:
    """A short word of the code as people write it: `order_number` is "Order number"."""
    return word.replace("_", " ").strip().capitalize()
