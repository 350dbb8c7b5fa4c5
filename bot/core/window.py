"""Some platforms let a brand write only for a while after the customer has."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Window:
    """For how long a person may write to a customer."""

    until: datetime
    """From then on the platform delivers nothing."""
    why_not: str
    """What an agent is told from then on."""

    def is_shut(self, now: datetime) -> bool:
        """Whether it is too late."""
        return now > self.until
