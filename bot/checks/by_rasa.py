"""What Rasa finds: its validator, what config.yml names, rules and stories that contradict each other."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.checks.contradictions import contradictions
from bot.checks.finding import Finding
from bot.checks.unreadable import sources
from bot.model import Python, python
from bot.talk_files import TalkFiles

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_COMPLAINT = re.compile(r"(?:UserWarning: |Exception: |Error: | (?:ERROR|WARNING) +\S+ +- )(.+)")
_QUOTED = re.compile(r"'([\w-]+)'")
_OURS = (
    "is not used in any story or rule.",
    "is listed in the domain file, but is not found in the NLU training data",
    "was found labeled with multiple different intents",
    "Story structure conflict",
)
"""What our own checks tell with its place."""

_TWICE = "duplicated intents have been found across multiple domain files: "


@dataclass(frozen=True)
class Asked:
    """What two of Rasa's processes said."""

    validator: "subprocess.CompletedProcess[str]"
    components: "subprocess.CompletedProcess[str]"


def asked_rasa(folder: Path, run: Python = python) -> Asked:
    """Takes some seconds, on two cores. `run`: how a program is run that needs Rasa."""
    with ThreadPoolExecutor(2) as both:
        validator = both.submit(run, folder, "-m", "rasa", "data", "validate", "--fail-on-warnings")
        components = both.submit(run, folder, "-m", "bot.nlu.checked")
        return Asked(validator.result(), components.result())


def said_by_rasa(asked: Asked, files: TalkFiles) -> Iterator[Finding]:
    """It in a designer's words, with places."""
    found = [*_validated(asked.validator, files), *_checked(asked.components, files)]
    yield from map(Finding, found)


def _validated(result: "subprocess.CompletedProcess[str]", files: TalkFiles) -> Iterator[str]:
    if result.returncode == 0:
        return
    complaints = _complaints(result.stdout)
    for complaint in complaints:
        if not (_is_told_here(complaint) or _is_of_answers(complaint, files)):
            yield f"{complaint}{_places(complaint, files.folder)}"
    if not complaints:
        yield _COLOUR.sub("", result.stdout).strip()


def _complaints(output: str) -> list[str]:
    """Each once, without the colours and the progress around it."""
    said = (line.strip() for line in _COLOUR.sub("", output).splitlines())
    found = (_COMPLAINT.search(line) for line in said)
    return list(dict.fromkeys(match[1] for match in found if match))


def _is_told_here(complaint: str) -> bool:
    return any(ours in complaint for ours in _OURS)


def _is_of_answers(complaint: str, files: TalkFiles) -> bool:
    """Rasa adds retrieval intents to the domain by itself, and then finds them there twice."""
    _, found, names = complaint.partition(_TWICE)
    answered = {label.partition("/")[0] for label in files.labels if "/" in label}
    return bool(found) and set(names.split(", ")) <= answered


def _places(problem: str, folder: Path) -> str:
    """Where the names that it quotes stand."""
    found = []
    for name in dict.fromkeys(_QUOTED.findall(problem)):
        word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        for path in sources(folder):
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [
                f"{path.relative_to(folder)}:{n}" for n, line in enumerate(lines, 1) if word.search(line)
            ]
    return f" ({', '.join(found[:4])})" if found else ""


def _checked(result: "subprocess.CompletedProcess[str]", files: TalkFiles) -> Iterator[str]:
    """`bot.nlu.checked` ends with a line of JSON, whatever Rasa prints before."""
    lines = result.stdout.strip().splitlines()
    if result.returncode or not lines:
        end = lines[-1] if lines else "it ended without a word"
        yield f"Rasa cannot read config.yml, domain.yml or data/: {end}"
        return
    told: Mapping[str, Any] = json.loads(lines[-1])
    if told["config"]:
        yield f"config.yml: {told['config']}"
    yield from contradictions(told["conflicts"], told["rules"], files.talks)
