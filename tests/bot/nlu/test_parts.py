"""What the customer reads of several turns; for the turns themselves see tests/channels/test_rasa.py."""

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed")

from rasa.shared.core.events import BotUttered, UserUttered

from bot.core.turn import Turn
from bot.nlu.parts import FURTHER, ask_for_person, further_turns, read_once

TURN = Turn("web:anna", "web:m1", "web", "where is it? do you have gift cards", {"public": False})


def said(text: str, response: str = "") -> BotUttered:
    return BotUttered(text, metadata={"utter_action": response})


def test_the_same_words_are_read_once_and_a_question_where_it_stands_last() -> None:
    first = [said("Sorry."), said("Which order?", "utter_ask_number"), BotUttered(data={"custom": {"a": 1}})]
    second = [said("Sorry."), said("We do."), said("We do."), BotUttered(data={"custom": {"a": 1}})]
    third = [said("The number, please?", "utter_ask_number"), said("Not found.", "utter_status")]
    found = read_once([first, second, third])
    words = [event.text or event.data for event in found]
    payload = {"custom": {"a": 1}}
    assert [word if isinstance(word, str) else word["custom"] for word in words] == [
        payload["custom"],
        "Sorry.",
        "We do.",
        "We do.",
        payload["custom"],
        "The number, please?",
        "Not found.",
    ]


def test_what_follows_is_known_from_what_was_kept() -> None:
    alone = UserUttered(TURN.text, message_id="web:m1", metadata={"public": False})
    assert further_turns(TURN, [said("Welcome"), alone, said("Hi")]) == []
    first = UserUttered("where is it?", metadata={"public": False, FURTHER: ["gift cards?", "open?"]})
    assert further_turns(TURN, [first]) == [
        Turn("web:anna", "web:m1#2", "web", "gift cards?", {"public": False}),
        Turn("web:anna", "web:m1#3", "web", "open?", {"public": False}),
    ]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"custom": {"handoff": {"reason": "asked"}}}, True),
        ({"custom": {"facts": {"handoff": 1}}}, False),
        ({"custom": [{"handoff": 1}]}, False),
        ({"custom": None}, False),
        ({}, False),
    ],
)
def test_a_person_is_asked_for_by_a_payload(data: dict[str, object], wanted: bool) -> None:
    assert ask_for_person([UserUttered("x"), BotUttered("Hi", data)]) is wanted
