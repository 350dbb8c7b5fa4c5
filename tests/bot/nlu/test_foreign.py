"""The component that gives messages in other languages an intent of their own."""

from typing import Any

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed")

from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.foreign import Foreign

SURE = {"name": "track_order", "confidence": 0.9}
UNSURE = {"name": "track_order", "confidence": 0.4}
OFF_TOPIC = {"name": "out_of_scope", "confidence": 0.9}


@pytest.fixture(scope="module")
def foreign() -> Foreign:
    return Foreign(Foreign.get_default_config())


def understood(component: Foreign, text: str, meant: dict[str, Any] = SURE) -> dict[str, Any]:
    before = {"text": text, "intent": meant, "intent_ranking": [meant]}
    [message] = component.process([Message(before)])
    found: dict[str, Any] = message.as_dict()
    return found


def test_another_language_is_what_it_means(foreign: Foreign) -> None:
    found = understood(foreign, "wo bleibt meine Bestellung?")
    assert found["intent"] == {"name": "other_language", "confidence": 1.0}
    assert [each["name"] for each in found["intent_ranking"]] == ["other_language", "track_order"]
    assert [(each["entity"], each["value"]) for each in found["entities"]] == [("language", "de")]


@pytest.mark.parametrize(
    ("meant", "intent"),
    [(SURE, "track_order"), (UNSURE, "other_language"), (OFF_TOPIC, "other_language")],
)
def test_hindi_in_latin_letters_counts_where_nothing_else_is_understood(
    foreign: Foreign, meant: dict[str, Any], intent: str
) -> None:
    found = understood(foreign, "mera order kaha hai bhai", meant)
    assert found["intent"]["name"] == intent
    assert [each["value"] for each in found.get("entities", [])] == ["hi"] * (intent == "other_language")


def test_without_a_classifier_it_counts_as_well(foreign: Foreign) -> None:
    [message] = foreign.process([Message({"text": "mera order kaha hai bhai"})])
    assert message.get("intent")["name"] == "other_language"


@pytest.mark.parametrize("text", ["where is my order?", "hola", ""])
def test_all_else_stays_as_it_was(foreign: Foreign, text: str) -> None:
    found = understood(foreign, text)
    assert found["intent"] == SURE
    assert "entities" not in found


def test_a_model_that_is_not_there_is_told_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.nlu.languages.MODEL", ("not-a-package", "a.ftz"))
    with pytest.raises(InvalidConfigException, match=r"config.yml: The package not-a-package"):
        Foreign(Foreign.get_default_config())
