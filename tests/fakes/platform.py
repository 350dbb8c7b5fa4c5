"""What every fake platform is: a server that reads a call, may misbehave, validates, acts and keeps count."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typing_extensions import Self

from tests.fakes.misbehaviour import Misbehaviour
from tests.fakes.postman import Letter, Postman, backing_off
from tests.fakes.serving import Serving


@dataclass
class Call:
    """One call of the platform's API, as it arrived."""

    method: str
    params: dict[str, Any]
    token: str = ""
    verb: str = "POST"
    at: float = field(default_factory=time.time)
    accepted: bool = False
    """Whether the platform did what it was asked."""


@dataclass(frozen=True)
class Refused:
    """A call that validation turned down, and why."""

    method: str
    reason: str
    params: Mapping[str, Any]


class Refusal(Exception):
    """This platform turns a call down: what it answers, and why, for the test to read."""

    def __init__(self, reason: str, body: Any, status: int = 400) -> None:
        super().__init__(reason)
        self.reason, self.body, self.status = reason, body, status


class FakePlatform(Misbehaviour):
    """The base of the fakes. Enter it (`with FakeTelegram() as telegram`) to serve on a free port."""

    token = ""
    """What the bot proves itself with."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self.refused: list[Refused] = []
        self.patience = 10.0
        """Seconds that webhooks are repeated for."""
        self.postman = Postman(self.seal, self.delays)
        self.app = Starlette(routes=self.routes())
        self.serving: Serving | None = None

    # What a platform fills in

    def routes(self) -> list[Route]:
        """Where its API is."""
        raise NotImplementedError

    async def read(self, request: Request) -> Call:
        """The call in a request."""
        raise NotImplementedError

    def act(self, call: Call) -> Any:
        """Do what the call asks; the answer's body. Raises Refusal."""
        raise NotImplementedError

    def seal(self, letter: Letter, attempt: int) -> Mapping[str, str]:
        """The headers that prove a webhook genuine."""
        raise NotImplementedError

    def delays(self) -> Iterable[float]:
        """The waits before a webhook is repeated."""
        return backing_off(self.patience)

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a Frontdesk that is to talk with this platform."""
        raise NotImplementedError

    # Serving

    @property
    def url(self) -> str:
        """The server's address; of no use but as a name when the app is mounted on an ASGI transport."""
        return self.serving.url if self.serving else "http://fake"

    def transport(self) -> httpx.ASGITransport:
        """For a client in this process, without a port: `AsyncClient(transport=telegram.transport())`."""
        return httpx.ASGITransport(self.app)

    def start(self, port: int = 0, host: str = "127.0.0.1") -> Self:
        """Serve on a port, a free one unless named."""
        self.serving = Serving(self.app, port, host)
        self.serving.start()
        return self

    def stop(self) -> None:
        """Stop serving; what hangs is let go."""
        self.behave()
        if self.serving:
            self.serving.stop()
        self.serving = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def deliver_to(self, url: str, app: Any = None) -> None:
        """Where this platform's webhooks go; with `app`, into that ASGI app in this process."""
        self.postman.deliver_to(url, app)

    def called(self, method: str) -> list[Call]:
        """The calls of one method that were accepted, in order."""
        return [call for call in self.calls if call.method == method and call.accepted]

    # One call

    async def endpoint(self, request: Request) -> Response:
        """The road of one call: read, misbehave or not, act. Half a call, whose caller has died, is none."""
        try:
            call = await self.read(request)
        except ClientDisconnect:
            return Response()
        self.calls.append(call)
        fault = self.next_fault(call.method)
        if fault is None:
            return self._honest(call)
        return await fault.happen(request, self._honest(call) if fault.acting else None)

    def _honest(self, call: Call) -> Response:
        try:
            answer = self.act(call)
        except Refusal as refusal:
            self.refused.append(Refused(call.method, refusal.reason, call.params))
            return JSONResponse(refusal.body, refusal.status)
        call.accepted = True
        return answer if isinstance(answer, Response) else JSONResponse(answer)
