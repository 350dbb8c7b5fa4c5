"""Customers who all write at once, and what each of them must hear, message by message."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, zip_longest

from tests.fakes.customer import Customer
from tests.fakes.waiting import eventually
from tests.journeys.stage import Stage

ANSWERED_WITHIN = 120.0
"""Seconds; Rasa alone needs half a minute to come back."""
EXCUSES = ("takes a moment", "having trouble thinking")
"""What customers are told once where an answer takes long, or no brain is found for 20 s (domain.yml)."""

Line = tuple[str, tuple[str, ...]]
"""What is said, and a pattern for each message that answers it."""


def is_excuse(text: str) -> bool:
    """Whether it only says that the answer takes its time."""
    return any(excuse in text for excuse in EXCUSES)


def round_of(number: str, email: str, word: str) -> list[Line]:
    """Questions and an order, in an order in which each answer can only be the answer to its question."""
    return [
        (f"how long does delivery take? {word}", ("working days",)),
        ("where is my order?", ("number",)),
        (number, ("e-mail",)),
        (email, (rf"{number}", "[Aa]nything else")),
        (f"which ways to pay are there? {word}", ("PayPal",)),
        ("start over", ("put that aside|Fresh start",)),
    ]


@dataclass
class Talk:
    """One customer's part."""

    customer: Customer
    script: list[Line]
    said: int = 0

    @property
    def expected(self) -> list[str]:
        """A pattern for each message that must come."""
        return list(chain.from_iterable(answers for _, answers in self.script))

    @property
    def heard(self) -> list[str]:
        """What came, without excuses."""
        return [shown.text for shown in self.customer.screen() if not is_excuse(shown.text)]

    @property
    def excuses(self) -> int:
        """How often the customer was asked to wait."""
        return len(self.customer.screen()) - len(self.heard)

    async def goes_on(self) -> None:
        """Say everything, without waiting for answers."""
        for text, _ in self.script:
            await self.customer.says(text)
            self.said += 1

    @property
    def doubled(self) -> int:
        """How many messages came twice in a row; no script has two answers that are the same."""
        return len(self.heard) - len(self._once())

    def misses(self) -> str:
        """Where what came, once or twice, is not what had to come; empty when all is well."""
        for pattern, text in zip_longest(self.expected, self._once()):
            if pattern is None or text is None or not re.search(pattern, text):
                whole = "\n".join(f"  {text!r}" for text in self.heard)
                return f"{self.customer.name}: {pattern!r} was due, {text!r} came; in all:\n{whole}"
        return ""

    def _once(self) -> list[str]:
        return [text for text, _ in groupby(self.heard)]


@dataclass
class Traffic:
    """Everybody who writes meanwhile."""

    talks: Sequence[Talk]
    _talking: list["asyncio.Task[None]"] = field(default_factory=list)

    def begins(self) -> None:
        """All write at the same time, as fast as their platforms deliver."""
        self._talking = [asyncio.create_task(talk.goes_on()) for talk in self.talks]

    async def reaches(self, share: float) -> None:
        """Return when that share of all messages has been taken."""
        whole = sum(len(talk.script) for talk in self.talks)
        await eventually(
            lambda: sum(talk.said for talk in self.talks) >= share * whole,
            lambda: f"{[talk.said for talk in self.talks]} were taken",
            ANSWERED_WITHIN,
        )

    async def ends(self) -> None:
        """Return when everything was said, and all that is due was heard."""
        await asyncio.gather(*self._talking)
        await eventually(
            lambda: not any(talk.misses() for talk in self.talks),
            lambda: "\n".join(filter(None, (talk.misses() for talk in self.talks))),
            ANSWERED_WITHIN,
        )


def customers(stage: Stage, name: str, visitors: Sequence[Customer]) -> Iterator[Customer]:
    """Two on each of three channels."""
    for number in (1, 2):
        yield stage.telegram.customer(f"{name} T{number}")
        yield stage.graph.customer(f"{name} M{number}")
    yield from visitors


def traffic(stage: Stage, name: str, visitors: Sequence[Customer], rounds: int = 2) -> Traffic:
    """Everybody asks about an order of their own, more than once."""
    talks = []
    for nth, customer in enumerate(customers(stage, name, visitors)):
        number, email, _ = stage.order("shipped", nth)
        script = [line for turn in range(rounds) for line in round_of(number, email, f"{nth}{turn}")]
        talks.append(Talk(customer, script))
    return Traffic(talks)
