"""Ask for what proves that an order is the customer's: check and tidy each detail, help where one is none."""

from collections.abc import Callable
from itertools import islice
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions import details
from actions.changes import kept
from actions.changing import Changer
from actions.guard import GuardedAction
from actions.order_lookup import MOST_MISSES
from actions.proof import IDENTITY, OF_PROOF, proven_customer
from actions.telling import is_public
from actions.turns import (
    LOOKED_BACK,
    actions_of,
    entities,
    has_details,
    last_words,
    latest_intent,
    numbers_of,
    turns,
)

NAMED = ("customer_name", "postcode")
BY_NAME = "name_and_postcode"
"""What the slot identify_by holds for a customer without order number or e-mail."""
FORM = "order_form"
LEAVING = ("human_handoff", "start_over", "legal_threat", "delete_account")
"""Intents by which a customer leaves a change; each has its rule in data/rules/while_asking.yml."""
FEWEST_DIGITS = 3
"""From which on what is no order number was meant as one."""

Slots = dict[str, Any]


class ValidateOrderForm(GuardedAction, FormValidationAction):
    """Decides what the form asks for, and what it takes for an answer."""

    def __init__(self, changer: Changer | None = None) -> None:
        self._changer = changer or Changer()

    def name(self) -> str:
        """As Rasa derives it from the form's name."""
        return "validate_order_form"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Check what came in; ask nothing where no answer could open an order."""
        is_asked = kept.is_changing(tracker) and tracker.get_slot("requested_slot") == kept.SLOT
        if is_asked and not is_public(tracker):
            return await self._change(dispatcher, tracker, domain)
        return [*kept.forgotten(tracker), *await self._identify(dispatcher, tracker, domain)]

    async def _identify(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        if is_public(tracker) or (tracker.get_slot("misses") or 0) >= MOST_MISSES:
            return [SlotSet("requested_slot", None)]
        if tracker.get_slot("verified") is False and not has_details(tracker):
            return _begun_anew(tracker)
        if tracker.get_slot("verified") is False and _is_said_again(tracker):
            return [SlotSet("email", None), SlotSet("verified", None), SlotSet("requested_slot", "email")]
        events: list[EventType] = await FormValidationAction.run(self, dispatcher, tracker, domain)
        return events

    async def _change(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """An answer takes the change further; after something else the same is asked again.

        What leaves the change is no answer: without an event the form is rejected, and its own rule counts.
        """
        if latest_intent(tracker) in LEAVING:
            return []
        if set(actions_of(next(turns(tracker), []))) <= {FORM}:
            return await self._changer.answered(dispatcher, tracker, domain)
        return [SlotSet("requested_slot", kept.SLOT)]

    def after_failure(self, tracker: Tracker) -> list[EventType]:
        """Close the form: asking again would fail again."""
        return [*kept.forgotten(tracker), SlotSet("requested_slot", None)]

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[str]:
        """Order number and e-mail; or name and postcode, also unasked, with whatever else is given.

        Nothing of whoever has proven themselves; of another's order that they name, the e-mail address.
        """
        if proven_customer(tracker.slots):
            return []
        given = [slot for slot in ("order_number", "email") if tracker.get_slot(slot)]
        volunteered = self._volunteered(tracker)
        is_by_name = tracker.get_slot("identify_by") == BY_NAME or len(volunteered) == len(NAMED)
        if len(given) == 2 or not is_by_name:
            return ["order_number", "email", *volunteered]
        return [*given, *NAMED]

    @staticmethod
    def _volunteered(tracker: Tracker) -> list[str]:
        """Name and postcode, where the customer gave them unasked: they are tidied too."""
        return [slot for slot in NAMED if tracker.get_slot(slot)]

    def validate_order_number(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        """Another number begins the proof anew; five digits from whoever has none are a postcode."""
        if _is_postcode(value, tracker):
            return {"order_number": None, "postcode": value}
        value = _own_numbers(value, last_words(tracker))
        if value and not details.order_number(_last(value)):
            return _no_number(str(_last(value)), dispatcher, tracker)
        return self._checked("order_number", value, details.order_number, dispatcher, tracker)

    def validate_email(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        """In small letters."""
        return self._checked("email", value, details.email, dispatcher, tracker)

    def validate_customer_name(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        """First and last; words that were taken for something else need no comment.

        Where half a name was found, such as the last only, the message may be the whole.
        """
        named = value if details.customer_name(_last(value)) else last_words(tracker)
        is_whole_message = named == last_words(tracker)
        if _came(tracker, "order_number", "email", "postcode") and is_whole_message:
            return {"customer_name": None}
        return self._checked("customer_name", value and named, details.customer_name, dispatcher, tracker)

    def validate_postcode(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        """Of any country that has them; words that were taken for something else need no comment."""
        if _came(tracker, "order_number", "email") and value == last_words(tracker):
            return {"postcode": None}
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
        tidied = tidy(_last(value))
        if not tidied:
            dispatcher.utter_message(response=f"utter_invalid_{slot}", example=details.example())
            return {slot: None}
        return {slot: tidied, **_proof_anew(tracker)}


def _last(value: Any) -> Any:
    """Of several things that one message named."""
    return value[-1] if isinstance(value, list) and value else value


def _own_numbers(value: Any, words: str) -> Any:
    """Of several numbers those that are meant; one that an order is only to be like is not."""
    said = details.order_numbers_in(words)
    meant = [number for number in said if not details.is_a_model(number, words)]
    return meant if value and len(meant) < len(said) else value


def _begun_anew(tracker: Tracker) -> list[EventType]:
    """After nothing was found, and without a correction, all is asked anew: the same would miss again.

    A name instead of one is another way to find it.
    """
    if name := _name_alone(tracker):
        by_name = {"email": None, "verified": None, "identify_by": BY_NAME, "customer_name": name}
        return [*(SlotSet(*known) for known in by_name.items()), SlotSet("requested_slot", "postcode")]
    first = "customer_name" if tracker.get_slot("identify_by") == BY_NAME else "order_number"
    gone = (*IDENTITY, "verified")
    return [*(SlotSet(name, None) for name in gone), SlotSet("requested_slot", first)]


def _is_said_again(tracker: Tracker) -> bool:
    """Whether the message is the number with which nothing was found: its address is still to come."""
    lately = islice(turns(tracker), LOOKED_BACK)
    said, *before = [set(map(details.order_number, numbers_of(turn))) for turn in lately]
    others = [found for found in entities(tracker) if found in ("email", "postcode")]
    return bool(said) and not others and any(said & numbers for numbers in before)


def _is_postcode(value: Any, tracker: Tracker) -> bool:
    bare = isinstance(value, str) and value.isdigit()
    return bare and tracker.get_slot("identify_by") == BY_NAME and not tracker.get_slot("postcode")


def _no_number(typed: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
    """A name will do instead. What looks like a number is told from one, and the rest gets help."""
    if name := _name_alone(tracker):
        dispatcher.utter_message(response="utter_find_without_it")
        return {"order_number": None, "identify_by": BY_NAME, "customer_name": name}
    if not _came(tracker, "email", "postcode"):
        looks_like_one = sum(map(str.isdigit, typed)) >= FEWEST_DIGITS
        about = "invalid" if looks_like_one else "help"
        dispatcher.utter_message(response=f"utter_{about}_order_number", example=details.example())
    return {"order_number": None}


def _name_alone(tracker: Tracker) -> str:
    """The first and last name that the message is; empty where it is more than that, or another thing."""
    found = [details.customer_name(name) for name in tracker.get_latest_entity_values("PERSON")]
    name = details.customer_name(last_words(tracker))
    return name if name in found else ""


def _came(tracker: Tracker, *slots: str) -> bool:
    arrived = tracker.slots_to_validate()
    return any(arrived.get(slot) for slot in slots)


def _proof_anew(tracker: Tracker) -> Slots:
    """A new detail undoes an earlier proof: it may be about somebody else's order."""
    proven = tracker.get_slot("verified") is not None and has_details(tracker)
    return dict.fromkeys(OF_PROOF) if proven else {}
