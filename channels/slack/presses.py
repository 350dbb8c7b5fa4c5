"""A customer's press, shown on the message that had the button: what was chosen stands in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.slack.private import VALUE
from channels.slack.records import Strange, identifier, part
from channels.slack.words import escaped

CHOSEN = "✓ {title}"
LONGEST = 2000
"""Characters. https://docs.slack.dev/reference/block-kit/composition-objects/text-object/"""


@dataclass(frozen=True)
class Pressed:
    """The message as it is to look from now on."""

    channel: str
    ts: str
    text: str
    blocks: list[Any]


def pressed_in(payload: Any, agent_channel: str) -> Pressed | None:
    """What a customer's press changes; None for an agent's, and where Slack sends no message along."""
    try:
        return _pressed(payload, agent_channel)
    except (AttributeError, KeyError, TypeError, IndexError, Strange):  # kept, and shown nowhere
        return None


def _pressed(payload: Mapping[str, Any], agent_channel: str) -> Pressed | None:
    message, press = part(payload, "message"), payload["actions"][0]
    channel = identifier(part(payload, "channel"), "id")
    title = str(part(press, "text").get("text") or "")
    if channel in ("", agent_channel) or press["type"] != "button" or not press.get("value") or not title:
        return None
    if press["value"] == VALUE:  # a link stays for everybody who reads the thread
        return None
    blocks = [block for block in message["blocks"] if block["type"] != "actions"]
    if len(blocks) == len(message["blocks"]):
        return None
    chosen = {"type": "plain_text", "text": CHOSEN.format(title=title)[:LONGEST], "emoji": False}
    shown = [*blocks, {"type": "context", "elements": [chosen]}]
    return Pressed(channel, identifier(message, "ts"), str(message.get("text") or escaped(title)), shown)
