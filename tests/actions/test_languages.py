"""A customer who writes in another language is told so, and a person is asked for."""

from pathlib import Path

import pytest
import yaml

from actions.language_names import NAMES
from actions.languages import ActionOtherLanguage
from tests.actions.stage import Event, domain, run, said

GERMAN = said("other_language", "wo bleibt meine Bestellung?")
QUEUED, CLOSED = said("handoff_queued", "/handoff_queued"), said("outside_hours", "/outside_hours")
NOBODY, DONE = (
    said("no_agent_available", "/no_agent_available"),
    said("handoff_resolved", "/handoff_resolved"),
)


def test_in_their_language_where_there_is_the_sentence() -> None:
    outcome = run(ActionOtherLanguage(), {"language": "de"}, [GERMAN])
    assert outcome.responses == ["utter_other_language_de"]
    handoff = outcome.told["handoff"]
    assert (handoff["reason"], handoff["priority"]) == ("other_language", "normal")
    assert handoff["summary"] == (
        "The customer (not verified) asks for help. Writes in German. "
        "Last words: “wo bleibt meine Bestellung?”"
    )


def test_the_card_gets_the_language() -> None:
    facts = [
        message["custom"]["facts"]
        for message in run(ActionOtherLanguage(), {"language": "de"}, [GERMAN]).messages
        if "facts" in message["custom"]
    ]
    assert {"language": "German"} in facts


@pytest.mark.parametrize(("code", "name"), [("fi", "Finnish"), ("xx", "xx")])
def test_else_in_ours_with_its_name(code: str, name: str) -> None:
    outcome = run(ActionOtherLanguage(), {"language": code}, [said("other_language", "missä tilaukseni on")])
    [spoken] = [message for message in outcome.messages if message.get("response")]
    assert (spoken["response"], spoken["language_name"]) == ("utter_other_language", name)
    assert f"Writes in {name}." in outcome.told["handoff"]["summary"]


@pytest.mark.parametrize(
    ("told", "asked"),
    [([QUEUED], False), ([CLOSED], False), ([CLOSED, DONE], True), ([QUEUED, NOBODY], True), ([], True)],
)
def test_who_is_to_come_is_not_asked_again(told: list[Event], asked: bool) -> None:
    outcome = run(ActionOtherLanguage(), {"language": "de"}, [GERMAN, *told, GERMAN])
    assert outcome.responses == ["utter_other_language_de"]
    assert ("handoff" in outcome.told) is asked


def test_every_sentence_is_of_a_language_with_a_name() -> None:
    written = {name for name in domain()["responses"] if name.startswith("utter_other_language_")}
    codes = {name.removeprefix("utter_other_language_") for name in written}
    assert {"ar", "de", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt", "ru", "sv", "tr", "uk", "zh"} <= codes
    assert codes <= set(NAMES)


def test_every_language_that_can_be_recognised_has_a_name() -> None:
    languages = pytest.importorskip("bot.nlu.languages", reason="the recognisers are not installed")
    shared = {code for codes in languages.SHARED.values() for code in codes}
    recognised = {*languages.KNOWN, *languages.SCRIPTS.values(), *shared}
    own = yaml.safe_load((Path(__file__).parents[2] / "config.yml").read_text(encoding="utf-8"))["language"]
    assert recognised - set(NAMES) == {own}
