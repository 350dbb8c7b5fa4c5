"""Ask for a person."""

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.guard import GuardedAction
from actions.order_lookup import MOST_MISSES
from actions.order_lookup import NAME as LOOK_UP
from actions.proof import is_proven
from actions.shop.port import OrderState
from actions.summary import summary
from actions.telling import Wish, ask_for_person
from actions.turns import last_response, latest_intent, ran, turns

NOT_SENT = {OrderState.PENDING.value, OrderState.PAID.value, OrderState.PACKED.value}
"""While an order is in one of these, minutes count for a cancellation or another address."""
TEAMS = {
    "track_order": "orders",
    "cancel_order": "orders",
    "return_item": "orders",
    "change_address": "orders",
    "refund_status": "billing",
}
"""Which of desk.yml's teams knows about what."""
URGENT = ("complaint", "emergency")
"""Wishes that come before others."""
TROUBLES = {
    "utter_too_many_misses": "too_many_misses",
    "utter_shop_down": "shop_down",
    "utter_shop_slow": "shop_down",
    "utter_something_went_wrong": "bot_failed",
    "utter_complaint": "complaint",
    "utter_abuse": "abuse",
    "utter_payment_question": "payment_question",
    "utter_product_question": "product_question",
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
        team = TEAMS.get(topic) or ("billing" if reason == "payment_question" else None)
        ask_for_person(dispatcher, tracker, Wish(reason, summary(tracker), _priority(reason, tracker), team))
        return []


def _reason(tracker: Tracker) -> str:
    """A short word: what was looked up just now, what went wrong just before, or simply that they asked."""
    turn = next(turns(tracker), [])
    topic = tracker.get_slot("topic")
    if ran(turn, LOOK_UP) and topic:
        return str(topic)
    if latest_intent(tracker) in URGENT:
        return latest_intent(tracker)
    trouble = TROUBLES.get(last_response(tracker))
    if trouble:
        return trouble
    return "too_many_misses" if (tracker.get_slot("misses") or 0) >= MOST_MISSES else "customer_asked"


def _priority(reason: str, tracker: Tracker) -> str:
    not_sent = is_proven(tracker.slots) and tracker.get_slot("order_state") in NOT_SENT
    minutes_count = reason in ("cancel_order", "change_address") and not_sent
    return "high" if minutes_count or reason in URGENT else "normal"
