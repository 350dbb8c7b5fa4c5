"""One stage for all."""

from collections.abc import Iterator

import pytest

from tests.peers.stage import Stage, open_stage


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with open_stage(tmp_path_factory.mktemp("peers")) as found:
        yield found
