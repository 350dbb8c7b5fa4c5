"""What is remembered and what is forgotten: between sessions, and when the customer starts over."""

import asyncio
from collections.abc import Callable
from itertools import islice

from rasa_sdk.events import ActionExecuted, EventType, Restarted, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions import details
from actions.changes import kept
from actions.guard import GuardedAction
from actions.identity.misses import Misses
from actions.identity.opening import configured_misses
from actions.proof import CODED, IDENTITY, OF_PROOF, OF_THE_CUSTOMER, proven_customer
from actions.settings import BadSettings
from actions.shop.opening import configured_shop, patiently
from actions.shop.port import Shop, ShopError
from actions.turns import LOOKED_BACK, has_details, numbers_of, turns
from actions.variation import say_otherwise

OF_AN_ORDER = (*IDENTITY, "identify_by", "topic", *OF_PROOF, CODED)


class ActionForgetOrder(GuardedAction):
    """Puts an order aside, with the proof that it was the customer's; the count of misses stays."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return "action_forget_order"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Every slot that is about an order."""
        return [SlotSet(name, None) for name in OF_AN_ORDER]


class ActionLeaveIt(GuardedAction):
    """Nothing is to be done about an order: what was wished of it is taken back, and a change given up."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return "action_leave_it"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Who the customer is, and which order was shown, stays known."""
        say_otherwise(dispatcher, tracker, domain, "utter_left_as_it_is")
        return [*kept.forgotten(tracker), SlotSet("topic", None)]


class ActionOtherOrder(GuardedAction):
    """Another order is meant than was spoken of: its number is asked for, unless only one can be meant."""

    def __init__(self, open_shop: Callable[[], Shop] = configured_shop) -> None:
        self._open_shop = open_shop

    def name(self) -> str:
        """As domain.yml knows it."""
        return "action_other_order"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Who the customer is stays known, unless nothing was found; what was proven does not."""
        anew = [SlotSet(name, None) for name in OF_PROOF if name not in OF_THE_CUSTOMER]
        if has_details(tracker):
            return anew
        if tracker.get_slot("verified") is False:
            return [*anew, *(SlotSet(name, None) for name in IDENTITY)]
        number = _other_number(tracker) or await self._only_other(tracker)
        return [*anew, SlotSet("order_number", number)]

    async def _only_other(self, tracker: Tracker) -> str | None:
        """Of a customer with two orders the one that was not shown; a shop in trouble is told of later."""
        customer, shown = proven_customer(tracker.slots), str(tracker.get_slot("proven_order") or "")
        if not (customer and shown):
            return None
        try:
            orders = await patiently(lambda: self._open_shop().orders_of(customer))
        except ShopError:
            return None
        others = [order.number for order in orders if order.number != shown]
        return others[0] if len(others) == 1 else None


class ActionSessionStart(GuardedAction):
    """Begins a session with nothing proven; misses count for a day: an hour's wait earns no more.

    Whoever has written in an earlier one has been here.
    """

    def __init__(self, open_misses: Callable[[], Misses] = configured_misses) -> None:
        self._open_misses = open_misses

    def name(self) -> str:
        """Rasa's own, replaced."""
        return "action_session_start"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """All slots but these are emptied by the session's start itself."""
        been_here = [SlotSet("been_here", True)] if _has_written(tracker) else []
        misses = await self._left(tracker)
        return [SessionStarted(), *misses, *been_here, ActionExecuted("action_listen")]

    async def _left(self, tracker: Tracker) -> list[EventType]:
        """Those that still count; all of them while nobody knows since when."""
        if not tracker.get_slot("misses"):
            return []
        kept = await asyncio.to_thread(self._kept, tracker.sender_id)
        return _misses(tracker) if kept is None else [SlotSet("misses", float(kept))]

    def _kept(self, conversation_id: str) -> int | None:
        """None where it cannot be known; a session begins all the same."""
        try:
            return self._open_misses().in_conversation(conversation_id)
        except BadSettings:
            return None


class ActionRestart(GuardedAction):
    """Forgets the conversation, but for the count of misses."""

    def name(self) -> str:
        """Rasa's own, replaced."""
        return "action_restart"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """All slots but one are emptied by the restart itself."""
        dispatcher.utter_message(response="utter_start_over")
        return [Restarted(), *_misses(tracker)]


def _other_number(tracker: Tracker) -> str | None:
    """The one number beside the order's that the customer has named; None where there is none, or several."""
    named = {number for turn in islice(turns(tracker), LOOKED_BACK) for number in numbers_of(turn)}
    known = {tracker.get_slot("order_number"), tracker.get_slot("postcode"), tracker.get_slot("proven_order")}
    others = {details.order_number(number) for number in named - known} - {"", *known}
    return others.pop() if len(others) == 1 else None


def _has_written(tracker: Tracker) -> bool:
    """In the session that ends, or before it."""
    return bool(tracker.get_slot("been_here")) or any(
        event.get("event") == "user" for event in tracker.events
    )


def _misses(tracker: Tracker) -> list[EventType]:
    misses = tracker.get_slot("misses")
    return [SlotSet("misses", misses)] if misses else []
