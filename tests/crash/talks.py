"""Talks that go on while things die: a customer with the bot, and a customer with an agent in Slack."""

import asyncio
import contextlib
import re
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from random import Random

from tests.crash.tally import Tally, compared
from tests.crash.traffic import Line, is_excuse, round_of
from tests.fakes.customer import Customer
from tests.fakes.postman import NotTaken
from tests.fakes.slack import Agent, Post
from tests.fakes.waiting import NeverHappened, eventually

ROUNDS = 2
PATIENCE = 240.0
"""Seconds that anybody waits for anything: Rasa may die again while it comes back."""
LOOK = 0.5
"""Seconds between looks at what has come; waits are measured that finely."""
PAUSES = (0.3, 2.0)
"""Seconds between two messages of one person."""
ANOTHER_ORDER = "Another order"
"""A button below the answer about an order; it does what "start over" does."""


@dataclass
class BotTalk:
    """A customer asks about an order of their own, the next question before the last one is answered."""

    channel: str
    customer: Customer
    order: tuple[str, str]
    """Its number, and the e-mail it was made with."""
    dice: Random
    said: list[tuple[float, Line]] = field(default_factory=list)
    """When each line was accepted."""
    came_at: list[float] = field(default_factory=list)
    stuck: str = ""
    """What the customer could not do."""

    async def goes_on(self) -> None:
        """Say everything; return when all that is due has come, or nothing more is to be hoped for."""
        looking = asyncio.create_task(self._looks())
        try:
            for turn in range(ROUNDS):
                await self._round(f"{turn}")
            await self._hears_out()
        except NeverHappened as problem:
            self.stuck = f"{problem}"
        finally:
            looking.cancel()

    async def _round(self, word: str) -> None:
        *about_order, payment, over = round_of(*self.order, word)
        for line in about_order:
            await self._says(line)
        if self.dice.random() < 0.5:
            await self._says(payment)
            await self._says(over)
        else:
            await self._hears_out()
            await self._does(over, self.customer.presses(ANOTHER_ORDER, within=PATIENCE))
            await self._says(payment)

    async def _says(self, line: Line) -> None:
        await self._does(line, self.customer.says(line[0]))

    async def _does(self, line: Line, act: Awaitable[object]) -> None:
        await act
        self.said.append((time.monotonic(), line))
        await asyncio.sleep(self.dice.uniform(*PAUSES))

    async def _hears_out(self) -> None:
        with contextlib.suppress(NeverHappened):  # the tally says what is missing
            await eventually(lambda: not compared(self._due(), self._came()).lost, str, PATIENCE)

    async def _looks(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            self.came_at += [time.monotonic()] * (len(self._came()) - len(self.came_at))

    def tallies(self) -> dict[str, Tally]:
        """What is known now, by the row it belongs to."""
        found = compared(self._due(), self._came())
        due_since = [accepted for accepted, (_, answers) in self.said for _ in answers]
        waits = [came - since for since, came in zip(due_since, self.came_at, strict=False)]
        accepted = len(self.said)
        return {
            f"{self.channel}: customers' messages": Tally(
                accepted,
                accepted - found.lost,
                found.lost,
                found.doubled,
                found.out_of_order,
                max(waits, default=0.0),
            )
        }

    def _due(self) -> list[str]:
        return list(chain.from_iterable(answers for _, (_, answers) in self.said))

    def _came(self) -> list[str]:
        """The pattern that each message fits, or the message itself."""
        texts = [shown.text for shown in self.customer.screen() if not is_excuse(shown.text)]
        return [next((known for known in self._known() if re.search(known, text)), text) for text in texts]

    def _known(self) -> Sequence[str]:
        """Every pattern, the ones that fit more than their own message last."""
        number, _ = self.order
        known = {pattern for _, answers in round_of(*self.order, "") for pattern in answers}
        return [number, *sorted(known - {number, "number"}), "number"]

    def __str__(self) -> str:
        shown = "\n".join(f"    {shown.text[:90]!r}" for shown in self.customer.screen())
        said = [line[0] for _, line in self.said]
        return f"  {self.customer.name} said {said} and heard\n{shown}\n  {self.stuck}"


@dataclass
class DeskTalk:
    """A customer asks for a person; both write at the same time, and neither waits for the other."""

    channel: str
    customer: Customer
    agent: Agent
    dice: Random
    lines: int = 4
    """What each of them writes."""
    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    """What Slack gave up telling us: it may have come, or not."""
    stuck: str = ""
    """What one of them could not do."""

    async def goes_on(self) -> None:
        """From the first word to the bot's first one after the agent."""
        try:
            await self.customer.says(f"I want to talk to a human please, {self.customer.name}")
            await self.customer.hears("asked a colleague", PATIENCE)
            card = await eventually(lambda: next(iter(self._cards()), None), str, PATIENCE)
            await self._presses(card, "Claim", "now talking with")
            await asyncio.gather(self._customer_writes(), self._agent_writes(card))
            await eventually(lambda: not any(tally.lost for tally in self.tallies().values()), str, PATIENCE)
            await self._presses(card, "Resolve", "the bot")
        except NeverHappened as problem:
            self.stuck = f"{problem}"

    async def _presses(self, card: Post, button: str, then: str) -> None:
        """Again as long as Slack shows a warning sign, as people do: it sends a press once."""
        while True:
            try:
                await self.agent.presses(card, button, PATIENCE)
                break
            except NotTaken:
                await asyncio.sleep(LOOK)
        await self.customer.hears(then, PATIENCE)

    async def _customer_writes(self) -> None:
        for text in self._texts("question"):
            await self.customer.says(text)
            self.asked.append(text)
            await asyncio.sleep(self.dice.uniform(*PAUSES))

    async def _agent_writes(self, card: Post) -> None:
        for text in self._texts("answer"):
            try:
                await self.agent.replies(card, text)
                self.answered.append(text)
            except NotTaken:
                self.unsure.append(text)
            await asyncio.sleep(self.dice.uniform(*PAUSES))

    def _texts(self, word: str) -> list[str]:
        return [f"{word} {number} of {self.customer.name}." for number in range(1, self.lines + 1)]

    def tallies(self) -> dict[str, Tally]:
        """What is known now, by the row it belongs to."""
        shown = "\n".join(shown.text for shown in self.customer.screen())
        cards = self._cards()
        thread = "\n".join(post.text for card in cards for post in card.replies)
        return {
            f"{self.channel}: agents' messages": compared(self.answered, self._sure(shown, "answer")),
            "Slack: customers' messages to agents": compared(self.asked, self._sure(thread, "question")),
            "Slack: cards": compared(["card"], ["card"] * len(cards)),
        }

    def _cards(self) -> list[Post]:
        """The ones about this customer, of whom the transcript below tells."""
        return [card for card in self.agent.cards() if self.customer.name in _whole(card)]

    def _sure(self, shown: str, word: str) -> list[str]:
        """Each line of ours that stands there, as often as it stands there."""
        found = re.findall(rf"{word} \d+ of {re.escape(self.customer.name)}\.", shown)
        return [text for text in found if text not in self.unsure]

    def __str__(self) -> str:
        wrote = f"asked {self.asked}, answered {self.answered}, unsure {self.unsure}"
        return f"  {self.customer.name}: {wrote}\n  {self.stuck}"


def _whole(card: Post) -> str:
    return "\n".join([card.text, *(post.text for post in card.replies)])
