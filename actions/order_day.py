"""Of the order that was just shown: when it comes, and how certain that is."""

from collections.abc import Callable

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.finding import find
from actions.guard import GuardedAction
from actions.order_lookup import particulars
from actions.proof import Claim, proven_customer
from actions.shop.opening import configured_shop, patiently
from actions.shop.port import Order, Shop
from actions.telling import is_public, say_not_in_public
from actions.updates import ON_THE_WAY
from actions.variation import say_otherwise


class ActionTellDay(GuardedAction):
    """Says the day alone, not all of the order again."""

    def __init__(self, open_shop: Callable[[], Shop] = configured_shop) -> None:
        self._open_shop = open_shop

    def name(self) -> str:
        """As domain.yml knows it."""
        return "action_tell_day"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Looked up anew: the day may have moved since. Where no order was shown, asks what is meant."""
        if is_public(tracker):
            say_not_in_public(dispatcher, tracker)
            return []
        order = await patiently(self._shown, tracker)
        if order is None:
            say_otherwise(dispatcher, tracker, domain, "utter_what_did_you_mean")
        elif order.state.value in ON_THE_WAY:
            day = "utter_order_day" if order.expected_on else "utter_order_day_unknown"
            say_otherwise(dispatcher, tracker, domain, day, values=particulars(order))
        else:
            told = {**particulars(order), "state": order.state.value.replace("_", " ")}
            say_otherwise(dispatcher, tracker, domain, "utter_order_day_over", values=told)
        return []

    def _shown(self, tracker: Tracker) -> Order | None:
        number, customer = str(tracker.get_slot("proven_order") or ""), proven_customer(tracker.slots)
        found = find(self._open_shop(), Claim(number), customer) if number and customer else None
        return found.order if found else None
