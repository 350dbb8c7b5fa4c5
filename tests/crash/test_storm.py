"""A short `make crash`: everything dies a few times in the middle of traffic, PostgreSQL too."""

import asyncio
from pathlib import Path

import pytest

from tests.crash.__main__ import sheltered
from tests.crash.postgres import programs
from tests.crash.report import report
from tests.crash.storm import Storm

KILLS = 9
SEED = 20


@pytest.mark.timeout(600)
@pytest.mark.skipif(not programs(), reason="PostgreSQL is not installed (apt-get install postgresql)")
def test_a_storm_loses_doubles_and_swaps_nothing(tmp_path: Path) -> None:
    with sheltered(tmp_path) as (stage, postgres):
        storm = Storm(stage, postgres, SEED)
        asyncio.run(storm.rages(KILLS))
        assert set(storm.done) == {"frontdesk", "actions", "PostgreSQL", "rasa"}
        assert all(tally.accepted for tally in storm.tallies().values()), report(storm)
        assert not storm.broken(), report(storm)
