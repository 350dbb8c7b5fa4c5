"""What `desk.yml` says, and what else the moves of a handoff have to be told."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.comment_rules import CommentRules
from bot.core.conversation import Conversation
from bot.core.delivery import Payload
from bot.core.entry import Content
from bot.core.update_rules import UpdateRules
from bot.core.window import Window


class Way(Protocol):
    """What an agent's words need of the customer's channel."""

    def render(self, content: Content) -> tuple[Payload, ...]:
        """The content as the platform's calls."""

    def window(self, conversation: Conversation) -> Window | None:
        """Until when a person may write; None: as long as they like."""


class Hours(Protocol):
    """When agents are there."""

    def are_open(self, at: datetime) -> bool:
        """Whether somebody works at this moment."""

    def next_opening(self, at: datetime) -> datetime | None:
        """The next moment somebody works; None when never."""

    def in_words(self, at: datetime) -> str:
        """A moment as the brand's customers read it, such as "Monday 09:00"."""


@dataclass(frozen=True)
class Rules:
    """What `desk.yml` says."""

    hours: Hours
    unclaimed_after: timedelta = timedelta(minutes=10)
    """How long a customer waits before the bot says that nobody is free and goes on."""
    quiet_after_elsewhere: timedelta = timedelta(hours=4)
    """How long the bot is quiet after somebody has answered outside the desk."""
    teams: tuple[str, ...] = ()
    comments: CommentRules = field(default_factory=CommentRules)
    updates: UpdateRules = field(default_factory=UpdateRules)
