"""Runs an action as Rasa would: a tracker in, words and events out."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

Event = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What an action said and did."""

    messages: list[dict[str, Any]]
    events: list[Event]

    @property
    def responses(self) -> list[str]:
        """The responses of domain.yml that were said, in order."""
        named = [message.get("response") or message.get("utter_action") for message in self.messages]
        return [name for name in named if name]

    @property
    def slots(self) -> dict[str, Any]:
        """What the slots were set to."""
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    @property
    def told(self) -> dict[str, Any]:
        """What frontdesk was told: action, facts, handoff."""
        return {name: value for message in self.messages for name, value in message["custom"].items()}


@lru_cache(maxsize=1)
def domain() -> dict[str, Any]:
    """domain.yml, as Rasa passes it on."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parents[2] / "domain.yml").read_text("utf-8"))
    return loaded


def said(intent: str, text: str = "", **parsed: Any) -> Event:
    """A customer's message, understood."""
    message = {"intent": {"name": intent}, "text": text, **parsed}
    return {"event": "user", "text": text, "parse_data": message, "input_channel": "web", **message}


def ran(action: str) -> Event:
    """An action that was run."""
    return {"event": "action", "name": action}


def answered(response: str, text: str = "") -> Event:
    """What the bot said."""
    return {"event": "bot", "text": text, "metadata": {"utter_action": response}}


def put(**slots: Any) -> list[Event]:
    """Slots set just now, as a form's validation sees them."""
    return [{"event": "slot", "name": name, "value": value} for name, value in slots.items()]


def run(
    action: Action,
    slots: Mapping[str, Any] | None = None,
    events: Sequence[Event] = (),
    form: str = "",
    sender: str = "web:1",
) -> Outcome:
    """Run the action on a tracker with these slots and events; `sender` is the conversation."""
    dispatcher = CollectingDispatcher()
    latest = next((event for event in reversed(events) if event["event"] == "user"), {})
    loop = {"name": form} if form else {}
    tracker = Tracker(sender, dict(slots or {}), latest, list(events), False, None, loop, "action_listen")
    made = asyncio.run(action.run(dispatcher, tracker, domain()))
    return Outcome(dispatcher.messages, list(made))
