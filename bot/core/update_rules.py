"""When customers may be told of their orders by ourselves, as the settings and `desk.yml` have it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class Quiet(Protocol):
    """When customers are not disturbed."""

    def ends(self, at: datetime) -> datetime | None:
        """When the quiet hours end that there are at this moment; None where there are none."""

    def in_words(self, at: datetime) -> str:
        """A moment as agents read it, such as "Monday 08:00"."""


class NeverQuiet:
    """Customers are told at any time."""

    def ends(self, at: datetime) -> None:
        """There are no quiet hours."""

    def in_words(self, at: datetime) -> str:
        """A moment as agents read it."""
        return at.strftime("%A %H:%M UTC")


@dataclass(frozen=True)
class UpdateRules:
    """Whether and when."""

    are_on: bool = False
    """Whether the shop tells us anything."""
    quiet: Quiet = field(default_factory=NeverQuiet)
