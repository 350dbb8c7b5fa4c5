"""A journal in memory: keeps what it receives, each once, and can be away."""

from collections.abc import Sequence

from bot.core.arrival import Arrival, Came
from bot.core.entry import Kind
from bot.core.errors import TryAgain


class FakeStore:
    """As much of the store as webhooks need."""

    def __init__(self) -> None:
        self.received: list[Came] = []
        self.away = False
        self.retry_after: float | None = None

    async def receive(self, arrivals: Sequence[Came]) -> None:
        """All of them or, when away, none."""
        if self.away:
            raise TryAgain("The journal is away.", self.retry_after)
        for arrival in arrivals:
            if _identity(arrival) not in map(_identity, self.received):
                self.received.append(arrival)

    @property
    def arrivals(self) -> list[Arrival]:
        """What came from customers' channels, in order."""
        return [arrival for arrival in self.received if isinstance(arrival, Arrival)]

    @property
    def turns(self) -> list[Arrival]:
        """What customers said."""
        return [a for a in self.arrivals if a.kind is Kind.MESSAGE and not a.spoken_by]

    @property
    def records(self) -> list[Arrival]:
        """What is nobody's turn."""
        return [arrival for arrival in self.arrivals if arrival.kind is not Kind.MESSAGE]

    @property
    def last(self) -> Arrival:
        """The latest."""
        return self.arrivals[-1]


def _identity(arrival: Came) -> tuple[str, str]:
    return (arrival.conversation_id if isinstance(arrival, Arrival) else "", arrival.key)
