"""A console on the real journal, with a brain and a clock that tests hold in their hands."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from itsdangerous import URLSafeSerializer
from starlette.applications import Starlette

from bot.console import Console, console_routes
from bot.core.answer import Answerer
from bot.core.conversation import Agent
from bot.core.courtesy import Courtesy
from bot.core.deliver import Deliverer
from bot.core.entry import Content
from bot.core.lane import Lane, LaneKind
from bot.core.ports import Channel
from bot.core.turn import Reply, Turn
from bot.core.watching import Watcher
from channels.web import WebChannel
from tests.bot.console.streams import events
from tests.fakes.house import House

SECRET = "a secret for tests only"
HERE = "http://127.0.0.1:8000"
PASSWORD = "correct horse"


class FakeAccounts:
    """Who may sign in, without the half second that a real password costs."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[Agent, str]] = {}
        self.sessions: dict[str, tuple[str, datetime]] = {}

    def add(self, name: str) -> None:
        """A user whose password is PASSWORD."""
        self.known[name] = (Agent(f"console:{name}", name.capitalize()), PASSWORD)

    async def sign_in(self, name: str, password: str) -> Agent | None:
        agent, expected = self.known.get(name, (None, ""))
        return agent if password == expected else None

    async def begin_session(self, name: str, session: str, until: datetime) -> None:
        self.sessions[session] = (name, until)

    async def in_session(self, session: str) -> Agent | None:
        name, _ = self.sessions.get(session, ("", None))
        return self.known[name][0] if name in self.known else None

    async def end_session(self, session: str) -> None:
        self.sessions.pop(session, None)


@dataclass
class Place:
    """The house with a web chat and the console's routes."""

    house: House
    web: WebChannel = field(default_factory=lambda: WebChannel(SECRET))
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    public: bool = False
    stops: bool = True
    """Whether streams end after their first look, as they do when the server is stopped."""
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.channels: dict[str, Channel] = {"web": self.web, "fake": self.house.channel}
        self.app = Starlette(routes=console_routes(self.console()))

    def console(self) -> Console:
        house = self.house
        return Console(
            store=house.store,
            reader=house.store,
            accounts=self.accounts,
            web=self.web,
            channels=self.channels,
            files=house.files,
            rules=house.rules,
            clock=house.clock,
            secret=SECRET,
            public=self.public,
            stopping=lambda: self.stops,
        )

    def browser(self, base: str = HERE, address: str = "127.0.0.1") -> httpx.AsyncClient:
        """Somebody's browser, with cookies of its own."""
        transport = httpx.ASGITransport(self.app, client=(address, 50000))
        client = httpx.AsyncClient(transport=transport, base_url=base)
        self.clients.append(client)
        return client

    async def customer(self) -> "Customer":
        """Somebody who has opened the web chat."""
        customer = Customer(self.browser())
        await customer.browser.get("/chat")
        return customer

    def stranger(self) -> "AtDesk":
        """Somebody who stands at the desk's door."""
        return AtDesk(self.browser(), self.works)

    async def agent(self, name: str = "sam") -> "AtDesk":
        """An agent who has signed in."""
        self.accounts.add(name)
        agent = self.stranger()
        answer = await agent.sign_in(name, PASSWORD)
        assert answer.status_code == 303
        return agent

    async def works(self) -> None:
        """Workers do all that is due now."""
        steps = self.steps()
        while lanes := await self.house.store.take(self.house.store.owner, 10):
            for lane in lanes:
                await self.house.store.release(lane, await steps[lane.kind](lane))

    def steps(self) -> dict[LaneKind, Callable[[Lane], Awaitable[datetime | None]]]:
        house, answerer = self.house, self._answerer()
        return {
            **house.steps(),
            LaneKind.ANSWER: answerer.answer,
            LaneKind.SEND: Deliverer(house.store, self.channels, house.clock, house.pace).deliver,
            LaneKind.WATCH: Watcher(house.store, house.rules, house.clock).watch,
            LaneKind.DESK: _nobody_looks,
        }

    def _answerer(self) -> Answerer:
        house = self.house
        return Answerer(
            house.store,
            house.brain,
            self.channels,
            house.rules,
            lambda name, channel: Content(name),
            house.clock,
            house.pace,
            Courtesy(self.channels, house.clock, house.pace),
        )

    def bot_says(self, *replies: Reply) -> None:
        """From now on, to everything."""

        def says(turn: Turn) -> list[Reply]:
            return list(replies)

        self.house.brain.says = says


