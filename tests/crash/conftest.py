"""One stage for all crashes, apart from the journeys': here things break."""

from collections.abc import Iterator

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed, so nothing can be killed")

from tests.journeys.stage import Stage, open_stage

PATIENCE = 90.0
"""Seconds that a platform goes on sending what was not taken; real ones do so for hours."""


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with open_stage(tmp_path_factory.mktemp("crash")) as found:
        found.telegram.patience = found.graph.patience = found.slack.patience = PATIENCE
        yield found
