"""One customer who sends 1,000 messages in 10 seconds, and what the others notice of it."""

import asyncio
from collections.abc import Sequence

from tests.bench import customers
from tests.bench.clocked_telegram import ClockedTelegram
from tests.bench.load import steadily
from tests.bench.table import Row, milliseconds, percentile

MESSAGES, RATE = 1_000, 100.0
OTHERS, TURNS = 4, 60
"""Customers who talk meanwhile, and what each of them says: ten seconds' worth."""


def rows(telegram: ClockedTelegram, url: str) -> Sequence[Row]:
    """The table's part."""
    calm = percentile(asyncio.run(customers.waits(telegram, url, OTHERS, TURNS)), 95)
    others, refused, heard = asyncio.run(_flooded(telegram, url))
    beside = percentile(others, 95)
    return [
        Row(f"one customer sends {MESSAGES} messages in 10 s while {OTHERS} others talk", "without", "with"),
        Row("  the others' answers, p95", milliseconds(calm), milliseconds(beside), f"{beside / calm:.2f}"),
        Row("  not taken", "", refused or "0"),
        Row("  what that customer is sent", "", f"{heard} messages"),
    ]


async def _flooded(telegram: ClockedTelegram, url: str) -> tuple[Sequence[float], str, int]:
    loud = telegram.customer("Loud")
    bodies = [telegram.update(loud, f"are you a bot? {number}") for number in range(MESSAGES)]
    flood = asyncio.create_task(steadily(lambda: telegram.line(url), bodies, RATE))
    others = await customers.waits(telegram, url, OTHERS, TURNS)
    outcome = await flood
    return others, outcome.refusals, len(loud.screen())
