"""The model whose understanding is marked: the shipped one, or one trained on given examples."""

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import yaml

from bot import model
from bot.evaluation.labelled import BadFile, Example
from bot.evaluation.understanding import Understanding


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
