"""Each channel with its platform at the other end, and one word for what all platforms do."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from itsdangerous import URLSafeSerializer

from bot.core.delivery import Delivery, Payload
from bot.core.ports import Channel
from channels.messenger import MessengerChannel
from channels.slack.customer import SlackCustomerChannel
from channels.slack.wire import SlackWire
from channels.telegram import TelegramChannel
from channels.web import WebChannel
from tests.channels.deliveries import delivery
from tests.fakes.customer import Customer
from tests.fakes.graph import FakeGraph
from tests.fakes.house import FakeChannel
from tests.fakes.platform import FakePlatform
from tests.fakes.receiver import Received, Receiver
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

SAID = "Größe 42 & “more” 📦?"
NOBODY = "http://127.0.0.1:9"
"""Where no platform listens."""


class Platforms:
    """What is outside, served once for many tests."""

    def __init__(self) -> None:
        self.telegram, self.graph, self.slack = FakeTelegram(), FakeGraph(), FakeSlack()
        self._all: tuple[FakePlatform, ...] = (self.telegram, self.graph, self.slack)
        self.graph.echoes = False

    def start(self) -> None:
        """Serve each on a port of its own."""
        for platform in self._all:
            platform.start()

    def forget(self) -> None:
        """Behave, as if nothing had been called yet."""
        for platform in self._all:
            platform.behave()
            platform.calls.clear()
            platform.refused.clear()

    def stop(self) -> None:
        """Let the ports go."""
        for platform in self._all:
            platform.stop()


class Closable(Channel, Protocol):
    """A channel with connections."""

    async def close(self) -> None:
        """Let them go."""


@dataclass
class Line:
    """One channel."""

    channel: Channel
    address: Callable[[Payload], Delivery]
    """The payload, to be sent to Anna."""
    to_nobody: Callable[[Payload], Delivery]
    """The payload, to be sent to somebody whom the platform does not know."""
    platform: FakePlatform | None = None
    away: Channel | None = None
    """The same channel, where the platform cannot be reached."""
    came: Received | None = None
    """The webhook in which Anna wrote SAID."""

    @property
    def webhook(self) -> Received:
        """What came from Anna."""
        assert self.came
        return self.came


def _to(conversation_id: str, **address: Any) -> Callable[[Payload], Delivery]:
    return lambda payload: delivery(conversation_id, payload, address)


async def _heard(platform: FakePlatform, customer: Customer) -> Received:
    """The webhook that the platform sends when this customer writes SAID."""
    receiver = Receiver()
    platform.deliver_to("http://bot/webhooks", receiver.app)
    await customer.says(SAID)
    [came] = receiver.received
    return came


@asynccontextmanager
async def fake(platforms: Platforms) -> AsyncIterator[Line]:
    """The one that other tests hold in their hands."""
    yield Line(FakeChannel(), _to("fake:anna"), _to("fake:nobody"))


@asynccontextmanager
async def telegram(platforms: Platforms) -> AsyncIterator[Line]:
    """A private chat."""
    platform = platforms.telegram
    anna = platform.customer("Anna")
    channel, away = (TelegramChannel(platform.token, platform.secret, at) for at in (platform.url, NOBODY))
    to_anna, to_nobody = _to(f"telegram:{anna.chat.id}"), _to("telegram:424242")
    async with _closing(channel, away):
        yield Line(channel, to_anna, to_nobody, platform, away, await _heard(platform, anna))


@asynccontextmanager
async def messenger(platforms: Platforms) -> AsyncIterator[Line]:
    """A page's inbox."""
    async with _meta("messenger", platforms.graph) as line:
        yield line


@asynccontextmanager
async def instagram(platforms: Platforms) -> AsyncIterator[Line]:
    """The inbox of the page's Instagram account."""
    async with _meta("instagram", platforms.graph) as line:
        yield line


@asynccontextmanager
async def _meta(name: str, graph: FakeGraph) -> AsyncIterator[Line]:
    anna = graph.customer("Anna", name)
    own = (graph.page.id, graph.token, graph.app_secret, graph.verify_token)
    channel, away = (MessengerChannel(*own, at) for at in (graph.url, NOBODY))
    found: list[Channel] = [c.instagram if name == "instagram" else c for c in (channel, away)]
    place = f"{name}:{anna.inbox.account.id}"
    to_anna, to_nobody = _to(f"{place}:{anna.inbox.person_id}"), _to(f"{place}:1")
    async with _closing(channel, away):
        yield Line(found[0], to_anna, to_nobody, graph, found[1], await _heard(graph, anna))


@asynccontextmanager
async def slack(platforms: Platforms) -> AsyncIterator[Line]:
    """A direct message."""
    platform = platforms.slack
    anna = platform.customer("Anna")
    own = (platform.token, platform.signing_secret, platform.agent_channel.id)
    bases = (platform.api_base, f"{NOBODY}/api/")
    channel, away = (SlackCustomerChannel(SlackWire(*own, at)) for at in bases)
    place = f"slack:{platform.home.team_id}:{anna.person.id}"
    to_anna, to_nobody = _to(place, channel=anna.place.id), _to(place, channel="D0NOWHERE")
    async with _closing(channel, away):
        yield Line(channel, to_anna, to_nobody, platform, away, await _heard(platform, anna))


@asynccontextmanager
async def web(platforms: Platforms) -> AsyncIterator[Line]:
    """The chat's page, whose platform we are."""
    held = URLSafeSerializer("secret", salt="frontdesk.frontdesk_chat").dumps({"session": "s3ss10n"})
    body = f'{{"session": "s3ss10n", "message_id": "m-00000001", "text": "{SAID}"}}'
    came = Received("/chat/messages", {"cookie": f"frontdesk_chat={held}"}, body.encode())
    yield Line(WebChannel("secret"), _to("web:s3ss10n"), _to("web:nobody"), came=came)


@asynccontextmanager
async def _closing(*channels: Closable) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for channel in channels:
            await channel.close()


LINES = {
    "fake": fake,
    "telegram": telegram,
    "messenger": messenger,
    "instagram": instagram,
    "slack": slack,
    "web": web,
}
PROVING = ("telegram", "messenger", "instagram", "slack", "web")
"""Those that something arrives on; nobody writes on the fake."""
CALLING = ("telegram", "messenger", "instagram", "slack")
"""Those with a platform outside, which can fail."""


def unconnected() -> Mapping[str, Channel]:
    """The channels that something arrives on, without a platform: they read only."""
    meta = MessengerChannel("104000000000001", "token", "secret", "verify", NOBODY)
    return {
        "telegram": TelegramChannel("7000000001:token", "secret", NOBODY),
        "messenger": meta,
        "instagram": meta.instagram,
        "slack": SlackCustomerChannel(SlackWire("xoxb-1", "secret", "C0DESK", f"{NOBODY}/api/")),
        "web": WebChannel("secret"),
    }
