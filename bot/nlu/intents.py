"""Rasa's component for intents and for the answers to questions: a KernelClassifier on a sentence encoder."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import InvalidConfigException, RasaException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions.denied import without_denied
from actions.introduced import without_introduction
from bot.nlu.encoder import Encoder, NoEncoder, fingerprint
from bot.nlu.kernel_classifier import Guess, KernelClassifier
from bot.nlu.requests import REQUESTS, Request, Requests, is_request

RANKED = 10
"""Intents that are told beside the likeliest."""
FILE = "classifier.joblib"
SOURCES = ("encoder.py", "spelling.py", "kernel_classifier.py", "intents.py")
"""Whose change makes another model of the same data."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentsByKernel(IntentClassifier, GraphComponent):
    """One classifier for all: `faq/gift_cards` is a label as `track_order` is."""

    def __init__(
        self,
        config: Mapping[str, Any],
        storage: ModelStorage,
        resource: Resource,
        classifier: KernelClassifier | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._classifier = classifier
        try:
            self._encoder = Encoder(config["model"], config["tokenizer"])
        except NoEncoder as problem:
            raise InvalidConfigException(f"config.yml: {problem}") from problem

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`off_topic`: the intent of what no shop deals with; all others must be far enough ahead of it.

        `margin`: how far, as a share of how far ahead the examples are on average.

        `split_from`: the least confidence in each of two requests in one message; 0: a message is one.

        `split_questions_from`: the same for what has the form of a question or wish.

        `asks_nothing`: intents that are no request of their own, beside `off_topic`.

        `asks_by_question`: intents that are one only in the form of a question.

        `denied`: the intent of whoever only says what they do not want; without examples of it nobody is
        taken to say so.

        `model`, `tokenizer`: paths of another sentence encoder.
        """
        deciding = {"off_topic": "out_of_scope", "margin": 0.22, "denied": ""}
        asking: dict[str, Any] = {"asks_nothing": [], "asks_by_question": []}
        splitting = {"split_from": 0.0, "split_questions_from": 0.5, **asking}
        return {**deciding, **splitting, "model": "", "tokenizer": ""}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "IntentsByKernel":
        """One that has learnt nothing yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "IntentsByKernel":
        """As it was trained. Raises RasaException where the encoder is not the same."""
        with model_storage.read_from(resource) as folder:
            kept = joblib.load(folder / FILE)
        found = cls(config, model_storage, resource, kept["classifier"])
        if kept["encoder"] != found._encoder.fingerprint:
            raise RasaException("This model was trained with another sentence encoder: train again.")
        return found

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa takes what it has trained before where neither data nor this has changed."""
        sources = [Path(__file__).with_name(name).read_bytes() for name in SOURCES]
        encoder = fingerprint(str(config.get("model") or ""))
        return hashlib.sha256(b"".join([*sources, encoder.encode()])).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn, and keep what was learnt."""
        known = {e.get(TEXT): e.get_full_intent() for e in training_data.intent_examples if e.get(TEXT)}
        if len(set(known.values())) > 1:
            fresh = KernelClassifier(str(self._config["off_topic"]), float(self._config["margin"]))
            self._classifier = fresh.fit(self._encoder, list(known), list(known.values()))
        with self._storage.write_to(self._resource) as folder:
            kept = {"classifier": self._classifier, "encoder": self._encoder.fingerprint}
            joblib.dump(kept, folder / FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Note on each what it may mean."""
        for message in messages:
            if self._classifier and message.get(TEXT):
                _note(message, self._guesses(self._classifier, message.get(TEXT)))
                _note_requests(message, self._requests(self._classifier, message.get(TEXT)))
        return messages

    def _guesses(self, classifier: KernelClassifier, text: str) -> Sequence[Guess]:
        """Of `/faq/stores`, a button's, just that; Rasa itself reads only buttons that name an intent."""
        if text.startswith("/") and "/" in text[1:] and text[1:] in classifier.labels:
            return [Guess(text[1:], 1.0)]
        text = without_introduction(text)
        left = without_denied(text) if self._config["denied"] in classifier.labels else None
        return classifier.guesses(self._encoder, text) if left is None else self._beside(classifier, left)

    def _beside(self, classifier: KernelClassifier, left: str) -> Sequence[Guess]:
        """Of what is said beside a denied wish: what it surely asks for, or that all is to be left."""
        guesses = classifier.guesses(self._encoder, left) if left else ()
        sure = float(self._config["split_questions_from"])
        if guesses and guesses[0].confidence >= sure and is_request(guesses[0].label, self._asks_nothing):
            return guesses
        others = [guess for guess in guesses if guess.label != self._config["denied"]]
        return [Guess(str(self._config["denied"]), 1.0), *others]

    @property
    def _asks_nothing(self) -> frozenset[str]:
        return frozenset([*self._config["asks_nothing"], self._config["off_topic"]])

    def _requests(self, classifier: KernelClassifier, text: str) -> Sequence[Request]:
        """Where it holds several; none where it holds one, or where none are looked for."""
        if not self._config["split_from"]:
            return ()
        sure, of_question = float(self._config["split_from"]), float(self._config["split_questions_from"])
        asked_only = frozenset(self._config["asks_by_question"])

        def guess(part: str) -> Guess:
            return self._guesses(classifier, part)[0]

        return Requests(guess, self._asks_nothing, sure, of_question, asked_only).of(text)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline learns from guesses."""
        return training_data


def _note(message: Message, guesses: Sequence[Guess]) -> None:
    ranking = [{"name": guess.label, "confidence": guess.confidence} for guess in _by_intent(guesses)]
    message.set(INTENT, ranking[0], add_to_output=True)
    message.set("intent_ranking", ranking[:RANKED], add_to_output=True)
    message.set("response_selector", _selected(guesses), add_to_output=True)


def _note_requests(message: Message, requests: Sequence[Request]) -> None:
    if requests:
        found = [{"text": request.text, "intent": request.label} for request in requests]
        message.set(REQUESTS, found, add_to_output=True)


def _by_intent(guesses: Iterable[Guess]) -> Sequence[Guess]:
    """`faq/gift_cards` and `faq/stores` are one intent, as likely as the likelier of them."""
    found: dict[str, float] = {}
    for guess in guesses:
        found.setdefault(guess.label.partition("/")[0], guess.confidence)
    return [Guess(intent, confidence) for intent, confidence in found.items()]


def _selected(guesses: Iterable[Guess]) -> dict[str, Any]:
    """In the shape of Rasa's own ResponseSelector: of each such intent the likeliest answer.

    https://rasa.com/docs/rasa/components#responseselector
    """
    found: dict[str, Any] = {}
    for guess in guesses:
        intent, slash, _ = guess.label.partition("/")
        one = {"confidence": guess.confidence, "intent_response_key": guess.label}
        if slash and intent not in found:
            found[intent] = {
                "response": {**one, "responses": [], "utter_action": f"utter_{guess.label}"},
                "ranking": [],
            }
        if slash:
            found[intent]["ranking"].append(one)
    return {"all_retrieval_intents": sorted(found), **found}
