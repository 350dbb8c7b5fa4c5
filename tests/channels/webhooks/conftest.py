"""Every route on, with a journal in memory behind them."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from starlette.applications import Starlette

from channels.webhooks import routes
from tests.channels.webhooks.platform import FakeConnector, FakeDoor
from tests.fakes.serving import Serving
from tests.fakes.store import FakeStore


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
async def connector() -> FakeConnector:
    found = FakeConnector()
    found.go_on.set()
    return found


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
async def client(
    store: FakeStore, connector: FakeConnector, door: FakeDoor
) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=routes(store, connector, connector, door, door, door))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot/webhooks/") as client:
        yield client


@pytest.fixture
def served(store: FakeStore, connector: FakeConnector) -> Iterator[str]:
    """The real server, since only there an answer leaves before everything is done."""
    serving = Serving(Starlette(routes=routes(store, telegram=connector)))
    serving.start()
    yield f"{serving.url}/webhooks/telegram"
    serving.stop()
