"""One stage for all journeys: a service needs half a minute to begin."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed, so no journey can be made")

from actions.shop.importing import import_shop
from tests.journeys.service import Service
from tests.journeys.stage import Stage, open_stage
from tests.retail import RETAIL


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    settings = {"SHOP_EVENTS_SECRET": "a secret of shop and desk"}
    with open_stage(tmp_path_factory.mktemp("service"), settings) as found:
        yield found


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The retail shop's file, as a database."""
    file = tmp_path_factory.mktemp("retail") / "imported.db"
    import_shop(f"sqlite:///{file}", RETAIL / "db.json")
    return file


@pytest.fixture(scope="module")
def retail(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose shop is the retail shop."""
    shop = shutil.copy(imported, imported.with_name("shop.db"))
    made = Service(tmp_path_factory.mktemp("service"), {"SHOP_DATABASE_URL": f"sqlite:///{shop}"})
    made.start()
    yield made
    made.stop()
