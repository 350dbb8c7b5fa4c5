"""Events of a conversation as they come out of the tracker store."""

from functools import lru_cache
from typing import Any

from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses


def to_event(stored: dict[str, Any]) -> Event:
    """The event as it was; Rasa's own `Event.from_parameters` looks through all kinds for each event."""
    return _kinds()[stored["event"]]._from_parameters(stored)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, type[Event]]:
    return {kind.type_name: kind for kind in all_subclasses(Event)}
