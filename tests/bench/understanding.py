"""Rasa's understanding of single messages: the shipped model's, or that of one trained on given examples."""

import logging
import tempfile
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog

from bot import model
from bot.core.entry import Content
from bot.core.press import told_to_brain
from tests.bench.labelled import NOT_UNDERSTOOD, BadFile, Example


@dataclass(frozen=True)
class Guess:
    """What the bot takes a message for."""

    intent: str
    """The likeliest, sure or not."""
    confidence: float
    understood: bool
    """Whether that is enough for the thresholds of config.yml."""

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
        """Those of the domain."""
        names: Collection[str] = self._agent.domain.intents
        return names

    async def guess(self, text: str) -> Guess:
        """What the bot takes the message for, put to it as frontdesk does."""
        parsed = await self._agent.parse_message(told_to_brain(Content(text), ()))
        ranking = [each for each in parsed["intent_ranking"] if each["name"] != NOT_UNDERSTOOD]
        if not ranking:
            return Guess(NOT_UNDERSTOOD, 0.0, understood=False)
        understood = parsed["intent"]["name"] != NOT_UNDERSTOOD
        return Guess(ranking[0]["name"], float(ranking[0]["confidence"]), understood)


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
