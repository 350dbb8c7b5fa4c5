"""Whether the bot is asking for an order, and how an action puts an end to that."""

from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.interfaces import Tracker


def form_is_open(tracker: Tracker) -> bool:
    """Whether the bot is asking."""
    return bool((tracker.active_loop or {}).get("name"))


def form_closed(tracker: Tracker) -> list[EventType]:
    """The events after which it asks no more."""
    return [ActiveLoop(None), SlotSet("requested_slot", None)] if form_is_open(tracker) else []
