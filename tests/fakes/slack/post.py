"""A message in Slack as a person sees it, now and after every change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.fakes.slack.blocks import as_read, buttons, read_aloud
from tests.fakes.slack.workspace import Place


@dataclass(frozen=True)
class Post:
    """A place in a channel; what it shows is looked up each time."""

    place: Place
    ts: str

    @property
    def message(self) -> dict[str, Any]:
        """Slack's message object, as it is now."""
        return self.place.messages[self.ts]

    @property
    def text(self) -> str:
        """What a person reads: the blocks, or the text where there are none."""
        return text_of(self.message)

    @property
    def titles(self) -> list[str]:
        """What its buttons say."""
        return [button["text"]["text"] for _, button in buttons(self.message.get("blocks", ()))]

    @property
    def reactions(self) -> list[str]:
        """The names of the emoji on it."""
        return [name for name, users in self.message.get("reactions", {}).items() if users]

    @property
    def replies(self) -> list[Post]:
        """What stands in its thread, oldest first."""
        return [Post(self.place, m["ts"]) for m in self.place.thread(self.ts) if m["ts"] != self.ts]

    def button(self, name: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """The button with that title or action_id, after the block it is in."""
        found = (
            (block, button)
            for block, button in buttons(self.message.get("blocks", ()))
            if name in (button["text"]["text"], button.get("action_id"))
        )
        return next(found, None)


def text_of(message: dict[str, Any]) -> str:
    """What a person reads in a message."""
    blocks = message.get("blocks")
    return read_aloud(blocks) if blocks else as_read(message.get("text", ""))
