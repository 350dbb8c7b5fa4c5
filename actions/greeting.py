"""Greet the customer: by name where their account shows one, and as who has been here before."""

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.first_name import first_name
from actions.guard import GuardedAction
from actions.telling import account_name, is_public


class ActionGreet(GuardedAction):
    """Where others read along nobody is called by name."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return "action_greet"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """One of three greetings."""
        called = "" if is_public(tracker) else first_name(account_name(tracker))
        if not called:
            dispatcher.utter_message(response="utter_greet")
            return []
        again = bool(tracker.get_slot("been_here"))
        response = "utter_greet_again" if again else "utter_greet_by_name"
        dispatcher.utter_message(response=response, first_name=called)
        return []
