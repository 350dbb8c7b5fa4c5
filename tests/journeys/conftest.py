"""One stage for all journeys: a service needs half a minute to begin."""

from collections.abc import Iterator

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
def retail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose shop is the retail shop."""
    shop = f"sqlite:///{tmp_path_factory.mktemp('retail') / 'shop.db'}"
    import_shop(shop, RETAIL / "db.json")
    made = Service(tmp_path_factory.mktemp("service"), {"SHOP_DATABASE_URL": shop})
    made.start()
    yield made
    made.stop()
