"""The parts of a run; each gives its rows of the table."""

import asyncio
import itertools
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.bench import customers, flood, long_talk
from tests.bench.clocked_telegram import ClockedTelegram
from tests.bench.load import Outcome, flat_out, steadily
from tests.bench.memory import memory
from tests.bench.starting import start, start_alone
from tests.bench.stock_rasa import StockRasa
from tests.bench.table import Row, compared, milliseconds, percentile
from tests.bench.turn_endpoint import turns
from tests.journeys.service import Service

TOKEN = "a token between frontdesk and Rasa, for this run only"
RATE, SECONDS = 60, 10
"""Webhooks a second, and for how long."""
LINES = 32
"""Connections on which a platform posts at once when it posts as fast as it can."""


def service(folder: Path, telegram: ClockedTelegram) -> Service:
    """A service with Telegram switched on, in a folder of its own."""
    folder.mkdir()
    return Service(
        folder, {**telegram.settings, "TELEGRAM_MESSAGES_PER_SECOND": "10000", "RASA_TOKEN": TOKEN}
    )


def alone(folder: Path, telegram: ClockedTelegram) -> Sequence[Row]:
    """frontdesk without Rasa: how soon it takes messages, and how many a second."""
    frontdesk = service(folder, telegram)
    try:
        listens = start_alone(frontdesk)
        took = asyncio.run(_flood(telegram, frontdesk))
    finally:
        frontdesk.stop()
    kept = _kept(frontdesk)
    return [
        Row("frontdesk alone (`frontdesk serve`), Rasa off"),
        Row("  start until it takes messages", f"{listens:.2f} s"),
        Row(f"  webhooks stored a second, {LINES} lines", f"{took.per_second:.0f}/s"),
        Row("    acknowledged, p50", milliseconds(took.within(50))),
        Row("    acknowledged, p99", milliseconds(took.within(99))),
        Row("    answered 200, and then in the journal", f"{took.taken}, {kept}"),
        *([Row("    not taken", took.refusals)] if took.refusals else []),
    ]


async def _flood(telegram: ClockedTelegram, frontdesk: Service) -> Outcome:
    people = customers.customers(telegram, 200)
    url = f"{frontdesk.url}/webhooks/telegram"
    return await flat_out(lambda: telegram.line(url), customers.updates(telegram, people), LINES, SECONDS)


def _kept(frontdesk: Service) -> int:
    with sqlite3.connect(frontdesk.folder / "var" / "frontdesk.db") as journal:
        found: int = journal.execute("SELECT count(*) FROM entries WHERE author = 'customer'").fetchone()[0]
        return found


def starts(whole: Service) -> Sequence[Row]:
    """From nothing, and once more; the service runs afterwards."""
    for made in (whole.folder / "models").iterdir():
        made.unlink()
    cold = start(whole)
    whole.stop()
    warm = start(whole)
    return [
        Row("start of all (`frontdesk up`)"),
        Row("  cold, with training: the bot answers", f"{cold.answers:.0f} s"),
        Row("  warm: frontdesk takes messages", f"{warm.listens:.2f} s"),
        Row("  warm: the bot answers", f"{warm.answers:.0f} s"),
    ]


def in_memory(whole: Service, when: str) -> Sequence[Row]:
    """What each process holds."""
    names = ("frontdesk", "rasa", "actions")
    figures = [Row(f"  {name}", str(memory(whole.pids(name)))) for name in names]
    return [Row(f"memory {when}, RSS / PSS"), *figures]


def direct(whole: Service) -> Sequence[Row]:
    """The turn endpoint without the road."""
    url = whole.settings["RASA_URL"]
    first = asyncio.run(turns(url, TOKEN, at_once=1, seconds=4, talks=10_000))
    later = asyncio.run(turns(url, TOKEN, at_once=1, seconds=4, talks=1))
    eight = asyncio.run(turns(url, TOKEN, at_once=8, seconds=4, talks=8))
    return [
        Row("turn endpoint, called directly"),
        Row("  one at a time, each a new customer's first", f"{first.per_second:.0f}/s"),
        Row("  one at a time, in one running talk", f"{later.per_second:.0f}/s"),
        Row("  8 at once, in 8 running talks", f"{eight.per_second:.0f}/s"),
        *asyncio.run(long_talk.rows(whole)),
    ]


def beside_rasa(folder: Path, whole: Service, telegram: ClockedTelegram) -> Sequence[Row]:
    """The whole road, ours first and then Rasa's own; the service's actions serve both."""
    ours = f"{whole.url}/webhooks/telegram"
    waits = _waits(telegram, ours)
    acknowledged = asyncio.run(_acknowledged(telegram, ours))
    flooded = flood.rows(telegram, ours)
    loaded = in_memory(whole, "after the load")
    with ExitStack() as running:
        shipped, mended = (
            running.enter_context(StockRasa(folder / f"stock-{name}", whole, telegram, name == "mended"))
            for name in ("shipped", "mended")
        )
        for rasa in (shipped, mended):
            rasa.wait_until_it_listens()
        refused = asyncio.run(_acknowledged(telegram, shipped.url, seconds=2))
        their_waits = _waits(telegram, mended.url)
        theirs = asyncio.run(_acknowledged(telegram, mended.url))
    return [
        Row("Telegram, from the webhook's first byte to sendMessage"),
        *_compared(waits, their_waits),
        Row(f"webhooks acknowledged at {RATE}/s for {SECONDS} s, while the bot answers them"),
        compared("  p50", acknowledged.within(50), theirs.within(50)),
        compared("  p99", acknowledged.within(99), theirs.within(99)),
        Row("  answered 200", str(acknowledged.taken), str(theirs.taken)),
        Row("  and as Rasa ships it", "", refused.refusals or f"{refused.taken} × 200"),
        *flooded,
        *loaded,
    ]


def _waits(telegram: ClockedTelegram, url: str) -> dict[int, Sequence[float]]:
    """By how many talk at once."""
    return {
        at_once: asyncio.run(customers.waits(telegram, url, at_once, turns_each))
        for at_once, turns_each in ((1, 60), (8, 18))
    }


def _compared(ours: dict[int, Sequence[float]], theirs: dict[int, Sequence[float]]) -> Sequence[Row]:
    words = {1: "one customer", 8: "8 customers at once"}
    return [
        compared(f"  {words[n]}, p{p}", percentile(ours[n], p), percentile(theirs[n], p))
        for n, p in itertools.product(words, (50, 95))
    ]


async def _acknowledged(telegram: ClockedTelegram, url: str, seconds: int = SECONDS) -> Outcome:
    people = customers.customers(telegram, RATE)
    bodies = list(itertools.islice(customers.updates(telegram, people), RATE * seconds))
    return await steadily(lambda: telegram.line(url), bodies, RATE)
