"""Events that stand for the beginning of a long session: what was remembered, and what was being asked."""

from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, LoopInterrupted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.stored_event import to_event


def prelude(sender_id: str, replaced: list[dict[str, Any]], domain: Domain) -> list[dict[str, Any]]:
    """What leaves a tracker as these events would leave it, just before the customer's next message."""
    events = [to_event(event) for event in replaced]
    tracker = DialogueStateTracker.from_events(sender_id, events, domain.slots)
    at = replaced[-1]["timestamp"]
    made = [*_slots(tracker, at), *_loop(tracker, at), ActionExecuted(ACTION_LISTEN_NAME, timestamp=at)]
    return [event.as_dict() for event in made]


def _slots(tracker: DialogueStateTracker, at: float) -> list[Event]:
    changed = [slot for slot in tracker.slots.values() if slot.value != slot.initial_value]
    return [SlotSet(slot.name, slot.value, timestamp=at) for slot in changed]


def _loop(tracker: DialogueStateTracker, at: float) -> list[Event]:
    if not tracker.active_loop_name:
        return []
    interrupted = [LoopInterrupted(True, timestamp=at)] if tracker.is_active_loop_interrupted else []
    return [ActiveLoop(tracker.active_loop_name, timestamp=at), *interrupted]
