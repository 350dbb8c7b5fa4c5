"""Modals, and the triggers that let an app open one: https://docs.slack.dev/surfaces/modals"""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.blocks import MOST_IN_VIEW, check_blocks
from tests.fakes.slack.errors import slack_error
from tests.fakes.slack.visit import Visit
from tests.fakes.slack.workspace import new_id

Params = dict[str, Any]

_LONGEST = {"title": 24, "submit": 24, "close": 24}
"""https://docs.slack.dev/reference/views/modal-views"""
LONGEST_METADATA = 3000


@dataclass
class Views:
    """What stands open before whom."""

    trigger_lifetime: float = 3.0
    """Seconds."""
    open: dict[str, tuple[str, Params]] = field(default_factory=dict)
    """By view id: who sees it, and the view."""
    _triggers: dict[str, tuple[str, float]] = field(default_factory=dict)

    def trigger(self, person_id: str) -> str:
        """A fresh trigger_id: it opens one view, soon."""
        trigger_id = f"{new_id('T')}.{new_id('t')}"
        self._triggers[trigger_id] = (person_id, time.monotonic())
        return trigger_id

    def open_view(self, visit: Visit, params: Params) -> Params:
        """views.open"""
        _check_view(params["view"])
        if params["trigger_id"] not in self._triggers:
            raise slack_error("invalid_trigger_id")
        person_id, at = self._triggers.pop(params["trigger_id"])
        if time.monotonic() - at > self.trigger_lifetime:
            raise slack_error("expired_trigger_id")
        view = self._stored(visit, params["view"], new_id("V"))
        self.open[view["id"]] = (person_id, view)
        return {"view": view}

    def update_view(self, visit: Visit, params: Params) -> Params:
        """views.update"""
        _check_view(params["view"])
        if params.get("view_id") not in self.open:
            raise slack_error("not_found")
        person_id, before = self.open[params["view_id"]]
        if params.get("hash") not in (None, before["hash"]):
            raise slack_error("hash_conflict")
        view = self._stored(visit, params["view"], params["view_id"])
        self.open[view["id"]] = (person_id, view)
        return {"view": view}

    def _stored(self, visit: Visit, view: Params, view_id: str) -> Params:
        about = {"id": view_id, "team_id": visit.home.team_id, "hash": new_id("h"), "state": {"values": {}}}
        owner = {"app_id": visit.home.app_id, "bot_id": visit.home.bot_id, "root_view_id": view_id}
        return {"callback_id": "", "private_metadata": "", **view, **about, **owner}


def _check_view(view: Any) -> None:
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        raise slack_error("invalid_arguments", "a view is a modal or a home")
    check_blocks(view.get("blocks"), MOST_IN_VIEW)
    if view["type"] == "modal":
        _check_words(view)
    if len(view.get("private_metadata", "")) > LONGEST_METADATA or len(view.get("callback_id", "")) > 255:
        raise slack_error("invalid_arguments", "private_metadata or callback_id is too long")


def _check_words(view: Params) -> None:
    for name, longest in _LONGEST.items():
        words = view.get(name, {}).get("text", "" if name == "title" else "-")
        if not 1 <= len(words) <= longest:
            raise slack_error("invalid_arguments", f"{name} must be 1 to {longest} characters")
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        raise slack_error("invalid_arguments", "a modal with input blocks needs submit")
