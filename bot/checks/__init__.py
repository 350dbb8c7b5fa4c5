"""`frontdesk check`: what is wrong with the bot's files, and what might be better."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bot.checks.by_rasa import asked_rasa, said_by_rasa
from bot.checks.examples import examples
from bot.checks.finding import Finding
from bot.checks.own import own_sentences
from bot.checks.platforms import shown
from bot.checks.reached import reached
from bot.checks.unreadable import unreadable
from bot.model import Python, python
from bot.talk_files import TalkFiles


@dataclass(frozen=True)
class Findings:
    """All that was found, each in words with its place; none twice."""

    problems: Sequence[str]
    """What must not stay so."""
    hints: Sequence[str]
    """What is worth a look."""


def check(folder: Path, run: Python = python) -> Findings:
    """Of a project's folder; what cannot be read is told alone. `run` runs programs that need Rasa."""
    slips = list(unreadable(folder))
    if slips:
        return _sorted(slips)
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(asked_rasa, folder, run)
        files = TalkFiles.read(folder)
        found = list(found_without_rasa(files))
        return _sorted([*said_by_rasa(asked.result(), files), *found])


def found_without_rasa(files: TalkFiles) -> Iterator[Finding]:
    """What our own checks find, in a second."""
    yield from own_sentences(files)
    yield from reached(files)
    yield from examples(files)
    yield from shown(files)


def _sorted(found: Sequence[Finding]) -> Findings:
    problems = [each.words for each in found if not each.is_hint]
    hints = [each.words for each in found if each.is_hint]
    return Findings(list(dict.fromkeys(problems)), list(dict.fromkeys(hints)))
