"""The errors that core knows; every port translates its own to these.

FrontdeskError
├── Refused        somebody asked for what cannot be; the words say why
├── TryAgain       it failed for now; `after` seconds is the earliest good moment to repeat it
├── Undeliverable  it failed for good; `reason` is shown to agents
│   └── CustomerGone  … and so will all else: the customer has blocked us, or is gone
├── Moved          it went out, and the platform calls the customer's conversation by another id
├── LeaseLost      another worker holds this lane now; drop the work, it is being done
└── Erased         the conversation was deleted meanwhile; drop the work, and whatever it left behind
"""

from enum import Enum


class FrontdeskError(Exception):
    """Something went wrong in Frontdesk."""


class Refused(FrontdeskError):
    """What was asked for is not allowed in this state; the message says why, for the person who asked."""


class Trouble(str, Enum):
    """What kind of failure may pass; how long we wait for it is in `bot.core.retry`."""

    UNREACHABLE = "unreachable"
    """No connection: nothing was sent."""
    UNANSWERED = "unanswered"
    """It was sent, and no answer came: it may have been taken."""
    IN_TROUBLE = "in trouble"
    """The other side says so, or talks nonsense: 5xx, Meta's passing errors."""
    SLOW_DOWN = "slow down"
    """Too many calls: 429 and its like."""
    UNMENDED = "unmended"
    """Our own token is refused: somebody has to mend it."""


class TryAgain(FrontdeskError):
    """It failed for now."""

    def __init__(
        self, reason: str, after: float | None = None, trouble: Trouble = Trouble.IN_TROUBLE
    ) -> None:
        """`after`: seconds that the other side asked us to wait, None where it named none."""
        super().__init__(reason)
        self.reason = reason
        self.after = after
        self.trouble = trouble


class Undeliverable(FrontdeskError):
    """It failed for good; repeating it cannot help."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CustomerGone(Undeliverable):
    """The customer has blocked us, or is gone: nothing reaches them here."""


class Moved(FrontdeskError):
    """It went out, and the platform calls the customer's conversation by another id."""

    def __init__(self, platform_id: str, conversation_id: str) -> None:
        """`platform_id`: of the message; `conversation_id`: in which the customer will answer."""
        super().__init__()
        self.platform_id = platform_id
        self.conversation_id = conversation_id


class LeaseLost(FrontdeskError):
    """Another worker holds this lane now."""


class Erased(FrontdeskError):
    """The conversation was deleted while it was worked on."""
