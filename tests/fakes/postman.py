"""A platform's outgoing webhooks: signed, delivered, repeated until taken, held back, batched or swapped."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.types import ASGIApp

BROKEN = (httpx.HTTPError, AttributeError)
"""What a client raises when the other side dies; anyio asks a socket that is gone already for its peer."""


class NotTaken(AssertionError):
    """The bot never took a webhook, however often it was sent."""


@dataclass(frozen=True)
class Letter:
    """One webhook's body; it is signed anew at each attempt."""

    body: bytes
    content_type: str = "application/json"
    path: str = ""
    """What follows the target's address, where a platform has several."""
    repeated: bool = True
    """Whether the platform tries again; none does so with a press in Slack."""
    about: Any = None
    """The event as a value, for batches and for the test to look at."""


@dataclass(frozen=True)
class Posted:
    """One attempt, as it went."""

    letter: Letter
    attempt: int
    status: int | None
    """None: no answer came."""


@dataclass
class Held:
    """Letters that wait until the test lets them go."""

    letters: list[Letter] = field(default_factory=list)


class Postman:
    """Takes a platform's letters to the bot. `patience` is how many seconds it goes on trying."""

    def __init__(
        self, seal: Callable[[Letter, int], Mapping[str, str]], delays: Callable[[], Iterable[float]]
    ) -> None:
        self._seal = seal
        self._delays = delays
        self._urls: list[str] = []
        self._turns = itertools.count()
        self._app: ASGIApp | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._held: Held | None = None
        self._pending: list[Future[Any]] = []
        self.posted: list[Posted] = []

    def deliver_to(self, url: str, app: ASGIApp | None = None) -> None:
        """Send webhooks to this address; with `app` (from async code), into that app in this process."""
        self._urls, self._app = [url.rstrip("/")], app
        self._loop = asyncio.get_running_loop() if app else None

    def share_with(self, url: str) -> None:
        """Send every other webhook to this address as well, as a load balancer does."""
        self._urls.append(url.rstrip("/"))

    @property
    def has_target(self) -> bool:
        """Whether there is anybody to send to."""
        return bool(self._urls)

    async def post(
        self, letter: Letter, attempt: int = 0, headers: Mapping[str, str | None] | None = None
    ) -> httpx.Response:
        """One attempt, whatever comes of it; `headers` replace the sealed ones, None leaves one out."""
        assert self._urls, "Nobody to send webhooks to: call deliver_to first."
        url = self._urls[next(self._turns) % len(self._urls)] + letter.path
        sealed: dict[str, str | None] = {"Content-Type": letter.content_type, **self._seal(letter, attempt)}
        sent = {name: value for name, value in {**sealed, **(headers or {})}.items() if value is not None}
        async with self._client() as client:
            try:
                answer = await client.post(url, content=letter.body, headers=sent)
            except BROKEN as error:
                self.posted.append(Posted(letter, attempt, None))
                raise httpx.ConnectError(repr(error)) from error
        self.posted.append(Posted(letter, attempt, answer.status_code))
        return answer

    async def get(self, query: Mapping[str, str]) -> httpx.Response:
        """Ask the webhook's address, as a platform does to verify it."""
        async with self._client() as client:
            return await client.get(self._urls[0], params=query)

    async def deliver(self, letter: Letter) -> httpx.Response | None:
        """Send until it is taken; None when letters are being held. Raises NotTaken."""
        if self._held is not None:
            self._held.letters.append(letter)
            return None
        problem = ""
        delays = self._delays() if letter.repeated else ()
        for attempt, delay in enumerate(itertools.chain([0.0], delays)):
            await asyncio.sleep(delay)
            try:
                answer = await self.post(letter, attempt)
            except httpx.HTTPError as error:
                problem = repr(error)
                continue
            if answer.is_success:
                return answer
            problem = f"{answer.status_code} {answer.text[:200]}"
        raise NotTaken(f"No 2xx from {self._urls} for {letter.path}; the last answer was: {problem}")

    def deliver_soon(self, letter: Letter) -> None:
        """Send it in the background: a platform's own news, which no test waits for."""
        if self.has_target:
            loop = self._loop or asyncio.get_running_loop()
            self._pending.append(asyncio.run_coroutine_threadsafe(self.deliver(letter), loop))

    async def settle(self) -> None:
        """Return when everything sent in the background has been taken or given up."""
        while self._pending:
            await asyncio.gather(*map(asyncio.wrap_future, self._pending_now()), return_exceptions=True)

    async def redeliver(self, letter: Letter | None = None) -> httpx.Response | None:
        """Send a letter once more, the last one unless named: platforms do."""
        return await self.deliver(letter or self.posted[-1].letter)

    @contextmanager
    def hold(self) -> Iterator[Held]:
        """Keep back what is sent meanwhile; the test sends it, in the order it likes, with `deliver`."""
        held, before = Held(), self._held
        self._held = held
        try:
            yield held
        finally:
            self._held = before

    @asynccontextmanager
    async def swapped(self) -> AsyncIterator[None]:
        """Send what is written meanwhile in the opposite order, at the end."""
        with self.hold() as held:
            yield
        for letter in reversed(held.letters):
            await self.deliver(letter)

    def _pending_now(self) -> list[Future[Any]]:
        pending, self._pending = self._pending, []
        return pending

    def _client(self) -> httpx.AsyncClient:
        # One client a letter: letters leave from the test's event loop and from the server's.
        transport = httpx.ASGITransport(self._app) if self._app else httpx.AsyncHTTPTransport(verify=False)
        return httpx.AsyncClient(transport=transport, timeout=30)


def backing_off(patience: float) -> Iterator[float]:
    """Waits between attempts: 0, 0.05, 0.1 … at most 0.5 s, until the patience is used up."""
    deadline = time.monotonic() + patience
    yield 0.0
    for delay in itertools.chain([0.05, 0.1, 0.2, 0.3], itertools.repeat(0.5)):
        if time.monotonic() + delay > deadline:
            return
        yield delay
