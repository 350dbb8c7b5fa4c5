"""What Messenger and Instagram know of one person's thread with the page."""

import base64
import itertools
import threading
import time
from dataclasses import dataclass, field
from typing import Any

_numbers = itertools.count(1)

DAY = 24 * 3600.0


_latest = [0]
_counting = threading.Lock()


def next_moment() -> int:
    """Now, in milliseconds; never the same twice, so that events can be put in order."""
    with _counting:
        moment = _latest[0] = max(_latest[0] + 1, int(time.time() * 1000))
    return moment


def new_mid() -> str:
    """A message id; it looks like Meta's and is never the same twice."""
    seed = f"{next(_numbers):024d}".encode()
    return "m_" + base64.urlsafe_b64encode(seed).decode()


@dataclass
class Account:
    """What people write to: a page, or an Instagram account."""

    object: str
    """`page` or `instagram`, as webhooks call it."""
    id: str


@dataclass
class Inbox:
    """One person's thread."""

    account: Account
    person_id: str
    """PSID or IGSID."""
    name: str
    messages: list[dict[str, Any]] = field(default_factory=list)
    """What was sent to her: the message as the bot sent it, with its mid."""
    offered: str = ""
    """The mid of the message whose quick replies are above the keyboard now."""
    actions: list[str] = field(default_factory=list)
    active_at: float = 0.0
    """When she last did anything that opens the 24-hour window."""
    blocked: bool = False
    has_profile: bool = True

    @property
    def silent_for(self) -> float:
        """Seconds."""
        return time.time() - self.active_at

    def touch(self) -> None:
        """She did something."""
        self.active_at = time.time()
        self.offered = ""

    def show(self, message: dict[str, Any]) -> str:
        """Put a message on her screen; its mid. Quick replies stand only under the newest message."""
        mid = new_mid()
        self.messages.append({**message, "mid": mid})
        self.offered = mid if message.get("quick_replies") else ""
        return mid
