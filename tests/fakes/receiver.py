"""A bot that only listens: takes webhooks, keeps them, and answers with the statuses it is given."""

from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


@dataclass(frozen=True)
class Received:
    """One webhook as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Listens on every path."""

    statuses: list[int] = field(default_factory=list)
    """Answers to come, first to last; then always 200."""
    received: list[Received] = field(default_factory=list)

    @property
    def app(self) -> Any:
        """To be given to `deliver_to(url, app)`."""
        return Starlette(routes=[Route("/{path:path}", self._take, methods=["GET", "POST"])])

    async def _take(self, request: Request) -> Response:
        taken = Received(request.url.path, dict(request.headers), await request.body())
        self.received.append(taken)
        challenge = request.query_params.get("hub.challenge", "")
        return PlainTextResponse(challenge, self.statuses.pop(0) if self.statuses else 200)
