"""Traffic on three channels and at the desk while everything is killed, again and again."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import TypeVar

from tests.crash.postgres import PrivatePostgres
from tests.crash.talks import BotTalk, DeskTalk
from tests.crash.tally import Tally
from tests.fakes.customer import Customer
from tests.journeys.stage import Stage

T = TypeVar("T")
POSTGRES = "PostgreSQL"
SHARES = {"frontdesk": 50, "actions": 22, POSTGRES: 22, "rasa": 6}
"""Of 100 kills; Rasa needs a quarter of a minute to come back, the others a second or a few."""
PAUSES = (0.2, 4.0)
"""Seconds between two kills: also in the middle of a start."""
CHANNELS = ("Telegram", "Messenger", "web chat")
AT_ONCE = 2
"""Talks with the bot on each channel; beside them one on each is with an agent."""
MAY_DOUBLE = "Telegram"
"""The one platform that does not tell what became of a message."""


@dataclass(frozen=True)
class Kill:
    """One of them."""

    after: float
    """Seconds since the one before."""
    victim: str
    nth: int
    """Which of them, where there are several."""


def plan(seed: int, kills: int, victims: Sequence[str]) -> Sequence[Kill]:
    """The same for the same seed; who comes back slowly is killed seldom."""
    dice = Random(seed)
    weights = [SHARES[victim] for victim in victims]
    return [
        Kill(dice.uniform(*PAUSES), dice.choices(victims, weights)[0], dice.randrange(60))
        for _ in range(kills)
    ]


@dataclass
class Storm:
    """One run. Talks begin until the last kill; then all of them are heard out."""

    stage: Stage
    postgres: PrivatePostgres | None
    seed: int
    talks: list[BotTalk | DeskTalk] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def rages(self, kills: int) -> None:
        """Carry out the plan in the middle of the traffic."""
        await self.during(self._kills(kills))

    async def during(self, work: Awaitable[T]) -> T:
        """As long as the work takes there is traffic; then everybody is heard out."""
        begun = time.monotonic()
        async with AsyncExitStack() as pages:
            slots = [asyncio.create_task(slot) for slot in self._slots(pages)]
            done = await work
            self._over.set()
            await asyncio.gather(*slots)
            self.seconds = time.monotonic() - begun
            return done

    async def _kills(self, kills: int) -> None:
        victims = [victim for victim in SHARES if victim != POSTGRES or self.postgres]
        for kill in plan(self.seed, kills, victims):
            await asyncio.sleep(kill.after)
            await asyncio.to_thread(self._kill, kill.victim, kill.nth)
            self.done[kill.victim] += 1

    def _kill(self, victim: str, nth: int) -> None:
        """Return when it runs again, which is not yet when it works again."""
        if victim == POSTGRES:
            assert self.postgres
            self.postgres.restart()
            return
        service = self.stage.services[nth % len(self.stage.services)]
        if victim == "rasa":
            service.wait_until_it_answers()
        before = service.pids(victim)
        service.kill(victim)
        service.sees_new(victim, before)

    def _slots(self, pages: AsyncExitStack) -> Sequence[Coroutine[None, None, None]]:
        """So many talks at once, each followed by another."""
        bots = [self._asks_bot(channel, pages, n) for channel in CHANNELS for n in range(AT_ONCE)]
        desks = [self._asks_agent(channel, pages, n) for n, channel in enumerate(CHANNELS)]
        return [*bots, *desks]

    async def _asks_bot(self, channel: str, pages: AsyncExitStack, nth: int) -> None:
        dice = Random(f"{self.seed} {channel} {nth}")
        while not self._over.is_set():
            number, email, _ = self.stage.order("shipped", dice.randrange(20))
            await self._follow(BotTalk(channel, await self._customer(channel, pages), (number, email), dice))

    async def _asks_agent(self, channel: str, pages: AsyncExitStack, nth: int) -> None:
        dice = Random(f"{self.seed} desk {nth}")
        agent = self.stage.agent(f"Agent {nth}")
        while not self._over.is_set():
            await self._follow(DeskTalk(channel, await self._customer(channel, pages), agent, dice))

    async def _follow(self, talk: BotTalk | DeskTalk) -> None:
        self.talks.append(talk)
        await talk.goes_on()

    async def _customer(self, channel: str, pages: AsyncExitStack) -> Customer:
        """Somebody new, whose name is part of nobody else's."""
        name = f"X{next(self._numbers):05}"
        if channel == "web chat":
            return await pages.enter_async_context(self.stage.visitor(name))
        platform = self.stage.telegram if channel == "Telegram" else self.stage.graph
        return platform.customer(name)

    def tallies(self) -> Mapping[str, Tally]:
        """Everything that was counted, by what it is."""
        found: dict[str, Tally] = {}
        for talk in self.talks:
            for row, tally in talk.tallies().items():
                found[row] = found.get(row, Tally()) + tally
        return dict(sorted(found.items()))

    def broken(self) -> Sequence[str]:
        """Every talk of which a promise was broken, whole."""
        return [
            str(talk)
            for talk in self.talks
            if talk.stuck or any(breaks(*row) for row in talk.tallies().items())
        ]


def breaks(row: str, tally: Tally) -> bool:
    """Whether it is not as we promise it."""
    doubled = 0 if row.startswith(MAY_DOUBLE) else tally.doubled
    return bool(tally.lost or doubled or tally.out_of_order)
