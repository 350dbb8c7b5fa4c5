"""What is wrong with the bot's files, in words: Rasa's own validator, and what it does not look at."""

import re
import subprocess
from collections.abc import Iterator, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.core.comments import FILLED_IN
from bot.core.press import SIGNALS
from bot.model import Python, python
from bot.rules import BadRules, read_rules
from bot.sentences import DomainSentences, MissingSentence

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_COMPLAINT = re.compile(r"(?:UserWarning: |Exception: |Error: | (?:ERROR|WARNING) +\S+ +- )(.+)")
_QUOTED = re.compile(r"'([\w-]+)'")
_OF_COMMENTS = ("utter_comment_", "utter_private_")
_INTENT = re.compile(r"/(\w+)")
_FILLED_IN = re.compile(r"\{(\w+)\}")


def validate(folder: Path, run: Python = python) -> str:
    """The problems in words, a line each; empty when there are none. `run`: how Rasa is asked."""
    unreadable = [problem for path in _sources(folder) for problem in _unreadable(path, folder)]
    if unreadable:
        return "\n".join(unreadable)
    with ThreadPoolExecutor(2) as both:
        told = both.submit(run, folder, "-m", "rasa", "data", "validate", "--fail-on-warnings")
        built = both.submit(run, folder, "-m", "bot.nlu.components")
        found = [*_validated(told.result(), folder), *_built(built.result())]
    domain = Domain.read(folder)
    found += [*_said_by_us(folder, domain), *_never_filled(folder, domain)]
    found += [*_unsayable(domain), *_dead_buttons(domain)]
    return "\n".join(dict.fromkeys(found))


def _sources(folder: Path) -> list[Path]:
    named = [folder / name for name in ("config.yml", "domain.yml")]
    return [*named, *sorted((folder / "data").rglob("*.yml"))]


def _unreadable(path: Path, folder: Path) -> Iterator[str]:
    """Where it is no YAML."""
    try:
        yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        began = error.context_mark
        since = f" (in what begins in line {began.line + 1})" if began else ""
        yield f"{path.relative_to(folder)}{place}: {error.problem}{since}. Look at the indentation."
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        yield f"{path.relative_to(folder)} cannot be read: {error}"


def _validated(result: "subprocess.CompletedProcess[str]", folder: Path) -> Iterator[str]:
    if result.returncode == 0:
        return
    problems = _problems(result.stdout)
    for problem in problems:
        yield f"{problem}{_places(problem, folder)}"
    if not problems:
        yield _COLOUR.sub("", result.stdout).strip()


def _problems(output: str) -> list[str]:
    """What the validator complains about, each once, without the colours and the progress around it."""
    plain = _COLOUR.sub("", output)
    said = (line.strip() for line in plain.splitlines())
    found = (_COMPLAINT.search(line) for line in said)
    complaints = dict.fromkeys(match[1] for match in found if match)
    return [complaint for complaint in complaints if not _is_meant(complaint)]


def _is_meant(complaint: str) -> bool:
    """Sentences may be said by actions alone, and what the desk tells has no examples."""
    untold = any(f"intent '{name}' is listed" in complaint for name in SIGNALS)
    return untold or complaint.endswith("is not used in any story or rule.")


def _places(problem: str, folder: Path) -> str:
    """Where the names that it quotes stand."""
    found = []
    for name in dict.fromkeys(_QUOTED.findall(problem)):
        word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        for path in _sources(folder):
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [
                f"{path.relative_to(folder)}:{n}" for n, line in enumerate(lines, 1) if word.search(line)
            ]
    return f" ({', '.join(found[:4])})" if found else ""


def _built(result: "subprocess.CompletedProcess[str]") -> Iterator[str]:
    if result.returncode:
        yield f"config.yml: {result.stdout.strip().splitlines()[-1]}"


@dataclass(frozen=True)
class Domain:
    """domain.yml, read once for all that look at it."""

    text: str
    stated: Mapping[str, Any]

    @staticmethod
    def read(folder: Path) -> "Domain":
        """The file of that folder, which is YAML."""
        text = (folder / "domain.yml").read_text(encoding="utf-8")
        return Domain(text, yaml.safe_load(text))

    @property
    def responses(self) -> Mapping[str, Any]:
        """Variations, by name."""
        return self.stated.get("responses") or {}

    @property
    def intents(self) -> Set[str]:
        """Their names; an intent may stand there with settings of its own."""
        listed = self.stated.get("intents") or []
        return {name for intent in listed for name in (intent if isinstance(intent, dict) else [intent])}

    def place(self, words: str) -> str:
        """Where the words stand first."""
        return f"domain.yml, line {self.text[: self.text.index(words)].count(chr(10)) + 1}"


def _said_by_us(folder: Path, domain: Domain) -> Iterator[str]:
    """What Frontdesk says itself, and desk.yml wants it to say of comments; and how desk.yml sorts these."""
    try:
        rules = read_rules(folder / "desk.yml").comments
        DomainSentences(folder / "domain.yml", rules.sentences)
    except (BadRules, MissingSentence) as error:
        yield str(error)
        return
    known = domain.intents
    for name, sort in rules.sorts.items():
        if name not in known:
            yield f"desk.yml: comments.{sort.value} names the intent {name}, which domain.yml does not have."


def _never_filled(folder: Path, domain: Domain) -> Iterator[str]:
    """A name in curly brackets that is no slot, and that no action fills in."""
    actions = "\n".join(path.read_text(encoding="utf-8") for path in (folder / "actions").rglob("*.py"))
    known = {*FILLED_IN, *(domain.stated.get("slots") or {}), *re.findall(r"\w+", actions)}
    responses = domain.text[domain.text.find("\nresponses:") :]
    for name in dict.fromkeys(_FILLED_IN.findall(responses)):
        if name not in known:
            yield f"{domain.place(f'{{{name}}}')}: {{{name}}} is no slot, and no action fills it in."


def _unsayable(domain: Domain) -> Iterator[str]:
    """What is said under comments is words alone, and only Frontdesk fills them in."""
    said_there = {name: found for name, found in domain.responses.items() if name.startswith(_OF_COMMENTS)}
    for name, variation in ((name, one) for name, found in said_there.items() for one in found):
        place, said = domain.place(f"  {name}:"), str(variation.get("text") or "")
        if not said.strip():
            yield f"{place}: {name} has no words."
        if variation.get("buttons"):
            yield f"{place}: {name} has buttons; under comments only words are shown."
        for other in set(_FILLED_IN.findall(said)) - set(FILLED_IN):
            only = " and ".join(f"{{{one}}}" for one in FILLED_IN)
            yield f"{place}: {{{other}}} cannot stand in {name}; there are only {only}."


def _dead_buttons(domain: Domain) -> Iterator[str]:
    """Buttons whose intent nobody knows."""
    known = domain.intents
    variations = [variation for found in domain.responses.values() for variation in found]
    buttons = [button for variation in variations for button in variation.get("buttons") or ()]
    for payload in dict.fromkeys(str(button.get("payload") or "") for button in buttons):
        named = _INTENT.match(payload)
        if named and named[1] not in known:
            yield f"{domain.place(payload)}: a button leads to {payload}, and there is no intent {named[1]}."
