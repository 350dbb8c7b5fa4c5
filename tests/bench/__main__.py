"""`python -m tests.bench`: how fast Frontdesk is on this machine, beside Rasa's own connector; 20 minutes."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench import backlog, drawing, ladder, large_journal, on_postgres, parts
from tests.bench.clocked_telegram import ClockedTelegram
from tests.bench.table import Row, table

PICTURE = Path("docs/pictures/load.svg")
NOTES = """
Everything ran on this machine and over loopback, the load and the fake Telegram beside what they
measure, in one process of their own. "Rasa's connector" is `rasa run` with a telegram: entry, on the
same model and the same actions, tracker store in memory as Rasa ships it. As shipped its HTTP session
belongs to a closed event loop and every update ends in an error, so the other figures of that column are
those of a Rasa whose session was renewed by us after the start. A ratio is Rasa's figure divided by
ours. The light bot is tests/bench/light_bot: what a turn costs when there is little to think about."""


def main() -> None:
    """Measure, then print one table."""
    begun, before = time.perf_counter(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as folder:
        with ClockedTelegram() as telegram:
            rows = [*measured(Path(folder), telegram)]
        progress("More and more customers on the light bot, then the same on Rasa's own connector …")
        ours, theirs = asyncio.run(ladder.measured(Path(folder)))
        progress("A burst while Rasa is away …")
        waited = asyncio.run(backlog.rows(Path(folder)))
        progress("Several processes on one PostgreSQL …")
        shared = asyncio.run(on_postgres.rows(Path(folder)))
        progress("Five million messages …")
        large = large_journal.rows(Path(folder))
    drawing.draw(ours, theirs, PICTURE)
    rows += [*ladder.rows(ours, theirs), *waited, *shared, *large]
    took = time.perf_counter() - begun
    print(f"{os.cpu_count()} cores, load {before:.1f} before the run, which took {took:.0f} s\n")
    print(table(rows))
    print(NOTES)


def measured(folder: Path, telegram: ClockedTelegram) -> Sequence[Row]:
    """Every row, part by part."""
    progress("frontdesk alone …")
    rows = [*parts.alone(folder / "alone", telegram)]
    whole = parts.service(folder / "whole", telegram)
    try:
        progress("Two starts, the first with training …")
        rows += parts.starts(whole)
        rows += parts.in_memory(whole, "when idle")
        progress("The turn endpoint …")
        rows += parts.direct(whole)
        progress("The whole road, then Rasa's own …")
        return [*rows, *parts.beside_rasa(folder, whole, telegram)]
    finally:
        whole.stop()


def progress(words: str) -> None:
    """For whoever waits."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
