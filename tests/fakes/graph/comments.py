"""What stands in public on the page and the Instagram account, and Meta's rules for answering it.

https://developers.facebook.com/docs/messenger-platform/discovery/private-replies
"""

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.graph.errors import refusal
from tests.fakes.graph.inbox import DAY, Inbox

LONGEST = {"page": 8000, "instagram": 2200}
"""Characters of a comment."""
_numbers = itertools.count(1)


@dataclass
class PublicComment:
    """One comment, post or mention."""

    id: str
    inbox: Inbox
    """Of whoever wrote it."""
    text: str
    kind: str = "comment"
    """comment, post or mention."""
    under: str = ""
    """What a mention stands under, on Instagram."""
    at: float = field(default_factory=time.time)
    replies: list[dict[str, Any]] = field(default_factory=list)
    """What stands under it: id, words, and whose."""
    answered_privately: bool = False

    @property
    def said(self) -> list[str]:
        """The words under it."""
        return [reply["words"] for reply in self.replies]

    def reply(self, params: dict[str, Any], by: str) -> dict[str, str]:
        """Put words under it."""
        words = params.get("message")
        if not isinstance(words, str) or not words.strip():
            raise refusal("The parameter message is required")
        if len(words) > LONGEST[self.inbox.account.object]:
            raise refusal("The message is too long")
        self.replies.append({"id": f"{self.id}_{next(_numbers)}", "words": words, "by": by})
        return {"id": str(self.replies[-1]["id"])}

    def shown(self) -> dict[str, Any]:
        """As Graph lists what stands under it."""
        name = "message" if self.inbox.account.object == "page" else "text"
        return {"data": [{"id": r["id"], name: r["words"], "from": {"id": r["by"]}} for r in self.replies]}

    def take_private(self, message: dict[str, Any]) -> None:
        """One private message may answer it, of words, within seven days."""
        if self.kind == "mention":
            raise refusal("This user cant reply to this activity", 10903)
        if self.answered_privately:
            raise refusal("Activity already replied to", 10900)
        if time.time() - self.at > 7 * DAY:
            raise refusal("The comment is too old to be answered privately", 10902)
        if message.keys() - {"text", "metadata"}:
            raise refusal("A private reply has a text")
        self.answered_privately = True
