"""What the customer reads when no brain can say it: responses of domain.yml, read without Rasa."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.core.entry import Button, Content

NEEDED = ("utter_please_wait", "utter_brain_unreachable")
"""Responses that Frontdesk itself says."""


class MissingSentence(Exception):
    """domain.yml lacks a response that Frontdesk itself says."""


class DomainSentences:
    """The responses of one domain file."""

    def __init__(self, path: Path) -> None:
        """Raises MissingSentence."""
        domain = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        self._responses: Mapping[str, Sequence[Mapping[str, Any]]] = domain.get("responses") or {}
        for name in NEEDED:
            if not self._responses.get(name):
                raise MissingSentence(f"{path} has no response {name}, which Frontdesk says itself.")

    def __call__(self, name: str, channel: str) -> Content:
        """The response in the words for that channel, else in the words for all."""
        variants = self._responses[name]
        fitting = [v for v in variants if v.get("channel") == channel] or [
            v for v in variants if not v.get("channel")
        ]
        return _content((fitting or variants)[0])


def _content(variant: Mapping[str, Any]) -> Content:
    buttons = (Button(str(b["title"]), str(b.get("payload", ""))) for b in variant.get("buttons") or ())
    return Content(text=str(variant.get("text", "")).strip(), buttons=tuple(buttons))
