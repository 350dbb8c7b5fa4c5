"""Talks with customers of a shop that is not ours, from its own list of requests, through the whole system.

Each is a script in tests/journeys/shop_talks; at the end the whole shop must be as the request's actions,
worked out on the file alone, would leave it.
"""

import json
from functools import lru_cache
from pathlib import Path

import pytest

from tests.contracts._shop_task import WRITES
from tests.journeys.scripts import Script, play, read_script
from tests.journeys.service import Service
from tests.journeys.web import WebCustomer
from tests.retail import RETAIL, Data, held, needs_retail, put_back

SCRIPTS = [read_script(path) for path in sorted((Path(__file__).parent / "shop_talks").glob("*.txt"))]
pytestmark = needs_retail


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
async def test_the_shop_is_as_the_request_should_leave_it(
    retail: Service, imported: Path, script: Script
) -> None:
    put_back(retail.settings["SHOP_DATABASE_URL"], imported)
    async with WebCustomer(retail.url, script.name) as customer:
        await play(script, customer)
    left, right = held(retail.settings["SHOP_DATABASE_URL"]), expected(script.request)
    for kind in ("orders", "users", "products"):
        differing = {key for key in right[kind] if left[kind].get(key) != right[kind][key]}
        assert {key: left[kind].get(key) for key in differing} == {key: right[kind][key] for key in differing}
    assert left == right


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
