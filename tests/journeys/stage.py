"""The stage of every journey: one service, three platforms, agents in Slack and at the console."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

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

    def behave(self) -> None:
        """End whatever the platforms were told to do wrong."""
        for platform in (self.telegram, self.graph, self.slack):
            platform.behave()

    def refused(self) -> list[object]:
        """What the platforms turned down; most journeys end with nothing here."""
        return [*self.telegram.refused, *self.graph.refused, *self.slack.refused]


@contextmanager
def open_stage(
    folder: Path, settings: Mapping[str, str] = MappingProxyType({}), trackers: str = ""
) -> Iterator[Stage]:
    """The curtain rises when the bot answers. `trackers`: where Rasa's memory is, if not on SQLite."""
    ready_model()
    with FakeTelegram() as telegram, FakeGraph() as graph, FakeSlack() as slack:
        platforms = {**telegram.settings, **graph.settings, **slack.settings}
        service = Service(folder, {**platforms, **settings}, trackers=trackers)
        telegram.deliver_to(f"{service.url}/webhooks/telegram")
        graph.deliver_to(f"{service.url}/webhooks/messenger")
        slack.deliver_to(f"{service.url}/webhooks/slack")
        try:
            service.start()
            yield Stage(service, telegram, graph, slack)
        finally:
            service.stop()
