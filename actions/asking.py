"""What the form asks for next, in other words than the last time; nothing where that would disturb."""

from abc import abstractmethod

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions import details
from actions.guard import GuardedAction
from actions.turns import last_response, latest_intent
from actions.variation import say_otherwise

ASKED_ALREADY = ("wait", "repeat")
"""After these the question stands: it was answered with "one moment", or has just been said again."""
LEFT_TO_A_PERSON = ("utter_handing_over_after_misunderstanding",)
"""After this a question would be one too many; the form goes on if nobody comes."""


class _Ask(GuardedAction):
    """Says `utter_ask_…` of its slot."""

    @property
    @abstractmethod
    def slot(self) -> str:
        """Which."""

    def name(self) -> str:
        """As Rasa derives it from the slot's name."""
        return f"action_ask_{self.slot}"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """One question."""
        if latest_intent(tracker) not in ASKED_ALREADY and last_response(tracker) not in LEFT_TO_A_PERSON:
            like = {"example": details.example()}
            say_otherwise(dispatcher, tracker, domain, f"utter_ask_{self.slot}", values=like)
        return []


class ActionAskOrderNumber(_Ask):
    """The order's number."""

    slot = "order_number"


class ActionAskEmail(_Ask):
    """The e-mail address."""

    slot = "email"


class ActionAskCustomerName(_Ask):
    """The name."""

    slot = "customer_name"


class ActionAskPostcode(_Ask):
    """The postcode."""

    slot = "postcode"
