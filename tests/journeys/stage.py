"""The stage of every journey: one service, three platforms, agents in Slack and at the console."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
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

    services: tuple[Service, ...]
    """The first, and others on the same PostgreSQL."""
    telegram: FakeTelegram
    graph: FakeGraph
    slack: FakeSlack

    @property
    def service(self) -> Service:
        """The first."""
        return self.services[0]

    def agent(self, name: str) -> Agent:
        """Somebody who works in the agents' channel."""
        return self.slack.agent(name)

    def visitor(self, name: str) -> WebCustomer:
        """Somebody who opens the web chat, at whichever of the services."""
        return WebCustomer(self.services[sum(map(ord, name)) % len(self.services)].url, name)

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
            "SELECT o.number, c.email, c.first_name || ' ' || c.last_name"
            " FROM orders o JOIN customers c ON c.id = o.customer_id"
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
    folder: Path, settings: Mapping[str, str] = MappingProxyType({}), trackers: str = "", of_each: int = 1
) -> Iterator[Stage]:
    """The curtain rises when the bot answers. `trackers`: where Rasa's memory is, if not on SQLite.

    `of_each`: frontdesks, Rasas and action servers; more than one need PostgreSQL.
    """
    ready_model()
    with FakeTelegram() as telegram, FakeGraph() as graph, FakeSlack() as slack:
        platforms = {**telegram.settings, **graph.settings, **slack.settings}
        services = several(folder, {**platforms, **settings}, trackers, of_each)
        for name, platform in (("telegram", telegram), ("messenger", graph), ("slack", slack)):
            first, *others = (f"{service.url}/webhooks/{name}" for service in services)
            platform.deliver_to(first)
            for other in others:
                platform.postman.share_with(other)
        with ExitStack() as running:
            for service in services:
                running.callback(service.stop)
                service.start()
            yield Stage(services, telegram, graph, slack)


def several(folder: Path, settings: Mapping[str, str], trackers: str, of_each: int) -> tuple[Service, ...]:
    """Services that share journal, memory and shop; each may use the Rasa of each."""
    shop = f"sqlite:///{folder}/0/var/shop.db"
    shared = {**settings, "RASA_TOKEN": "a token of all of them", "SHOP_DATABASE_URL": shop}
    if of_each == 1:
        return (Service(folder, settings, trackers=trackers),)
    services = tuple(Service(folder / str(nth), shared, trackers=trackers) for nth in range(of_each))
    rasas = [service.settings["RASA_URL"] for service in services]
    for nth, service in enumerate(services):
        service.settings["RASA_URL"] = ",".join([*rasas[nth:], *rasas[:nth]])
    return services
