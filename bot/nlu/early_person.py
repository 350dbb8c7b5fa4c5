"""Rasa's policy for anger: whoever writes in strong words again gets a person, whatever they ask."""

from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from actions.mood import is_strong
from bot.core.press import SIGNALS

KIND = ("thanks", "praise", "greet", "goodbye", "affirm")
"""Intents whose capitals and exclamation marks are joy."""
ANSWERED = ("abuse", "complaint", "emergency", "human_handoff", "legal_threat", "other_language", "self_harm")
"""Intents whose own rules bring a person soon enough."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class EarlyPerson(Policy):
    """Learns nothing; where it has nothing to say, the other policies decide."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`action`: what brings a person; `strong` of the customer's latest `among` messages call for it."""
        return {"priority": 7, "max_history": None, "action": "action_calm", "strong": 2, "among": 4}

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Nothing."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """All or nothing: the action, then to listen."""
        chances = self._default_predictions(domain)
        action = self._next(tracker)
        if action:
            chances[domain.index_for_action(action)] = 1.0
        return self._prediction(chances)

    def _next(self, tracker: DialogueStateTracker) -> str:
        if tracker.latest_action_name == self.config["action"]:
            return str(ACTION_LISTEN_NAME)
        latest = tracker.latest_message
        has_just_written = tracker.latest_action_name == ACTION_LISTEN_NAME and latest and latest.text
        if not has_just_written or not _is_angry(latest) or latest.intent_name in ANSWERED:
            return ""
        lately = islice(_written(tracker), self.config["among"])
        return str(self.config["action"]) if sum(map(_is_angry, lately)) >= self.config["strong"] else ""


def _written(tracker: DialogueStateTracker) -> Iterator[UserUttered]:
    """What the customer wrote, latest first, since the desk last had its say."""
    heard = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    since = takewhile(lambda message: message.intent_name not in SIGNALS, heard)
    return (message for message in since if message.text and not message.text.startswith("/"))


def _is_angry(message: UserUttered) -> bool:
    text = message.text or ""
    return not text.startswith("/") and is_strong(text) and message.intent_name not in KIND
