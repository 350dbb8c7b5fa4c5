"""Blocks for tests: a section of words, a row of buttons."""

from typing import Any


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def actions(*titles: str) -> dict[str, Any]:
    buttons = [
        {"type": "button", "text": {"type": "plain_text", "text": t}, "value": "7", "action_id": t.lower()}
        for t in titles
    ]
    return {"type": "actions", "elements": buttons}
