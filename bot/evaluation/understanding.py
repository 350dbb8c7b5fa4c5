"""Rasa's understanding of single messages, and whether it is right."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog

from bot.core.entry import Content
from bot.core.press import told_to_brain
from bot.evaluation.labelled import NOT_UNDERSTOOD, OFF_TOPIC, Example
from bot.nlu.requests import REQUESTS


@dataclass(frozen=True)
class Guess:
    """What the bot takes a message for."""

    intent: str
    """The likeliest of what it can talk about, sure or not; a retrieval intent by its full name."""
    confidence: float
    """That it is this one."""
    understood: bool
    """Whether that is enough for config.yml, and likelier than that it is off topic."""

    @property
    def acted_on(self) -> str:
        """What the dialogue goes on with."""
        return self.intent if self.understood else NOT_UNDERSTOOD


@dataclass(frozen=True)
class Marked:
    """A message, what the bot took it for, and how long that took."""

    example: Example
    guess: Guess
    seconds: float = 0.0

    @property
    def on_topic(self) -> bool:
        """Whether the bot can talk about it."""
        return self.example.intent not in OFF_TOPIC

    @property
    def right(self) -> bool:
        """Whether the dialogue goes on with what the customer wanted."""
        return self.right_in_truth and self.guess.understood if self.on_topic else not self.guess.understood

    @property
    def right_in_truth(self) -> bool:
        """Whether the likeliest intent is the right one, sure or not."""
        return self.guess.intent == self.example.intent


class Understanding:
    """A model that is loaded."""

    def __init__(self, path: Path) -> None:
        configure_structlog(logging.ERROR)
        self._agent = Agent.load(str(path))

    @property
    def intents(self) -> Collection[str]:
        """Those of the domain, and the answers that it has to questions."""
        domain = self._agent.domain
        answers = {name.removeprefix("utter_") for name in domain.responses if "/" in name}
        return {*domain.intents, *answers}

    async def guess(self, text: str) -> Guess:
        """What the bot takes the message for, put to it as frontdesk does."""
        return to_guess(await self._agent.parse_message(told_to_brain(Content(text), ())))

    async def requests(self, text: str) -> Sequence[str]:
        """What each part of a message asks for, in its order; empty where it is one request."""
        parsed = await self._agent.parse_message(told_to_brain(Content(text), ()))
        return [request["intent"] for request in parsed.get(REQUESTS, ())]


def to_guess(parsed: Mapping[str, Any]) -> Guess:
    """Out of what Rasa makes of a message."""
    first = parsed["intent"]["name"]
    ranking = [each for each in parsed.get("intent_ranking", []) if each["name"] != NOT_UNDERSTOOD]
    on_topic = [each for each in ranking if each["name"] not in OFF_TOPIC]
    if not on_topic:
        return Guess(NOT_UNDERSTOOD, 0.0, understood=False)
    name = on_topic[0]["name"]
    answer = (parsed.get("response_selector") or {}).get(name) or {}
    full = (answer.get("response") or {}).get("intent_response_key") or name
    return Guess(full, float(on_topic[0]["confidence"]), understood=first not in OFF_TOPIC)
