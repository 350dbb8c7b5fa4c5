"""A burst while Rasa is away: what waits is answered in order, as fast as Rasa can, once that is back."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.ladder import LIGHT_BOT, TOKEN
from tests.bench.load import flat_out
from tests.bench.quick_telegram import QuickTelegram
from tests.bench.table import Row
from tests.bench.turn_endpoint import turns
from tests.journeys.service import Service

CUSTOMERS = 5_000
TALK = ("hello", "are you a bot?", "bye", "are you a bot?")
"""What each of them writes while Rasa is away."""
ANSWERS = ["Hey! How are you?", "I am a bot.", "Bye", "I am a bot."]
EXCUSE = "One moment, please."
"""What customers are told once where no brain is found for 20 s."""
LINES = 32
PATIENCE = 20.0
"""Seconds that the next answer is waited for."""


async def rows(folder: Path) -> Sequence[Row]:
    """The table's part."""
    async with QuickTelegram() as telegram:
        service = Service(folder / "backlog", {**telegram.settings, "RASA_TOKEN": TOKEN}, bot=LIGHT_BOT)
        try:
            await asyncio.to_thread(service.start)  # with the training
            await asyncio.to_thread(service.stop)
            who = await _wrote(telegram, service)
            await asyncio.to_thread(service.start)
            began = time.perf_counter()
            already = _answered(telegram, who)
            await _come_to_rest(telegram)
            drained = (_answered(telegram, who) - already) / (telegram.last_at - began)
            direct = await turns(service.settings["RASA_URL"], TOKEN, 8, 6, 10_000, TALK)
        finally:
            await asyncio.to_thread(service.stop)
    in_order = sum(_heard(telegram, one) == ANSWERS for one in who)
    return [
        Row(f"{len(who) * len(TALK):,} messages wait while Rasa is away, and it comes back"),
        Row("  answered a second", f"{drained:.0f}/s"),
        Row("  the turn endpoint called directly", f"{direct.per_second:.0f}/s"),
        Row("  customers who heard each answer once, in order", f"{in_order} of {len(who)}"),
    ]


async def _wrote(telegram: QuickTelegram, service: Service) -> Sequence[int]:
    """Everybody wrote everything, to a frontdesk that is alone."""
    await asyncio.to_thread(service.launch, "serve")
    await asyncio.to_thread(service.wait_until_it_listens)
    people = [telegram.somebody() for _ in range(CUSTOMERS)]
    bodies = [telegram.update(who, text) for text in TALK for who in people]
    url = f"{service.url}/webhooks/telegram"
    outcome = await flat_out(lambda: telegram.line(url), bodies, LINES, 600)
    assert not outcome.refusals, outcome.refusals
    await asyncio.to_thread(service.stop)
    return people


async def _come_to_rest(telegram: QuickTelegram) -> None:
    """Return when nothing has come for a while."""
    heard, moved = 0, time.perf_counter()
    while time.perf_counter() < moved + PATIENCE:
        await asyncio.sleep(0.2)
        now = sum(map(len, telegram.heard.values()))
        heard, moved = now, time.perf_counter() if now > heard else moved


def _answered(telegram: QuickTelegram, who: Sequence[int]) -> int:
    return sum(len(_heard(telegram, one)) for one in who)


def _heard(telegram: QuickTelegram, who: int) -> list[str]:
    return [text for text in telegram.heard.get(who, []) if text != EXCUSE]
