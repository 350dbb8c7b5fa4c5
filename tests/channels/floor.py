"""Customers of every platform, and the agents' desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.entry import Entry
from bot.files import KeptFiles
from tests.channels.slack.office import Office
from tests.fakes.customer import Customer
from tests.fakes.graph import FakeGraph, GraphCustomer
from tests.fakes.house import House
from tests.fakes.slack import Agent, FakeSlack, Post
from tests.fakes.telegram import FakeTelegram


@dataclass
class Floor:
    """Everybody who takes part."""

    office: Office
    files: KeptFiles
    telegram: FakeTelegram
    graph: FakeGraph
    slack: FakeSlack

    @property
    def house(self) -> House:
        """The journal, the clock and the brain."""
        return self.office.house

    async def works(self) -> None:
        """Everything that is due is done, and platforms tell what they tell of it."""
        for _ in range(3):
            await self.office.works()
            await self.telegram.postman.settle()
            await self.graph.postman.settle()
        await self.office.works()

    async def asks_for_a_person(self, customer: Customer, sam: Agent) -> Post:
        """The card."""
        await customer.says("person")
        await self.works()
        return sam.cards()[-1]

    def conversation(self, anna: GraphCustomer) -> str:
        """The id of her private talk with the page or the account."""
        channel = "messenger" if anna.inbox.account.object == "page" else "instagram"
        return f"{channel}:{anna.inbox.account.id}:{anna.inbox.person_id}"

    async def transcript(self, anna: GraphCustomer) -> Sequence[Entry]:
        """All of it, as agents read it."""
        return await self.house.store.transcript(self.conversation(anna), 0, 100)

    def asked(self) -> list[str]:
        """What was put to the brain."""
        return [turn.text for turn in self.house.brain.turns]
