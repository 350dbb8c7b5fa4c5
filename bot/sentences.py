"""What the customer reads when no brain can say it: responses of domain.yml, read without Rasa."""

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog
import yaml

from bot.core.entry import Button, Content

log = structlog.get_logger(__name__)

NEEDED = (
    "utter_takes_a_moment",
    "utter_please_wait",
    "utter_brain_unreachable",
    "utter_too_many_messages",
)
"""Responses that Frontdesk itself says."""


GREETING = "utter_greet"
"""The response whose buttons are the bot's menu."""


OUR_OWN = Path(__file__).with_name("sentences.yml")
"""Those for a bot that was made for Rasa alone, and has none of them."""


class MissingSentence(Exception):
    """Neither domain.yml nor we have a response that Frontdesk itself is to say."""


class DomainSentences:
    """The responses of one domain file, and ours where it has none; read again when the file is another."""

    def __init__(self, path: Path, more: Sequence[str] = ()) -> None:
        """`more`: names of responses that are needed as well. Raises MissingSentence."""
        self._path, self._more, self._read_at = path, more, _changed_at(path)
        responses = {**_responses(OUR_OWN), **_responses(path)}
        needed = tuple(dict.fromkeys((*NEEDED, *more)))
        for name in needed:
            if not responses.get(name):
                raise MissingSentence(f"{path} has no response {name}, which Frontdesk says itself.")
        self._responses: Mapping[str, Sequence[Mapping[str, Any]]] = {
            name: responses[name] for name in needed
        }
        self._greetings: Sequence[Mapping[str, Any]] = responses.get(GREETING) or ()

    def menu(self) -> Sequence[Button]:
        """What the bot offers first of all: the choices under its greeting."""
        return _content(self._greetings[0]).buttons if self._greetings else ()

    def keep(self, path: Path) -> None:
        """Write them where they are found when domain.yml cannot be read one day."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(yaml.safe_dump({"responses": dict(self._responses)}, allow_unicode=True), "utf-8")
        fresh.replace(path)

    def __call__(self, name: str, channel: str) -> Content:
        """The response in the words for that channel, else in the words for all."""
        self._read_again()
        variants = self._responses[name]
        fitting = [v for v in variants if v.get("channel") == channel] or [
            v for v in variants if not v.get("channel")
        ]
        return _content((fitting or variants)[0])

    def _read_again(self) -> None:
        """What somebody has changed meanwhile is said from now on; a slip leaves everything as it was."""
        if self._read_at == _changed_at(self._path):
            return
        try:
            fresh = DomainSentences(self._path, self._more)
            self._responses, self._greetings = fresh._responses, fresh._greetings
        except MissingSentence:
            log.error("sentences_unreadable", path=self._path.name)
        self._read_at = _changed_at(self._path)


def _changed_at(path: Path) -> float:
    """0: it is not there."""
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _responses(path: Path) -> Mapping[str, Any]:
    try:
        domain = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MissingSentence(f"{path} cannot be read ({error.strerror}).") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MissingSentence(f"{path}{_place(error)} cannot be read: {_problem(error)}.") from error
    found = domain.get("responses") if isinstance(domain, dict) else None
    return found if isinstance(found, dict) else {}


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}, column {mark.column + 1}," if mark else ""


def _problem(error: Exception) -> str:
    return str(getattr(error, "problem", None) or "it is no YAML")


def _content(variant: Mapping[str, Any]) -> Content:
    buttons = (Button(str(b["title"]), str(b.get("payload", ""))) for b in variant.get("buttons") or ())
    return Content(text=str(variant.get("text", "")).strip(), buttons=tuple(buttons))
