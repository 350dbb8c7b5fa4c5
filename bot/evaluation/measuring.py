"""A model put to the test stories and the labelled messages of its folder, by programs that load Rasa."""

import json
import re
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import yaml

from bot.evaluation.measurement import Measurement, Message, Stories
from bot.model import Python

STORIES = Path("tests/stories")
"""Rasa's test stories. https://rasa.com/docs/rasa/testing-your-assistant#writing-test-stories"""
MESSAGES = Path("tests/understanding")
"""CSV files of labelled messages; `labels.yml` beside them says what the labels are in the bot's words."""
LABELS = "labels.yml"

_PREDICTED = re.compile(r"^\s*- (?:\w+: )?(.+?)\s*# predicted: (.+)$", re.MULTILINE)

Found = TypeVar("Found")


class Unmeasured(Exception):
    """The stories or the messages cannot be used; the message says why in one sentence."""


def measured(
    folder: Path, made: Path, run: Python, by: Collection[Path] = (STORIES, MESSAGES)
) -> Measurement:
    """What the model does; what cannot be found out is told in `problems`. `by`: what it is tried with."""
    stories, untold = _attempted(partial(_stories, folder, made, run), STORIES in by)
    messages, unmarked = _attempted(partial(_messages, folder, made, run), MESSAGES in by)
    return Measurement(stories, messages, (*untold, *unmarked))


def _attempted(measure: Callable[[], Found], wanted: bool) -> tuple[Found | None, tuple[str, ...]]:
    try:
        return (measure() if wanted else None), ()
    except Unmeasured as problem:
        return None, (str(problem),)


def _stories(folder: Path, made: Path, run: Python) -> Stories | None:
    if not any((folder / STORIES).rglob("*.yml")):
        return None
    with tempfile.TemporaryDirectory() as out:
        words = ("--stories", str(STORIES), "--model", str(made), "--out", out, "--no-plot")
        result = run(folder, "-m", "rasa", "test", "core", *words)
        report = Path(out) / "story_report.json"
        if result.returncode or not report.exists():
            raise Unmeasured(f"{STORIES} cannot be told: {_last(result.stdout)}")
        counted = json.loads(report.read_text("utf-8"))["conversation_accuracy"]
        return Stories(counted["total"], _failed(Path(out) / "failed_test_stories.yml"))


def _failed(path: Path) -> Mapping[str, str]:
    """What went wrong first in each story, out of Rasa's report."""
    text = path.read_text("utf-8")
    stories = (yaml.safe_load(text) or {}).get("stories") or []
    written = re.split(r"^- story: ", text, flags=re.MULTILINE)[1:]
    return {str(story["story"]): _first_slip(steps) for story, steps in zip(stories, written, strict=True)}


def _first_slip(steps: str) -> str:
    slip = _PREDICTED.search(steps)
    return f"{slip[2]} instead of {slip[1]}" if slip else "it goes another way"


def _messages(folder: Path, made: Path, run: Python) -> tuple[Message, ...] | None:
    files = sorted((folder / MESSAGES).glob("*.csv"))
    if not files:
        return None
    labels = folder / MESSAGES / LABELS
    with tempfile.TemporaryDirectory() as out:
        marks = Path(out) / "marks.json"
        words = [str(made), str(marks), str(labels) if labels.exists() else "", *map(str, files)]
        result = run(folder, "-m", "bot.evaluation.marking", *words)
        if result.returncode:
            raise Unmeasured(_last(result.stdout))
        return tuple(_message(row) for row in json.loads(marks.read_text("utf-8")))


def _message(row: Mapping[str, Any]) -> Message:
    return Message(row["text"], row["intent"], row["taken"], row["right"])


def _last(output: str) -> str:
    lines: Sequence[str] = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "nobody said why."
