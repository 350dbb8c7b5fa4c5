"""Talks with customers of a shop that is not ours, from its own list of requests, through the whole system.

Each is a script in tests/journeys/shop_talks; at the end the whole shop must be as the request's actions,
worked out on the file alone, would leave it.
"""

import json
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from actions.shop.engine import reading, shop_engine
from actions.shop.exporting import exported
from actions.shop.importing import import_shop
from tests.contracts._shop_task import WRITES
from tests.journeys.scripts import Script, play, read_script
from tests.journeys.service import Service
from tests.journeys.web import WebCustomer

SHARED = Path(os.environ.get("FRONTDESK_SHARED") or Path(__file__).parents[3] / "shared")
RETAIL = SHARED / "data" / "retail"
SCRIPTS = [read_script(path) for path in sorted((Path(__file__).parent / "shop_talks").glob("*.txt"))]
pytestmark = pytest.mark.skipif(not RETAIL.exists(), reason=f"the retail data is not at {RETAIL}")

Data = dict[str, Any]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose shop is the retail shop."""
    shop = tmp_path_factory.mktemp("retail") / "shop.db"
    made = Service(tmp_path_factory.mktemp("service"), {"SHOP_DATABASE_URL": f"sqlite:///{shop}"})
    import_shop(made.settings["SHOP_DATABASE_URL"], RETAIL / "db.json")
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
async def test_the_shop_is_as_the_request_should_leave_it(service: Service, script: Script) -> None:
    import_shop(service.settings["SHOP_DATABASE_URL"], RETAIL / "db.json", replace=True)
    async with WebCustomer(service.url, script.name) as customer:
        await play(script, customer)
    left, right = held(service.settings["SHOP_DATABASE_URL"]), expected(script.request)
    for kind in ("orders", "users", "products"):
        differing = {key for key in right[kind] if left[kind].get(key) != right[kind][key]}
        assert {key: left[kind].get(key) for key in differing} == {key: right[kind][key] for key in differing}
    assert left == right


def held(url: str) -> Data:
    """What the shop holds, in the file's shape."""
    engine = shop_engine(url)
    with reading(engine) as connection:
        found = exported(connection)
    engine.dispose()
    return found


@lru_cache(maxsize=1)
def requests() -> dict[str, list[Data]]:
    """The actions of every request, by its id."""
    tasks = json.loads((RETAIL / "tasks.json").read_text("utf-8"))
    return {task["id"]: task["evaluation_criteria"]["actions"] or [] for task in tasks}


def expected(request: str) -> Data:
    """The shop after the request's write actions."""
    data: Data = json.loads((RETAIL / "db.json").read_text("utf-8"))
    for action in requests()[request]:
        if action["name"] in WRITES:
            WRITES[action["name"]](data, action["arguments"])
    return data
