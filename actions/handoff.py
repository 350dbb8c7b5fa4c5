"""Ask for a person."""

from collections.abc import Sequence

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.guard import GuardedAction
from actions.order_lookup import MOST_MISSES
from actions.proof import is_proven
from actions.shop.port import OrderState
from actions.summary import WISHES, summary
from actions.telling import Wish, ask_for_person
from actions.turns import last_response, latest_intent

NOT_SENT = {OrderState.PENDING.value, OrderState.PAID.value, OrderState.PACKED.value}
"""While an order is in one of these, minutes count for a cancellation or another address."""
BILLING = {
    "refund_status",
    "request_refund",
    "change_payment",
    "get_invoice",
    "payment_problem",
    "voucher_problem",
}
"""Topics and reasons that the team `billing` of desk.yml knows about; `orders` knows about orders."""
URGENT = ("complaint", "emergency", "self_harm")
"""Wishes that come before others."""
TROUBLES = {
    "utter_too_many_misses": "too_many_misses",
    "utter_shop_down": "shop_down",
    "utter_shop_slow": "shop_down",
    "utter_something_went_wrong": "bot_failed",
    "utter_complaint": "complaint",
    "utter_abuse": "abuse",
    "utter_payment_problem": "payment_problem",
    "utter_voucher_problem": "voucher_problem",
    "utter_login_problem": "login_problem",
    "utter_newsletter": "newsletter",
    "utter_delete_account": "delete_account",
    "utter_product_question": "product_question",
    "utter_product_more": "product_question",
    "utter_cannot_find_without": "order_not_found",
}
"""Why a person is asked for right after the bot said this."""


class ActionRequestHandoff(GuardedAction):
    """Asks frontdesk for a person and says nothing: what comes of it decides what the customer reads."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return "action_request_handoff"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """With the reason, and all that is known."""
        reason = _reason(tracker)
        topic = str(tracker.get_slot("topic") or "")
        _ask(dispatcher, tracker, reason, _team(topic or reason), summary(tracker))
        return []


def ask_about(dispatcher: CollectingDispatcher, tracker: Tracker, wishes: Sequence[str]) -> None:
    """Ask for a person for what is wanted about the order that was shown; the first wish is the reason."""
    _ask(dispatcher, tracker, wishes[0], _team(wishes[0]) or "orders", summary(tracker, wishes))


def ask_to_make(dispatcher: CollectingDispatcher, tracker: Tracker, change: str) -> None:
    """Ask for a person for a change that the customer has confirmed, and that the bot only prepares."""
    words = f"To be done, confirmed by the customer: {change}. {summary(tracker)}"
    ask_for_person(dispatcher, tracker, Wish("confirmed_change", words, "normal", "orders"))


def _ask(
    dispatcher: CollectingDispatcher, tracker: Tracker, reason: str, team: str | None, words: str
) -> None:
    ask_for_person(dispatcher, tracker, Wish(reason, words, _priority(reason, tracker), team))


def _team(wanted: str) -> str | None:
    if wanted in BILLING:
        return "billing"
    return "orders" if wanted in WISHES and wanted not in URGENT else None


def _reason(tracker: Tracker) -> str:
    """A short word: what went wrong just before, or simply that they asked."""
    if latest_intent(tracker) in URGENT:
        return latest_intent(tracker)
    trouble = TROUBLES.get(last_response(tracker))
    if trouble:
        return trouble
    return "too_many_misses" if (tracker.get_slot("misses") or 0) >= MOST_MISSES else "customer_asked"


def _priority(reason: str, tracker: Tracker) -> str:
    not_sent = is_proven(tracker.slots) and tracker.get_slot("order_state") in NOT_SENT
    minutes_count = reason in ("cancel_order", "change_address", "change_order") and not_sent
    return "high" if minutes_count or reason in URGENT else "normal"
