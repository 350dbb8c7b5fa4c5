"""New customers, more and more of them a second, each with one message: ours beside Rasa's own connector."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.load import Outcome, steadily
from tests.bench.quick_telegram import QuickTelegram
from tests.bench.stock_rasa import StockRasa
from tests.bench.table import Row, milliseconds
from tests.bench.turn_endpoint import turns
from tests.journeys.service import Service

LIGHT_BOT = Path(__file__).parent / "light_bot"
TOKEN = "a token between frontdesk and Rasa, for this run only"
WORDS = "hello"
RATES = (60, 120, 200, 400)
"""Messages a second, each of another customer."""
SECONDS = 20
PATIENCE = 90.0
"""Seconds that the last answer is waited for while nothing more is answered."""


@dataclass(frozen=True)
class Rung:
    """How one rate went."""

    rate: int
    outcome: Outcome
    answered: int
    """Customers who got their answer."""
    lasted: float
    """Seconds from the first message to the last answer."""
    direct: float = 0.0
    """Turns a second of its endpoint called directly, just before and after; 0 where it was not called."""

    @property
    def answers(self) -> float:
        """A second."""
        return self.answered / self.lasted


Climb = Sequence[Rung]
"""All rates of one system."""


async def climb(telegram: QuickTelegram, url: str, rates: Sequence[int] = RATES) -> Climb:
    """Each rate in turn; the next begins when the last is answered, or will not be."""
    return [await _rung(telegram, url, rate) for rate in rates]


async def _rung(telegram: QuickTelegram, url: str, rate: int) -> Rung:
    new = [telegram.first_words(WORDS) for _ in range(rate * SECONDS)]
    begun = time.perf_counter()
    outcome = await steadily(lambda: telegram.line(url), [body for _, body in new], rate)
    who = {customer for customer, _ in new}
    answered, moved = 0, time.perf_counter()
    while answered < len(who) and time.perf_counter() < moved + PATIENCE:
        await asyncio.sleep(0.1)
        now = sum(customer in telegram.heard for customer in who)
        answered, moved = now, time.perf_counter() if now > answered else moved
    return Rung(rate, outcome, answered, max(telegram.last_at - begun, 0.001))


async def climb_beside(telegram: QuickTelegram, service: Service, rates: Sequence[int] = RATES) -> Climb:
    """The same, the turn endpoint called directly before and after each: no machine is always as fast."""
    rungs, before = [], await _direct(service)
    for rate in rates:
        rung = await _rung(telegram, f"{service.url}/webhooks/telegram", rate)
        after = await _direct(service)
        rungs.append(replace(rung, direct=(before + after) / 2))
        before = after
    return rungs


async def measured(folder: Path) -> tuple[Climb, Climb]:
    """Ours; Rasa's own."""
    async with QuickTelegram() as telegram:
        service = Service(folder / "light", {**telegram.settings, "RASA_TOKEN": TOKEN}, bot=LIGHT_BOT)
        try:
            await asyncio.to_thread(service.start)
            ours = await climb_beside(telegram, service)
            with ExitStack() as running:
                rasa = StockRasa(folder / "light-stock", service, telegram, mended=True)
                await asyncio.to_thread(running.enter_context, rasa)
                await asyncio.to_thread(rasa.wait_until_it_listens)
                theirs = await climb(telegram, rasa.url)
        finally:
            await asyncio.to_thread(service.stop)
    return ours, theirs


async def _direct(service: Service) -> float:
    """Turns a second."""
    outcome = await turns(service.settings["RASA_URL"], TOKEN, 8, 6, 10_000, (WORDS,))
    return outcome.per_second


def rows(ours: Climb, theirs: Climb) -> Sequence[Row]:
    """The table's part."""
    found: list[Row] = []
    for one, other in zip(ours, theirs, strict=True):
        found += [
            Row(f"the light bot: {one.rate} new customers a second for {SECONDS} s"),
            Row("  acknowledged, p50", *_both(one, other, lambda rung: _ms(rung, 50))),
            Row("  acknowledged, p99", *_both(one, other, lambda rung: _ms(rung, 99))),
            Row("  not taken", *_both(one, other, lambda rung: rung.outcome.refusals or "0")),
            Row("  answered", *_both(one, other, lambda rung: f"{rung.answered} of {rung.rate * SECONDS}")),
            Row("  answers a second", *_both(one, other, lambda rung: f"{rung.answers:.0f}/s")),
            Row("  its turn endpoint called directly, just before and after", f"{one.direct:.0f}/s"),
        ]
    return found


def _both(one: Rung, other: Rung, figure: Callable[[Rung], str]) -> tuple[str, str]:
    return figure(one), figure(other)


def _ms(rung: Rung, percent: float) -> str:
    return milliseconds(rung.outcome.within(percent))
