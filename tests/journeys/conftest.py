"""The cast of every journey: one service, three platforms, agents in Slack and at the console."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed, so no journey can be made")

from tests.fakes.graph import FakeGraph
from tests.fakes.slack import Agent, FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.journeys.service import Service, ready_model
from tests.journeys.web import DeskAgent, WebCustomer


@dataclass
class Stage:
    """Everybody who takes part."""

    service: Service
    telegram: FakeTelegram
    graph: FakeGraph
    slack: FakeSlack

    def agent(self, name: str) -> Agent:
        """Somebody who works in the agents' channel."""
        return self.slack.agent(name)

    def visitor(self, name: str) -> WebCustomer:
        """Somebody who opens the web chat."""
        return WebCustomer(self.service.url, name)

    def first_agent(self) -> DeskAgent:
        """Whoever signs in at the console with what `frontdesk up` printed."""
        printed = re.search(r"user (\S+), password (\S+)", self.service.printed)
        assert printed, self.service.printed
        return DeskAgent(self.service.url, printed[1], printed[2])

    def colleague(self, name: str) -> DeskAgent:
        """One more user of the console."""
        password = f"{name} has a long password"
        self.service.runs("users", "add", name.lower(), name, typed=f"{password}\n{password}\n")
        return DeskAgent(self.service.url, name.lower(), password)

    def order(self, state: str, nth: int = 0) -> tuple[str, str, str]:
        """The number, e-mail and customer's name of an order of the demo shop in a state."""
        query = (
            "SELECT o.number, c.email, c.name FROM orders o JOIN customers c ON c.id = o.customer_id"
            " WHERE o.state = ? ORDER BY o.number LIMIT 1 OFFSET ?"
        )
        with sqlite3.connect(self.service.folder / "var" / "shop.db") as shop:
            found: tuple[str, str, str] = shop.execute(query, (state, nth)).fetchone()
            return found

    def refused(self) -> list[object]:
        """What the platforms turned down; a journey ends with nothing here."""
        return [*self.telegram.refused, *self.graph.refused, *self.slack.refused]


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    ready_model()
    with FakeTelegram() as telegram, FakeGraph() as graph, FakeSlack() as slack:
        settings = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_SECRET_TOKEN": telegram.secret,
            "TELEGRAM_API_BASE": telegram.url,
            "MESSENGER_PAGE_ID": graph.page.id,
            "MESSENGER_PAGE_TOKEN": graph.token,
            "MESSENGER_APP_SECRET": graph.app_secret,
            "MESSENGER_VERIFY_TOKEN": graph.verify_token,
            "GRAPH_API_BASE": graph.url,
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_AGENT_CHANNEL": slack.agent_channel.id,
            "SLACK_API_BASE": f"{slack.url}/api/",
        }
        service = Service(tmp_path_factory.mktemp("service"), settings)
        telegram.deliver_to(f"{service.url}/webhooks/telegram")
        graph.deliver_to(f"{service.url}/webhooks/messenger")
        slack.deliver_to(f"{service.url}/webhooks/slack")
        service.start()
        yield Stage(service, telegram, graph, slack)
        service.stop()
