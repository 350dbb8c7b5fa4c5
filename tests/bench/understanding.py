"""Rasa's understanding of single messages: the shipped model's, or that of one trained on given examples."""

import logging
import tempfile
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog

from bot import model
from bot.core.entry import Content
from bot.core.press import told_to_brain
from bot.nlu.requests import REQUESTS
from tests.bench.labelled import NOT_UNDERSTOOD, OFF_TOPIC, BadFile, Example


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


def shipped(folder: Path) -> Understanding:
    """The project's own model. Raises BadFile when it is not trained."""
    if not model.trained(folder):
        raise BadFile("There is no model of the sources as they are now: run `make train` first.")
    return Understanding(model.model_path(folder))


def trained_on(examples: Sequence[Example], folder: Path) -> Understanding:
    """A model of the project's pipeline that has seen these examples only. Raises BadFile."""
    with tempfile.TemporaryDirectory() as made:
        nlu = Path(made) / "nlu.yml"
        nlu.write_text(yaml.safe_dump(_nlu(examples), allow_unicode=True), encoding="utf-8")
        goal = "--out", made, "--fixed-model-name", "given"
        result = model.rasa(folder, "train", "nlu", "--nlu", str(nlu), *goal)
        if result.returncode:
            raise BadFile(f"Rasa cannot be trained on the TRAIN file:\n{result.stdout[-2000:]}")
        return Understanding(Path(made) / "given.tar.gz")


def _nlu(examples: Sequence[Example]) -> dict[str, object]:
    by_intent: defaultdict[str, list[str]] = defaultdict(list)
    for example in examples:
        by_intent[example.intent].append(_plain(example.text))
    blocks = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in by_intent.items()
    ]
    return {"version": "3.1", "nlu": blocks}


def _plain(text: str) -> str:
    """In one line, and without what Rasa's reader takes for the marks of an entity."""
    return " ".join(text.replace("[", "(").replace("]", ")").split())
