"""Messages about orders that nobody asks for one by one: offered, allowed, stopped, and said."""

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.guard import GuardedAction
from actions.telling import tell_consent, tell_offer, tell_result, updates_told
from actions.turns import last_response, latest_intent
from actions.variation import say_otherwise, say_what_is_known

OFFER = "utter_offer_updates"
ON_THE_WAY = frozenset({"paid", "packed", "shipped", "out_for_delivery", "delayed"})
"""States of an order of which there will be news."""
SAID = ("update_order", "update_carrier", "update_tracking", "update_day", "update_amount")
"""Entities that the shop's news may have, for the sentences that tell them."""
NEWS = ("order_shipped", "order_delayed", "order_delivered", "order_refunded")
"""Intents by which frontdesk says what the shop tells of an order."""
STOP = re.compile(r"\bstop\b", re.IGNORECASE)


def may_offer(tracker: Tracker) -> bool:
    """Whether the order that was shown will move, and its customer was never asked to be told of it."""
    told, customer = updates_told(tracker), tracker.get_slot("customer_id")
    if told is None or not customer or tracker.get_slot("order_state") not in ON_THE_WAY:
        return False
    decided = told.get("allowed") is not None and told.get("customer_id") in ("", customer)
    return not decided and told.get("offered_to") != customer


def offer(dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> None:
    """Ask whether they want to be told; once, so frontdesk keeps that it was asked."""
    tell_offer(dispatcher, str(tracker.get_slot("customer_id")))
    say_otherwise(dispatcher, tracker, domain, OFFER)


class ActionStartUpdates(GuardedAction):
    """The customer wants to be told: frontdesk keeps it, if it is known whose orders those are."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return "action_start_updates"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Where it cannot be done, the customer reads what can."""
        told = updates_told(tracker)
        if told is None:
            dispatcher.utter_message(response="utter_updates_not_here")
        elif tracker.get_slot("customer_id") or told.get("customer_id"):
            tell_consent(dispatcher, allowed=True)
            dispatcher.utter_message(response="utter_updates_started")
        else:
            dispatcher.utter_message(response="utter_updates_need_order")
        return []


class ActionStopUpdates(GuardedAction):
    """The customer does not want to be told, or no more."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return "action_stop_updates"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """It holds whatever was agreed on before."""
        _stop(dispatcher, tracker)
        return []


class ActionStop(GuardedAction):
    """ "Stop", with nothing being asked for: ends messages about orders, if it is these that are meant."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return "action_stop"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """ "Never mind" ends them only right after one."""
        if _allows(tracker) and (_has_just_been_told(tracker) or _says_stop(tracker)):
            _stop(dispatcher, tracker)
        else:
            say_otherwise(dispatcher, tracker, domain, "utter_stopped")
        return []


class ActionTellUpdate(GuardedAction):
    """Says what the shop tells of an order, in the first sentence for which everything is known."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return "action_tell_update"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Nothing where no sentence fits: frontdesk tells agents so."""
        response = _sentence(latest_intent(tracker))
        say_what_is_known(dispatcher, tracker, domain, response, _known(tracker))
        return []

    def _give_way(
        self, error: Exception, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Nobody has asked, so nobody is told that it failed, but agents."""
        dispatcher.messages.clear()
        tell_result(dispatcher, self.name(), "failed")
        return []


def _sentence(intent: str) -> str:
    """The response that tells it."""
    return f"utter_update_{intent.removeprefix('order_')}"


def _stop(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    tell_consent(dispatcher, allowed=False)
    stopped = "utter_updates_stopped" if _allows(tracker) else "utter_updates_declined"
    dispatcher.utter_message(response=stopped)


def _allows(tracker: Tracker) -> bool:
    return bool((updates_told(tracker) or {}).get("allowed"))


def _has_just_been_told(tracker: Tracker) -> bool:
    return last_response(tracker) in map(_sentence, NEWS)


def _says_stop(tracker: Tracker) -> bool:
    return bool(STOP.search(str((tracker.latest_message or {}).get("text") or "")))


def _known(tracker: Tracker) -> Mapping[str, str]:
    found: list[Mapping[str, Any]] = (tracker.latest_message or {}).get("entities") or []
    return {str(one["entity"]): str(one["value"]) for one in found if one.get("entity") in SAID}
