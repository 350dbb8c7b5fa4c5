"""`make evaluate DATA=…`: how well the bot understands labelled messages."""

import argparse
import asyncio
import os
import sys
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot import model
from bot.evaluation.labelled import BadFile, Example, check_known, read_examples, read_map, relabelled
from tests.bench.slips import read_misspellings, with_slips
from tests.journeys.service import ROOT

if TYPE_CHECKING:
    from bot.evaluation.understanding import Marked, Understanding

HOW = """\
make evaluate DATA=test.csv                       how well the shipped model understands these messages
make evaluate DATA=test.csv MAP=labels.yml        where the labels are not the bot's own intents
make evaluate DATA=test.csv TRAIN=train.csv       the same pipeline, trained on other messages only
make evaluate DATA=test.csv HTML=report.html      also as a page, with what is taken for what
make evaluate DATA=test.csv SEVERAL=1             also whether two requests in one message are told apart
make evaluate DATA=test.csv SLIPS=slips.txt       also how well with slips in one word of eight

SLIPS is a text file with lines such as `recieve->receive`; other words get two letters swapped.

The CSV files have the columns text (or utterance) and intent. A MAP file has lines such as
`parcel: track_order`; `weather: ~` leaves a label's messages out, and `weather: nlu_fallback`
means that the bot should not understand them."""


@dataclass(frozen=True)
class Asked:
    """What is to be evaluated, by which files."""

    data: Path
    train: Path | None = None
    map: Path | None = None
    html: Path | None = None
    slips: Path | None = None
    several: bool = False


def main(words: Sequence[str]) -> int:
    """The exit code; what is wrong with a file is one sentence."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.evaluate", description=__doc__)
    for name in ("--data", "--train", "--map", "--html", "--slips"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--several", action="store_true")
    given = parser.parse_args(words)
    if given.data is None:
        print(HOW, file=sys.stderr)
        return 2
    try:
        print(evaluated(Asked(**vars(given))))
    except BadFile as problem:
        print(f"evaluate: {problem}", file=sys.stderr)
        return 1
    return 0


def evaluated(asked: Asked) -> str:
    """The report; also as a page, where one is wanted. Raises BadFile, where it can before Rasa is loaded."""
    renaming = read_map(asked.map) if asked.map else {}
    examples = relabelled(read_examples(asked.data), renaming)
    lessons = relabelled(read_examples(asked.train), renaming) if asked.train else None
    misspelt = with_slips(examples, read_misspellings(asked.slips)) if asked.slips else ()
    if lessons is not None:
        check_known(examples, {lesson.intent for lesson in lessons})
    os.environ.update(model.QUIET)
    with warnings.catch_warnings(record=True):  # Rasa's own dependencies give advice about each other
        return _report(asked, examples, lessons, misspelt)


def _report(
    asked: Asked,
    examples: Sequence[Example],
    lessons: Sequence[Example] | None,
    misspelt: Sequence[Example],
) -> str:
    from tests.bench.page import write  # noqa: PLC0415
    from tests.bench.scores import misspelling, report  # noqa: PLC0415 - imports Rasa, which takes ten seconds
    from tests.bench.understanding import shipped, trained_on  # noqa: PLC0415

    understanding = shipped(ROOT) if lessons is None else trained_on(lessons, ROOT)
    if lessons is None:
        check_known(examples, understanding.intents)
    marked = asyncio.run(_marked(understanding, examples))
    if asked.html:
        write(marked, asked.html)
    said = [report(marked)]
    if misspelt:
        said.append(misspelling(marked, asyncio.run(_marked(understanding, misspelt))))
    if asked.several:
        said.append(asyncio.run(_rates(understanding, marked, read_examples(asked.data))))
    return "\n\n".join(said)


async def _rates(understanding: "Understanding", marked: "Sequence[Marked]", whole: Sequence[Example]) -> str:
    from tests.bench.several import rates, requests_among  # noqa: PLC0415

    requests = requests_among(marked, ROOT / "config.yml")
    return str(await rates([example.text for example in whole], requests, understanding.requests))


async def _marked(understanding: "Understanding", examples: Sequence[Example]) -> "Sequence[Marked]":
    from bot.evaluation.understanding import Marked  # noqa: PLC0415

    await understanding.guess(examples[0].text)  # the first is slow, and would count as a message's time
    found = []
    for example in examples:
        begun = time.perf_counter()
        guess = await understanding.guess(example.text)
        found.append(Marked(example, guess, time.perf_counter() - begun))
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