async def _nobody_looks(lane: Lane) -> datetime | None:
    return None


@dataclass
class Customer:
    """A browser with the web chat open."""

    browser: httpx.AsyncClient
    numbered: int = 0

    async def post(self, text: str, **fields: Any) -> httpx.Response:
        """Send a message."""
        self.numbered += 1
        message = {"message_id": f"message-{id(self)}-{self.numbered}", "text": text, **fields}
        return await self.browser.post("/chat/messages", json=message)

    async def events(self, after: int | None = None, name: str = "message") -> list[dict[str, Any]]:
        """What the stream tells until it ends."""
        headers = {} if after is None else {"last-event-id": str(after)}
        answer = await self.browser.get("/chat/stream", headers=headers)
        assert answer.status_code == 200
        return [
            event["data"] | {"id": event["id"]} for event in events(answer.text) if event["event"] == name
        ]

    @property
    def conversation_id(self) -> str:
        held = URLSafeSerializer(SECRET, salt="frontdesk.frontdesk_chat").loads(
            self.browser.cookies["frontdesk_chat"]
        )
        return f"web:{held['session']}"


@dataclass
class AtDesk:
    """A browser at the desk."""

    browser: httpx.AsyncClient
    workers: Callable[[], Awaitable[None]]

    async def sign_in(self, name: str, password: str, **fields: str) -> httpx.Response:
        """Fill in the form and send it."""
        page = await self.browser.get("/desk/sign-in")
        form = {"token": token(page.text), "next": "/desk", "user": name, "password": password, **fields}
        return await self.browser.post("/desk/sign-in", data=form)

    async def opens(self, conversation_id: str) -> str:
        """The conversation's page."""
        answer = await self.browser.get(f"/desk/conversations/{conversation_id}")
        assert answer.status_code == 200, answer.text
        return answer.text

    async def presses(self, conversation_id: str, act: str, **fields: str) -> httpx.Response:
        """Claim, return or resolve, with the form that the page has."""
        page = await self.opens(conversation_id)
        form = {"token": token(page), "key": f"{act}-by-hand", **fields}
        return await self.browser.post(f"/desk/conversations/{conversation_id}/{act}", data=form)

    async def sends_file(
        self, conversation_id: str, name: str, content: bytes, **fields: str
    ) -> httpx.Response:
        """A file for the customer, while workers do what is due."""
        page = await self.opens(conversation_id)
        form = {"token": token(page), "key": f"{_key(page)}-file", **fields}
        path = f"/desk/conversations/{conversation_id}/files"
        posting = asyncio.ensure_future(self.browser.post(path, data=form, files={"file": (name, content)}))
        while not posting.done():
            await self.workers()
            await asyncio.sleep(0)
        return await posting

    async def writes(
        self, conversation_id: str, text: str, mode: str = "reply", **fields: str
    ) -> httpx.Response:
        """A reply or a note, while workers do what is due."""
        page = await self.opens(conversation_id)
        form = {"token": token(page), "key": _key(page), "text": text, "mode": mode, **fields}
        path = f"/desk/conversations/{conversation_id}/messages"
        posting = asyncio.ensure_future(self.browser.post(path, data=form))
        while not posting.done():  # the first words wait for what workers do
            await self.workers()
            await asyncio.sleep(0)
        return await posting


def token(page: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def _key(page: str) -> str:
    found = re.findall(r'name="key" value="([^"]+)"', page)
    return str(found[-1])
