"""Rasa's component for what customers write about themselves and their order, each thing in one form."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions import details
from actions.order_numbers import find
from bot.nlu.amounts import find_amounts
from bot.nlu.dates import Dates
from bot.nlu.encoder import words as real_words
from bot.nlu.found import CERTAIN, Found, apart, even, without
from bot.nlu.listed import Listed, near
from bot.nlu.phones import Phones

FILE = "details.json"
SOURCES = ("details.py", "listed.py")
"""Whose change makes another model of the same data."""
LONGEST = 2_000
"""Characters that are searched."""
TIDY: Mapping[str, Callable[[str], str]] = {
    "order_number": details.order_number,
    "email": details.email,
    "postcode": details.postcode,
    "number": lambda typed: re.sub(r"\D", "", typed),
}
"""How what a pattern finds is written; by the same rules the form (`actions/order_form.py`) reads it."""

Learnt = dict[str, Any]
"""`patterns`: [entity, pattern] each; `lists`: by entity `names` and `real`, as Listed takes them."""


def utc_now() -> datetime:
    """The time."""
    return datetime.now(timezone.utc)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class Details(GraphComponent, EntityExtractorMixin):
    """Finds order numbers, phone numbers, dates, amounts, and what patterns and tables in data/ say."""

    def __init__(
        self,
        config: Mapping[str, Any],
        storage: ModelStorage,
        resource: Resource,
        learnt: Learnt | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._clock = clock
        self._dates = Dates(day_first=bool(config["day_first"]))
        try:
            self._phones = Phones(str(config["country"] or ""))
        except ValueError as problem:
            raise InvalidConfigException(f"config.yml: {problem}.") from problem
        details.shapes()  # a setting that cannot be read is told when the model is loaded
        self._take(learnt or {"patterns": [], "lists": {}})

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`country`: of phone numbers that are written without one, such as GB; empty where nobody knows.

        `day_first`: whether 12/3 is the 12th of March.
        """
        return {"country": "", "day_first": True}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Details":
        """One that knows no patterns and lists yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "Details":
        """As it was trained."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, json.loads((folder / FILE).read_text("utf-8")))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa takes what it has trained before where neither data nor this has changed."""
        sources = [Path(__file__).with_name(name).read_bytes() for name in SOURCES]
        return hashlib.sha256(b"".join(sources)).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Take over patterns and lists. Raises InvalidConfigException for a pattern that is none."""
        learnt = {"patterns": _patterns(training_data), "lists": _lists(training_data)}
        self._take(learnt)
        with self._storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(json.dumps(learnt, sort_keys=True), "utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline learns from what is found."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what is found to each."""
        for message in messages:
            found = self._found(str(message.get(TEXT) or "")[:LONGEST], self._written_at(message))
            entities = [
                {"entity": each.entity, "value": each.value, "start": each.start, "end": each.end}
                for each in found
            ]
            known = message.get(ENTITIES) or []
            message.set(ENTITIES, [*known, *self.add_extractor_name(entities)], add_to_output=True)
        return messages

    def _take(self, learnt: Learnt) -> None:
        self._patterns = [(entity, _compiled(entity, pattern)) for entity, pattern in learnt["patterns"]]
        self._lists = [
            Listed(entity, known["names"], known["real"]) for entity, known in learnt["lists"].items()
        ]

    def _written_at(self, message: Message) -> datetime:
        """When the customer wrote it, by the platform's clock; frontdesk tells. Now, where nobody does."""
        told = (message.get("metadata") or {}).get("written_at")
        try:
            return datetime.fromisoformat(str(told)) if told else self._clock()
        except ValueError:
            return self._clock()

    def _found(self, typed: str, at: datetime) -> Sequence[Found]:
        text = even(typed)
        by_pattern = [*self._orders(text), *self._by_pattern(text)]
        certain = apart(each for each in by_pattern if each.entity in CERTAIN)
        rest = without(text, certain)
        others: list[Iterable[Found]] = [self._phones.find(rest), self._dates.find(rest, at)]
        others += [find_amounts(rest), *(each.find(rest) for each in self._lists)]
        return apart([*by_pattern, *(each for found in others for each in found)])

    @staticmethod
    def _orders(text: str) -> Iterator[Found]:
        for begin, end, number in find(text, details.shapes()):
            yield Found("order_number", number, begin, end)

    def _by_pattern(self, text: str) -> Iterator[Found]:
        for entity, pattern in self._patterns:
            for match in pattern.finditer(text):
                group = 1 if pattern.groups else 0
                value = TIDY.get(entity, str.strip)(match[group] or "")
                if value:
                    yield Found(entity, value, match.start(group), match.end(group))


def _compiled(entity: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as problem:
        sentence = f"The pattern {pattern} for {entity} in data/ cannot be read: {problem}."
        raise InvalidConfigException(sentence) from problem


def _patterns(training_data: TrainingData) -> Sequence[Sequence[str]]:
    return [[each["name"], each["pattern"]] for each in training_data.regex_features]


def _lists(training_data: TrainingData) -> Mapping[str, Any]:
    """What the lookup tables list, with the synonyms of what they list."""
    found: dict[str, Any] = {}
    for table in training_data.lookup_tables:
        names = {name: name for name in table["elements"]}
        other = training_data.entity_synonyms.items()
        names |= {words: name for words, name in other if name in set(table["elements"])}
        found[table["name"]] = {"names": names, "real": near(list(names), real_words())}
    return found
