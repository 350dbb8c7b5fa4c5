"""One stage for all journeys: a service needs half a minute to begin."""

from collections.abc import Iterator

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed, so no journey can be made")

from tests.journeys.stage import Stage, open_stage


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    settings = {"SHOP_EVENTS_SECRET": "a secret of shop and desk"}
    with open_stage(tmp_path_factory.mktemp("service"), settings) as found:
        yield found
