"""Which of a response's variations is said."""

import asyncio
from typing import Any

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed, so it chooses nothing")

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.nlu.other_words import REMEMBERED, OtherWords

DOMAIN = Domain.from_dict(
    {
        "responses": {
            "utter_hello": [{"text": "Hi {name}"}, {"text": "Hello {name}"}],
            "utter_one": [{"text": "The only one"}],
            "utter_by_channel": [{"text": "Anywhere"}, {"text": "In Slack", "channel": "slack"}],
        }
    }
)


def spoken(response: str, *before: BotUttered, channel: str = "web") -> dict[str, Any] | None:
    words = OtherWords(EndpointConfig(), DOMAIN)
    tracker = DialogueStateTracker.from_events("web:1", list(before))
    return asyncio.run(words.generate(response, tracker, channel, name="Ann"))


def used(text: str, response: str = "utter_hello") -> BotUttered:
    return BotUttered(text, metadata={"utter_action": response})


@pytest.mark.parametrize(("last", "now"), [("Hi Ann", "Hello Ann"), ("Hello Ann", "Hi Ann")])
def test_never_the_words_just_used(last: str, now: str) -> None:
    assert [spoken("utter_hello", used(last)) for _ in range(20)] == [{"text": now}] * 20


def test_without_another_variation_the_same_is_said() -> None:
    assert spoken("utter_one", used("The only one", "utter_one")) == {"text": "The only one"}


def test_each_channel_has_its_own() -> None:
    said = spoken("utter_by_channel", channel="slack")
    assert said is not None
    assert said["text"] == "In Slack"


def test_what_nobody_wrote_is_not_said() -> None:
    assert spoken("utter_nothing") is None


def test_long_ago_does_not_count() -> None:
    between = [used("The only one", "utter_one")] * REMEMBERED
    said = [spoken("utter_hello", used("Hi Ann"), *between) for _ in range(40)]
    assert {"text": "Hi Ann"} in said
