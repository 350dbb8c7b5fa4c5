"""Another company's bot in the same channel: what it says must never be taken for a person's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.slack.events import message_event
from tests.fakes.slack.workspace import Place, Workspace, next_ts

if TYPE_CHECKING:
    from tests.fakes.slack.server import FakeSlack


async def other_bot_says(slack: FakeSlack, workspace: Workspace, place: Place, text: str) -> None:
    """A classic bot's message: no user, another bot_id."""
    about = {"type": "message", "subtype": "bot_message", "text": text, "ts": next_ts()}
    message = {**about, "username": "weather", "bot_id": "B0WEATHER"}
    place.messages[message["ts"]] = message
    await slack.send_event(workspace, message_event(place, message))
