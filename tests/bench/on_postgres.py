"""Processes on one PostgreSQL: how soon an idle worker begins, and what a message costs the database."""

import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.bench.load import flat_out
from tests.bench.quick_telegram import QuickTelegram
from tests.bench.table import Row, milliseconds, percentile
from tests.crash.postgres import PrivatePostgres, programs
from tests.fakes.serving import Serving
from tests.fakes.waiting import eventually
from tests.journeys.service import Service

TIMES = 60
PAUSE = 0.3
"""Seconds in which the worker falls idle again."""
MESSAGES = 4_000
"""Each of another customer."""
WORKERS = 2
PATIENCE = 600.0
"""Seconds until all have been answered."""
TICKS = os.sysconf("SC_CLK_TCK")


class QuickRasa:
    """A Rasa that answers at once, and knows when it was asked."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.asked_at = 0.0
        self._loop = asyncio.get_running_loop()
        self.serving = Serving(Starlette(routes=[Route("/{path:path}", self._turn, methods=["POST"])]))

    async def _turn(self, _request: Request) -> JSONResponse:
        self.asked_at = time.perf_counter()
        self._loop.call_soon_threadsafe(self.asked.set)
        return JSONResponse({"replies": [{"text": "Hey! How are you?"}]})


@dataclass(frozen=True)
class Used:
    """What PostgreSQL has used up since it was started."""

    cpu: float
    """Seconds."""
    commits: int
    written: int
    """Bytes of its log."""
    stored: int
    """Bytes of tables and indexes."""


async def rows(folder: Path) -> Sequence[Row]:
    """The table's part; nothing where PostgreSQL is not installed."""
    if not programs():
        return []
    with PrivatePostgres() as postgres:
        journal = postgres.make("journal")
        async with QuickTelegram() as telegram:
            with running(folder, telegram, journal) as (door, rasa):
                await asyncio.to_thread(door.wait_until_it_listens)
                woken = await _wakes(telegram, door, rasa)
                before, begun = used(postgres, journal), time.perf_counter()
                await _answered(telegram, door)
                took = telegram.last_at - begun
                after = used(postgres, journal)
    return [
        Row(f"`serve --no-work` and {WORKERS} × `work` on one PostgreSQL, and a Rasa that answers at once"),
        Row("  from the acknowledgement to an idle worker's turn, p50", milliseconds(percentile(woken, 50))),
        Row("    p95", milliseconds(percentile(woken, 95))),
        Row("  answers a second, all on this machine", f"{MESSAGES / took:.0f}/s"),
        Row("  PostgreSQL: CPU a message", milliseconds((after.cpu - before.cpu) / MESSAGES)),
        Row("  PostgreSQL: commits a message", f"{(after.commits - before.commits) / MESSAGES:.1f}"),
        Row("  PostgreSQL: log a message", f"{(after.written - before.written) / MESSAGES / 1000:.1f} kB"),
        Row("  PostgreSQL: stored for good", f"{(after.stored - before.stored) / MESSAGES / 1000:.1f} kB"),
    ]


@contextmanager
def running(folder: Path, telegram: QuickTelegram, journal: str) -> Iterator[tuple[Service, QuickRasa]]:
    """One process that takes webhooks, and some that work."""
    rasa = QuickRasa()
    rasa.serving.start()
    settings = {**telegram.settings, "RASA_URL": rasa.serving.url, "FRONTDESK_DATABASE_URL": journal}
    door = Service(folder / "door", settings)
    workers = [Service(folder / f"worker-{nth}", settings) for nth in range(WORKERS)]
    try:
        door.launch("serve", "--no-work")
        for worker in workers:
            worker.launch("work")
        yield door, rasa
    finally:
        for service in (door, *workers):
            service.stop()
        rasa.serving.stop()


async def _wakes(telegram: QuickTelegram, door: Service, rasa: QuickRasa) -> Sequence[float]:
    """Seconds from each acknowledgement to the turn."""
    took = []
    with telegram.line(f"{door.url}/webhooks/telegram") as line:
        for _ in range(TIMES + 1):
            await asyncio.sleep(PAUSE)
            rasa.asked.clear()
            await line.post(telegram.first_words("hello")[1])
            acknowledged = time.perf_counter()
            await rasa.asked.wait()
            took.append(max(0.0, rasa.asked_at - acknowledged))
    return took[1:]  # the first waits for a worker to start


async def _answered(telegram: QuickTelegram, door: Service) -> None:
    """Everybody writes once, and is answered."""
    new = [telegram.first_words("hello") for _ in range(MESSAGES)]
    url = f"{door.url}/webhooks/telegram"
    await flat_out(lambda: telegram.line(url), [body for _, body in new], 16, PATIENCE)
    await eventually(lambda: all(who in telegram.heard for who, _ in new), str, PATIENCE)


def used(postgres: PrivatePostgres, database: str) -> Used:
    """Until now."""
    figures = sa.text(
        "SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()),"
        " pg_current_wal_lsn() - '0/0', pg_database_size(current_database())"
    )
    engine = sa.create_engine(database, future=True)
    with engine.connect() as connection:
        commits, written, stored = connection.execute(figures).one()
    engine.dispose()
    return Used(_cpu(postgres), int(commits), int(written), int(stored))


def _cpu(postgres: PrivatePostgres) -> float:
    """Seconds that all of its processes have used, and those that have ended."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if postgres.pid in (int(stat.parent.name), int(fields[1])):
            ticks += sum(map(int, fields[11:13]))
            ticks += sum(map(int, fields[13:15])) if int(stat.parent.name) == postgres.pid else 0
    return ticks / TICKS
