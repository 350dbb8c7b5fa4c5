"""Each desk with what agents see of it, in the same words."""

from dataclasses import dataclass
from typing import Protocol

from bot.core.ports import Desk
from channels.slack.desk import SlackDesk
from tests.fakes.house import KIM, SAM, FakeDesk
from tests.fakes.slack import Agent, FakeSlack, Post


class Room(Protocol):
    """Where agents sit."""

    sam: str
    kim: str

    @property
    def desk(self) -> Desk:
        """The desk itself."""

    def cards(self) -> int:
        """How many cards there are."""

    def shows(self, ref: str) -> str:
        """What a card says now."""

    def reads(self, ref: str) -> str:
        """What stands below it, without what agents wrote there."""

    def writes(self, ref: str, text: str) -> str:
        """Sam writes below a card; where that is."""

    def ticks(self, origin: str) -> list[bool]:
        """What the desk shows on Sam's words."""

    def whispers(self, agent_id: str) -> list[str]:
        """What only that agent was told."""


@dataclass
class FakeRoom:
    """The fake, which keeps what it is told."""

    desk: FakeDesk
    sam: str = SAM.id
    kim: str = KIM.id
    written: int = 0

    def cards(self) -> int:
        return len(self.desk.cards)

    def shows(self, ref: str) -> str:
        opened = self.desk.cards[int(ref.partition(":")[2]) - 1]
        updates = [case for case in self.desk.updates if case.handoff and case.handoff.desk_ref == ref]
        return str([opened, *updates][-1])

    def reads(self, ref: str) -> str:
        return "\n".join(
            [e.content.text for e in self.desk.thread] + [tick.reason for tick in self.desk.ticks]
        )

    def writes(self, ref: str, text: str) -> str:
        self.written += 1
        return f"{ref}:{self.written}"

    def ticks(self, origin: str) -> list[bool]:
        return [tick.delivered for tick in self.desk.ticks if tick.origin == origin]

    def whispers(self, agent_id: str) -> list[str]:
        return [reason for told, reason in self.desk.told if told == agent_id]


class SlackRoom:
    """The agents' channel in the fake Slack."""

    def __init__(self, slack: FakeSlack, desk: SlackDesk) -> None:
        self.slack, self.desk = slack, desk
        self._agents: dict[str, Agent] = {}
        self.sam, self.kim = (self.agent(name) for name in ("Sam", "Kim"))

    def agent(self, name: str) -> str:
        """Somebody new in the channel; as whom the desk knows them."""
        agent = self.slack.agent(name)
        agent_id = f"slack:{self.slack.home.team_id}:{agent.person.id}"
        self._agents[agent_id] = agent
        return agent_id

    def cards(self) -> int:
        return len(self._agents[self.sam].cards())

    def shows(self, ref: str) -> str:
        return self._post(ref).text

    def reads(self, ref: str) -> str:
        return "\n".join(post.text for post in self._post(ref).replies if post.message.get("bot_id"))

    def writes(self, ref: str, text: str) -> str:
        person = self._agents[self.sam].person
        place, ts = self.slack.agent_channel, ref.partition(":")[2]
        return f"{ref}:{self.slack.home.write(place, person.id, text, thread_ts=ts)['ts']}"

    def ticks(self, origin: str) -> list[bool]:
        marks = {"white_check_mark": True, "warning": False}
        return [marks[name] for name in self._post(origin).reactions]

    def whispers(self, agent_id: str) -> list[str]:
        return self._agents[agent_id].whispers()

    def _post(self, ref: str) -> Post:
        channel, *_, ts = ref.split(":")
        assert channel == self.slack.agent_channel.id
        return Post(self.slack.agent_channel, ts)
