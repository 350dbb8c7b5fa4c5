"""A floor on which customers of every platform meet the desk in Slack; only the platforms are fakes."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from starlette.applications import Starlette

from bot.files import KeptFiles
from channels import webhooks
from channels.messenger import MessengerChannel
from channels.slack.wire import SlackWire
from channels.telegram import TelegramChannel
from tests.channels.floor import Floor
from tests.channels.slack.office import Office
from tests.fakes.graph import FakeGraph
from tests.fakes.house import open_house
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram


@pytest.fixture(scope="module")
def platforms() -> Iterator[tuple[FakeTelegram, FakeGraph, FakeSlack]]:
    with FakeTelegram() as telegram, FakeGraph() as graph, FakeSlack() as slack:
        yield telegram, graph, slack


@pytest.fixture
async def floor(platforms: tuple[FakeTelegram, FakeGraph, FakeSlack], tmp_path: Path) -> AsyncIterator[Floor]:
    telegram, graph, slack = platforms
    for platform in platforms:
        platform.behave()
        platform.refused.clear()
        platform.calls.clear()
    for kept in (slack.files.names, slack.files.contents, slack.files.kept, graph.files):
        kept.clear()
    graph.echoes, graph.human_agent_approved = False, True
    house = open_house(f"sqlite:///{tmp_path}/journal.db")
    house.clock.now = datetime.now(timezone.utc)  # what platforms tell bears their time
    files = KeptFiles(f"file://{tmp_path}/files")
    wire = SlackWire(slack.token, slack.signing_secret, slack.agent_channel.id, slack.api_base)
    on_telegram = TelegramChannel(telegram.token, telegram.secret, telegram.url, "frontdesk_bot", files=files)
    on_messenger = MessengerChannel(
        graph.page.id, graph.token, graph.app_secret, "verify", graph.url, house.clock, files
    )
    office = Office(house, slack, wire, files, on_telegram, on_messenger)
    office.open()
    routes = webhooks.routes(house.store, telegram=on_telegram, messenger=on_messenger)
    for name, platform in (("telegram", telegram), ("messenger", graph)):
        platform.deliver_to(f"http://frontdesk/webhooks/{name}", Starlette(routes=routes))
    yield Floor(office, files, telegram, graph, slack)
    for connector in (wire, on_telegram, on_messenger):
        await connector.close()
    house.store.close()
