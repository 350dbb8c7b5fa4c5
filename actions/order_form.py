"""Ask for what proves that an order is the customer's: check and tidy each detail, help where one is none."""

from collections.abc import Callable
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions import details
from actions.guard import GuardedAction
from actions.order_lookup import MOST_MISSES
from actions.telling import is_public

BY_NAME = "name_and_postcode"
"""What the slot identify_by holds for a customer without order number or e-mail."""

Slots = dict[str, Any]


class ValidateOrderForm(GuardedAction, FormValidationAction):
    """Decides what the form asks for, and what it takes for an answer."""

    def name(self) -> str:
        """As Rasa derives it from the form's name."""
        return "validate_order_form"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Check what came in; ask nothing where no answer could open an order."""
        if is_public(tracker) or (tracker.get_slot("misses") or 0) >= MOST_MISSES:
            return [SlotSet("requested_slot", None)]
        events: list[EventType] = await FormValidationAction.run(self, dispatcher, tracker, domain)
        return events

    def after_failure(self, tracker: Tracker) -> list[EventType]:
        """Close the form: asking again would fail again."""
        return [SlotSet("requested_slot", None)]

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[str]:
        """Order number and e-mail; or name and postcode, with whatever else the customer has given."""
        given = [slot for slot in ("order_number", "email") if tracker.get_slot(slot)]
        if len(given) == 2 or tracker.get_slot("identify_by") != BY_NAME:
            return ["order_number", "email", *self._volunteered(tracker)]
        return [*given, "customer_name", "postcode"]

    @staticmethod
    def _volunteered(tracker: Tracker) -> list[str]:
        """Name and postcode, where the customer gave them unasked: they are tidied too."""
        return [slot for slot in ("customer_name", "postcode") if tracker.get_slot(slot)]

    def validate_order_number(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        """Another number begins the proof anew."""
        return self._checked("order_number", value, details.order_number, dispatcher, tracker)

    def validate_email(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        """In small letters."""
        return self._checked("email", value, details.email, dispatcher, tracker)

    def validate_customer_name(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        """First and last; words that were taken for an e-mail address or number need no comment."""
        if _something_else_came(tracker) and not details.customer_name(value):
            return {"customer_name": None}
        return self._checked("customer_name", value, details.customer_name, dispatcher, tracker)

    def validate_postcode(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        """Of any country that has them."""
        return self._checked("postcode", value, details.postcode, dispatcher, tracker)

    @staticmethod
    def _checked(
        slot: str,
        value: Any,
        tidy: Callable[[object], str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> Slots:
        if value is None:
            return {slot: None}
        last = value[-1] if isinstance(value, list) and value else value
        tidied = tidy(last)
        if not tidied:
            dispatcher.utter_message(response=f"utter_invalid_{slot}")
            return {slot: None}
        return {slot: tidied, **_proof_anew(tracker)}


def _something_else_came(tracker: Tracker) -> bool:
    arrived = tracker.slots_to_validate()
    return any(arrived.get(slot) for slot in ("order_number", "email"))


def _proof_anew(tracker: Tracker) -> Slots:
    """A new detail undoes an earlier proof: it may be about somebody else's order."""
    proven = tracker.get_slot("verified") is not None
    anew = ("verified", "proven_order", "order_state", "order_summary")
    return dict.fromkeys(anew) if proven else {}
