"""A sentence for the colleague who takes over, made of what is known."""

from collections.abc import Sequence

from rasa_sdk.interfaces import Tracker

from actions.changes.kept import is_changing, question
from actions.changes.making import SHORT
from actions.language_names import language_name
from actions.proof import is_proven
from actions.telling import account_name
from actions.turns import last_words

WISHES = {
    "track_order": "asks where an order is",
    "not_received": "has not received an order",
    "cancel_order": "wants to cancel an order",
    "change_order": "wants something else in an order",
    "change_address": "wants another delivery address",
    "change_payment": "wants to pay in another way",
    "return_item": "wants to return something",
    "exchange_item": "wants to swap something",
    "refund_status": "asks about a refund",
    "request_refund": "wants money back",
    "missing_item": "misses something in the parcel",
    "damaged_item": "got something broken",
    "wrong_item": "got the wrong thing",
    "warranty_claim": "has a warranty case",
    "get_invoice": "wants an invoice",
    "complaint": "complains",
}
LONGEST_QUOTE = 200


def summary(tracker: Tracker, wishes: Sequence[str] = ()) -> str:
    """Who wants what about which order, whether they are verified, and their last words."""
    topics = wishes or [str(tracker.get_slot("topic") or "")]
    wish = ", and ".join(_wish(topic) for topic in topics if topic) or "asks for help"
    parts = (
        f"{_who(tracker)} {wish}.",
        _language(tracker),
        _order(tracker),
        _draft(tracker),
        _quote(tracker),
    )
    return " ".join(part for part in parts if part)


def _wish(topic: str) -> str:
    """Of one that stands in domain.yml alone, by its name: `has a wish: reschedule delivery`."""
    return WISHES.get(topic) or f"has a wish: {topic.replace('_', ' ')}"


def _who(tracker: Tracker) -> str:
    name = tracker.get_slot("customer_name") or account_name(tracker) or "The customer"
    verified = "verified" if is_proven(tracker.slots) else "not verified"
    return f"{name} ({verified})"


def _language(tracker: Tracker) -> str:
    name = language_name(tracker.get_slot("language"))
    return f"Writes in {name}." if name else ""


def _order(tracker: Tracker) -> str:
    shown = tracker.get_slot("order_summary")
    if shown and is_proven(tracker.slots):
        return f"Order {shown}."
    number = tracker.get_slot("order_number")
    misses = int(tracker.get_slot("misses") or 0)
    claimed = f"Order {number}, as the customer says." if number else ""
    tried = f"{misses} look-up{'s' if misses > 1 else ''} matched nothing." if misses else ""
    other = f"Verified for another order only, {shown}." if shown else ""
    return " ".join(part for part in (claimed, tried, other) if part)


def _draft(tracker: Tracker) -> str:
    """The change that was being put together, and is not made."""
    if not is_changing(tracker):
        return ""
    short = (question(tracker).get("values") or {}).get(SHORT) or ""
    return f"Not done yet: {short}." if short else ""


def _quote(tracker: Tracker) -> str:
    words = " ".join(last_words(tracker).split())
    short = words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + "…"
    return f"Last words: “{short}”" if short else ""
