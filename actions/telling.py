"""What actions tell frontdesk beside the customer's words: what they did, what is known, who is wanted."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker


def tell_result(
    dispatcher: CollectingDispatcher, action: str, result: str, facts: Mapping[str, Any] | None = None
) -> None:
    """For the transcript that agents read: what an action found; and for the card: what is known now."""
    payload: dict[str, Any] = {"action": {"name": action, "result": result}}
    if facts:
        payload["facts"] = dict(facts)
    dispatcher.utter_message(json_message=payload)


def ask_for_person(
    dispatcher: CollectingDispatcher,
    reason: str,
    summary: str,
    priority: str = "normal",
    team: str | None = None,
) -> None:
    """Ask frontdesk to hand the conversation over."""
    wish = {"reason": reason, "summary": summary, "priority": priority, "team": team}
    dispatcher.utter_message(json_message={"handoff": wish})


def is_public(tracker: Tracker) -> bool:
    """Whether others can read along: a group, or a channel's thread; frontdesk says so with every message."""
    message = tracker.latest_message or {}
    return bool((message.get("metadata") or {}).get("public"))
