"""Say again what was said last."""

from collections.abc import Sequence
from itertools import islice

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.guard import GuardedAction
from actions.turns import Event, ran, turns

NAME = "action_repeat"


class ActionRepeat(GuardedAction):
    """The bot's last words once more, with their buttons; the second time in a row, a way on instead."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return NAME

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """What stood in the latest turn that had words; that it is said again is not said."""
        if any(ran(turn, NAME) for turn in islice(turns(tracker), 1, 2)):
            dispatcher.utter_message(response="utter_said_twice")
            return []
        said = _last_said(tracker)
        for event in said:
            buttons = (event.get("data") or {}).get("buttons") or []
            dispatcher.utter_message(text=event["text"], buttons=buttons, **_named(event))
        if not said:
            dispatcher.utter_message(response="utter_nothing_to_repeat")
        return []


def _last_said(tracker: Tracker) -> Sequence[Event]:
    for turn in turns(tracker):
        said = [event for event in turn if event.get("event") == "bot" and event.get("text")]
        if said:
            return said
    return []


def _named(event: Event) -> dict[str, str]:
    """So that "yes" means the same after it."""
    response = (event.get("metadata") or {}).get("utter_action")
    return {"utter_action": str(response)} if response else {}
