"""A fake Graph that delivers to the real routes, with a journal in memory behind them."""

from collections.abc import AsyncIterator, Iterator

import pytest
from starlette.applications import Starlette

from channels.messenger import MessengerChannel
from channels.webhooks import routes
from tests.fakes.graph import FakeGraph, GraphCustomer
from tests.fakes.store import FakeStore

VERIFY_TOKEN = "typed once into a form"


@pytest.fixture(scope="session")
def served_graph() -> Iterator[FakeGraph]:
    with FakeGraph() as graph:
        yield graph


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
async def graph(served_graph: FakeGraph) -> FakeGraph:
    served_graph.behave()
    served_graph.calls.clear()
    served_graph.refused.clear()
    served_graph.echoes = False
    return served_graph


@pytest.fixture
async def channel(graph: FakeGraph) -> AsyncIterator[MessengerChannel]:
    channel = MessengerChannel(graph.page.id, graph.token, graph.app_secret, VERIFY_TOKEN, graph.url)
    yield channel
    await channel.close()


@pytest.fixture
async def app(graph: FakeGraph, channel: MessengerChannel, store: FakeStore) -> Starlette:
    app = Starlette(routes=routes(store, messenger=channel))
    graph.deliver_to("http://bot/webhooks/messenger", app)
    return app


@pytest.fixture
def anna(app: Starlette, graph: FakeGraph) -> GraphCustomer:
    return graph.customer("Anna Berg")
