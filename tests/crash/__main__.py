"""`python -m tests.crash`: kill everything 200 times in the middle of traffic, and count what was lost."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom
from typing import TextIO

from tests.crash.postgres import PrivatePostgres, programs
from tests.crash.report import report
from tests.crash.storm import Storm
from tests.journeys.stage import Stage, open_stage

PATIENCE = 90.0
"""Seconds that a platform goes on sending what was not taken; real ones do so for hours."""


def main() -> int:
    """Rage, then print the table; the exit code says whether every promise was kept."""
    parser = argparse.ArgumentParser(prog="make crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10_000), help="replays a run")
    parser.add_argument("--sqlite", action="store_true", help="the journal on SQLite, where no server dies")
    asked = parser.parse_args()
    if not asked.sqlite and not programs():
        parser.error("PostgreSQL is not installed: apt-get install postgresql, or run with --sqlite.")
    say(sys.stderr, f"Seed {asked.seed}; {asked.kills} kills take {asked.kills // 15 + 2} minutes or so …")
    with (
        tempfile.TemporaryDirectory(prefix="frontdesk-crash-") as folder,
        sheltered(Path(folder), asked.sqlite) as (stage, postgres),
    ):
        storm = Storm(stage, postgres, asked.seed)
        asyncio.run(storm.rages(asked.kills))
        say(sys.stdout, report(storm))
        return 1 if storm.broken() else 0


@contextmanager
def sheltered(folder: Path, sqlite: bool = False) -> Iterator[tuple[Stage, PrivatePostgres | None]]:
    """A stage of two services, whose journal and whose Rasas' memory are on a PostgreSQL of its own; or of
    one on SQLite."""
    if sqlite:
        with open_stage(folder / "stage") as stage:
            yield patient(stage), None
        return
    with PrivatePostgres() as postgres:
        journal, trackers = postgres.make("journal"), postgres.make("trackers")
        with open_stage(folder / "stage", {"FRONTDESK_DATABASE_URL": journal}, trackers, of_each=2) as stage:
            yield patient(stage), postgres


def patient(stage: Stage) -> Stage:
    """Its platforms go on for long."""
    stage.telegram.patience = stage.graph.patience = stage.slack.patience = PATIENCE
    return stage


def say(stream: TextIO, words: str) -> None:
    """At once, also into a pipe."""
    stream.write(words + "\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main())
