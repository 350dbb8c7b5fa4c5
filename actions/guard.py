"""The base of all actions: whatever fails becomes a sentence with a way forward, never silence."""

import traceback
from abc import ABC, abstractmethod
from typing import Any

import structlog
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.shop.port import ShopConflict, ShopDown, ShopNonsense, ShopSlow
from actions.telling import tell_result

log = structlog.get_logger(__name__)

FAILURES: dict[type[Exception], tuple[str, str]] = {
    ShopDown: ("utter_shop_down", "shop down"),
    ShopSlow: ("utter_shop_slow", "shop slow"),
    ShopConflict: ("utter_shop_conflict", "changed by somebody else at the same time"),
    ShopNonsense: ("utter_something_went_wrong", "the shop's record makes no sense"),
}
"""What the customer is told, and what the transcript says."""
UNFORESEEN = ("utter_something_went_wrong", "failed")


class GuardedAction(Action, ABC):
    """An action that always answers: when it raises, Rasa would go on without a word."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Act; on any failure say so to the customer, to the transcript and to the log."""
        try:
            return await self.act(dispatcher, tracker, domain)
        except Exception as error:
            self._log(error, tracker)
            return self._give_way(error, dispatcher, tracker)

    @abstractmethod
    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Do the work; may raise anything."""

    def after_failure(self, tracker: Tracker) -> list[EventType]:
        """The events that keep the dialogue going after a failure."""
        return []

    def _give_way(
        self, error: Exception, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        response, result = FAILURES.get(type(error), UNFORESEEN)
        dispatcher.messages.clear()
        tell_result(dispatcher, str(self.name()), result)
        dispatcher.utter_message(response=response)
        return self.after_failure(tracker)

    def _log(self, error: Exception, tracker: Tracker) -> None:
        """Kinds and places only: an error's words may hold what a customer typed."""
        fields: dict[str, Any] = {"action": self.name(), "conversation_id": tracker.sender_id}
        cause = error.__cause__
        fields["cause"] = type(cause).__name__ if cause else ""
        frames = traceback.extract_tb(error.__traceback__)[-6:]
        fields["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        log.error("action_failed", error=type(error).__name__, **fields)
