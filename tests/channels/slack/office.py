"""Frontdesk with Slack as its desk: the real journal and steps, the real routes, the fake Slack outside."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.applications import Starlette

from bot.core.answer import Answerer
from bot.core.courtesy import Courtesy
from bot.core.deliver import Deliverer
from bot.core.desk import DeskKeeper
from bot.core.entry import Content
from bot.core.fetch import Fetcher
from bot.core.files import NO_FILES, Files
from bot.core.lane import Lane, LaneKind
from bot.core.pace import Limit, Pace
from bot.core.ports import Channel
from bot.core.turn import HandoffRequest, Reply, Turn
from bot.core.updates import Judge, Updater
from channels import webhooks
from channels.messenger import MessengerChannel
from channels.slack.customer import SlackCustomerChannel
from channels.slack.desk import SlackDesk
from channels.slack.doors import doors
from channels.slack.wire import SlackWire
from channels.telegram import TelegramChannel
from tests.fakes.house import House
from tests.fakes.slack import FakeSlack, Post


class Unhurried(Pace):
    """Time stands still here, so nobody waits for it."""

    def wait(self, who: Hashable, limits: Sequence[Limit], now: datetime) -> float:
        return 0.0


UNHURRIED = Unhurried()


@dataclass
class Office:
    """A house whose desk, and one of whose channels, is in Slack."""

    house: House
    slack: FakeSlack
    wire: SlackWire
    files: Files = NO_FILES
    telegram: TelegramChannel | None = None
    messenger: MessengerChannel | None = None
    more: dict[LaneKind, Callable[[Lane], Awaitable[datetime | None]]] = field(default_factory=dict)
    """Steps that only some tests need."""

    def open(self) -> None:
        """Take Slack's webhooks."""
        events, actions, commands = doors(self.wire)
        store = self.house.store
        routes = webhooks.routes(store, slack_events=events, slack_actions=actions, slack_commands=commands)
        self.slack.deliver_to("http://frontdesk/webhooks/slack", Starlette(routes=routes))
        self.house.brain.says = answers

    async def works(self) -> None:
        """Workers do all that is due now or in a second; what Slack tells of it is done as well."""
        store, clock, steps = self.house.store, self.house.clock, self._steps()
        end = clock() + timedelta(seconds=1)
        for _ in range(1000):
            lanes = await store.take(store.owner, 10)
            for lane in lanes:
                await store.release(lane, await steps[lane.kind](lane))
            await self.slack.postman.settle()
            if not lanes:
                due = await store.next_due()
                if due is None or due > end:
                    return
                clock.now = max(clock.now, due)
        raise AssertionError("the work never ends")

    def _steps(self) -> dict[LaneKind, Callable[[Lane], Awaitable[datetime | None]]]:
        house = self.house
        channels = self._channels()
        keeper = DeskKeeper(
            house.store, SlackDesk(self.wire), channels, house.clock, UNHURRIED, house.rules, self.files
        )
        answerer = Answerer(
            house.store,
            house.brain,
            channels,
            house.rules,
            _sentences,
            house.clock,
            UNHURRIED,
            Courtesy(channels, house.clock, UNHURRIED),
        )
        return {
            **house.steps(),
            LaneKind.ANSWER: answerer.answer,
            LaneKind.SEND: Deliverer(house.store, channels, house.clock, UNHURRIED).deliver,
            LaneKind.FETCH: Fetcher(house.store, channels, self.files, house.clock).fetch,
            LaneKind.ACT: keeper.act,
            LaneKind.DESK: keeper.show,
            LaneKind.UPDATE: Updater(
                house.store, Judge(channels, house.rules.updates.quiet, house.clock)
            ).update,
            **self.more,
        }

    def _channels(self) -> dict[str, Channel]:
        channels: dict[str, Channel] = {
            "fake": self.house.channel,
            "slack": SlackCustomerChannel(self.wire, self.files),
        }
        if self.telegram:
            channels["telegram"] = self.telegram
        if self.messenger:
            channels |= {"messenger": self.messenger, "instagram": self.messenger.instagram}
        return channels

    def thread(self, card: Post) -> list[str]:
        """What stands below a card, a message each."""
        return [post.text for post in card.replies]


def answers(turn: Turn) -> list[Reply]:
    """A bot that repeats what it hears, and fetches a person when it is asked to."""
    if turn.text != "person":
        return [Reply(Content(f"bot: {turn.text}"))]
    wish = HandoffRequest("customer_asked", "Wants to talk about a bill", "high")
    facts = {"name": "Anna Berg", "order_number": "FD10432", "order_state": "shipped", "verified": True}
    facts["verified_by"] = "name and postcode, with a code"
    return [Reply(action="Order FD10432: shipped", facts=facts), Reply(Content("one moment"), handoff=wish)]


def _sentences(name: str, channel: str) -> Content:
    return Content(name)
