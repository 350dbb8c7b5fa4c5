"""Rasa's component for messages in another language than the bot's: somebody else must read them."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.languages import ROMANISED_HINDI, Languages, NoModel

ENTITY = "language"
"""Whose value is the language's ISO code."""
CERTAIN = 1.0
"""What other languages mean is not known by degrees."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Foreign(GraphComponent, EntityExtractorMixin):
    """Gives such a message an intent of its own, and the language as an entity; after the classifier."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        try:
            self._languages = Languages(str(config["own"]))
        except NoModel as problem:
            raise InvalidConfigException(f"config.yml: {problem}") from problem

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`own`: the code of the bot's language; `intent`: what a message in another means.

        `sure`: how certain the classifier must be that Hindi in Latin letters, which is half English, means
        something else than `off_topic`, from 0 to 1.
        """
        return {"own": "en", "intent": "other_language", "off_topic": "out_of_scope", "sure": 0.6}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Foreign":
        """Nothing is learnt, so this is all."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Note it on each that is in another language."""
        for message in messages:
            language = self._languages.other_than_own(str(message.get(TEXT) or ""))
            if language and not (language == ROMANISED_HINDI and self._is_understood(message)):
                self._note(message, language.partition("-")[0])
        return messages

    def _is_understood(self, message: Message) -> bool:
        meant = message.get(INTENT) or {}
        is_sure = float(meant.get("confidence") or 0.0) >= self._config["sure"]
        return is_sure and bool(meant.get("name") != self._config["off_topic"])

    def _note(self, message: Message, language: str) -> None:
        text = str(message.get(TEXT))
        meant = {"name": self._config["intent"], "confidence": CERTAIN}
        found = [{"entity": ENTITY, "value": language, "start": 0, "end": len(text)}]
        ranking = [meant, *message.get("intent_ranking", [])]
        message.set(INTENT, meant, add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        entities = [*message.get(ENTITIES, []), *self.add_extractor_name(found)]
        message.set(ENTITIES, entities, add_to_output=True)
