"""Rasa's components around the classifier and spaCy: trained, kept, loaded, and asked."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed")

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.intents import IntentsByKernel
from bot.nlu.names import Names

LESSONS = {
    "track_order": ("where is my parcel", "has it shipped", "track my order", "order status"),
    "faq/gift_cards": ("do you have gift cards", "how long is a voucher valid", "buy a gift card"),
    "faq/stores": ("where are your shops", "is there a store in Leeds", "shop near me"),
    "cancel_order": ("cancel my order", "I want to cancel", "please cancel it", "call the order off"),
    "leave_it": ("keep my order", "everything stays as it is", "no changes please"),
    "out_of_scope": ("what is the capital of Peru", "play some jazz", "book a flight"),
}
CONTEXT = ExecutionContext(GraphSchema({}))


def lesson(text: str, label: str) -> Message:
    intent, slash, _ = label.partition("/")
    return Message({"text": text, "intent": intent, **({"intent_response_key": label} if slash else {})})


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    return LocalModelStorage(tmp_path_factory.mktemp("storage"))


@pytest.fixture(scope="module")
def learnt(storage: LocalModelStorage) -> IntentsByKernel:
    config = {**IntentsByKernel.get_default_config(), "denied": "leave_it"}
    resource = Resource("intents")
    lessons = TrainingData([lesson(text, label) for label, texts in LESSONS.items() for text in texts])
    IntentsByKernel.create(config, storage, resource, CONTEXT).train(lessons)
    return IntentsByKernel.load(config, storage, resource, CONTEXT)


def understood(component: IntentsByKernel, text: str) -> dict[str, Any]:
    [message] = component.process([Message({"text": text})])
    found: dict[str, Any] = message.as_dict()
    return found


def test_an_answer_to_a_question_is_an_intent_and_a_key(learnt: IntentsByKernel) -> None:
    found = understood(learnt, "can I buy a gift card for my sister?")
    assert found["intent"]["name"] == "faq"
    answer = found["response_selector"]["faq"]["response"]
    assert answer["intent_response_key"] == "faq/gift_cards"
    assert answer["utter_action"] == "utter_faq/gift_cards"
    assert [each["name"] for each in found["intent_ranking"]].count("faq") == 1


def test_what_no_shop_deals_with_is_off_topic(learnt: IntentsByKernel) -> None:
    assert understood(learnt, "which city is the capital of Chile")["intent"]["name"] == "out_of_scope"
    assert understood(learnt, "where's my parcel")["intent"]["name"] == "track_order"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("cancel my order", "cancel_order"),
        ("I do NOT want to cancel my order", "leave_it"),
        ("don't cancel it", "leave_it"),
        ("I don't want to cancel, where is my parcel", "track_order"),
        ("don't cancel it, what is the capital of Peru", "leave_it"),
    ],
)
def test_a_wish_that_is_denied_is_none(learnt: IntentsByKernel, text: str, intent: str) -> None:
    assert understood(learnt, text)["intent"]["name"] == intent


def test_a_model_of_another_encoder_is_refused(
    storage: LocalModelStorage, learnt: IntentsByKernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.nlu.intents.Encoder", lambda *_: type("Other", (), {"fingerprint": "other"})())
    with pytest.raises(Exception, match="another sentence encoder: train again"):
        IntentsByKernel.load(IntentsByKernel.get_default_config(), storage, Resource("intents"), CONTEXT)


def test_an_encoder_that_is_not_there_is_a_sentence(storage: LocalModelStorage, tmp_path: Path) -> None:
    config = {**IntentsByKernel.get_default_config(), "model": str(tmp_path / "none.onnx")}
    with pytest.raises(InvalidConfigException, match=r"config.yml: .*none.onnx is not there"):
        IntentsByKernel.create(config, storage, Resource("other"), CONTEXT)


def test_without_examples_nothing_is_guessed(storage: LocalModelStorage) -> None:
    config, resource = IntentsByKernel.get_default_config(), Resource("empty")
    IntentsByKernel.create(config, storage, resource, CONTEXT).train(TrainingData([]))
    assert "intent" not in understood(IntentsByKernel.load(config, storage, resource, CONTEXT), "hello")


def test_names_are_found_beside_what_others_have_found() -> None:
    names = Names(Names.get_default_config())
    number = {"entity": "order_number", "value": "FD-10001", "start": 0, "end": 8}
    [message] = names.process([Message({"text": "FD-10001, my name is Anna Kowalski", "entities": [number]})])
    assert [(e["entity"], e["value"]) for e in message.get("entities")] == [
        ("order_number", "FD-10001"),
        ("PERSON", "Anna Kowalski"),
        ("own_name", "Anna Kowalski"),
    ]
    with pytest.raises(InvalidConfigException, match="spaCy's model none is not installed"):
        Names({**Names.get_default_config(), "model": "none"})


def test_a_button_of_a_question_is_that_question(learnt: IntentsByKernel) -> None:
    found = understood(learnt, "/faq/stores")
    assert found["intent"] == {"name": "faq", "confidence": 1.0}
    assert found["response_selector"]["faq"]["response"]["utter_action"] == "utter_faq/stores"
