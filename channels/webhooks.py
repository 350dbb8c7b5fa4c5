"""The addresses that platforms call: what comes is verified, read and stored, and only then acknowledged."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.arrival import Came
from bot.core.errors import FrontdeskError, Refused, TryAgain
from bot.core.receive import Connector, NotJson
from channels.events import from_json

log = structlog.get_logger(__name__)

MOST_BYTES = 4 * 1024 * 1024
"""Of one call's body; the largest that any platform documents is 3 MB.
https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks"""


class Journal(Protocol):
    """The store, as webhooks need it."""

    async def receive(self, arrivals: Sequence[Came]) -> None:
        """Store each once, durably. Raises TryAgain when it cannot."""


class Door(Protocol):
    """One address that a platform calls. Header names are lower case."""

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused unless the platform itself sent these very bytes."""

    def decode(self, headers: Mapping[str, str], body: bytes) -> Any:
        """The event in the body. Raises NotJson."""

    def parse(self, event: Any) -> Sequence[Came]:
        """Everything in the event that is to be stored; never raises."""

    def answer(self, event: Any) -> str | Mapping[str, Any] | None:
        """What the platform wants to read in the 200: plain text, a JSON object, or nothing."""

    async def afterwards(self, event: Any) -> None:
        """Called once the platform has its 200; what it raises changes nothing. Raises FrontdeskError."""


class Subscription(Connector, Protocol):
    """A connector whose address the platform verifies with a GET before it sends anything."""

    def challenge(self, query: Mapping[str, str]) -> str:
        """What to answer the verification with. Raises Refused."""


class Presses(Connector, Protocol):
    """A connector whose platform waits for a call of its own about each press."""

    async def acknowledge(self, event: Any) -> None:
        """Make that call, if the event is a press. Raises TryAgain, Undeliverable."""


class TooLarge(Exception):
    """The body is over the limit."""


@dataclass(frozen=True)
class JsonDoor:
    """The door of a connector whose platform sends JSON and reads no answer."""

    connector: Connector
    after: Callable[[Any], Awaitable[None]] | None = None

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """The connector's own."""
        self.connector.verify(headers, body)

    def decode(self, headers: Mapping[str, str], body: bytes) -> Any:
        """Whatever the content type says: platforms have changed theirs before."""
        return from_json(body)

    def parse(self, event: Any) -> Sequence[Came]:
        """The connector's own."""
        return self.connector.parse(event)

    def answer(self, event: Any) -> None:
        """Nothing."""

    async def afterwards(self, event: Any) -> None:
        """What the connector has to do then, if anything."""
        if self.after:
            await self.after(event)


class Forgetful(Protocol):
    """A connector whose platform passes on that somebody wants to be forgotten."""

    def asks_for_deletion(self, body: bytes) -> str:
        """Whose data is to be deleted. Raises Refused, NotJson."""


class Deletions(Protocol):
    """The store, as such requests need it."""

    async def ask_deletion(self, code: str, person: str) -> None:
        """Note the request, durably. Raises TryAgain when it cannot."""


@dataclass(frozen=True)
class Deletion:
    """Takes requests to delete what is kept of somebody, and says where to ask what became of them."""

    connector: Forgetful
    store: Deletions
    address: str

    async def take(self, request: Request) -> Response:
        """200 with the page and the code, once it is noted; 403, 400, 413 or 503 with nothing noted."""
        return await _answered("messenger", self._noted(request))

    async def _noted(self, request: Request) -> Response:
        person = self.connector.asks_for_deletion(await _whole(request))
        code = secrets.token_urlsafe(12)
        await self.store.ask_deletion(code, person)
        return JSONResponse({"url": f"{self.address}/privacy/{code}", "confirmation_code": code})


def routes(
    store: Journal,
    telegram: Presses | None = None,
    messenger: Subscription | None = None,
    slack_events: Door | None = None,
    slack_actions: Door | None = None,
    slack_commands: Door | None = None,
) -> list[BaseRoute]:
    """The routes of the channels that are on; the others' addresses do not exist."""
    found: list[BaseRoute] = []
    if messenger:
        taken = Webhook("messenger", store, JsonDoor(messenger)).take
        found.append(Route("/webhooks/messenger", Verification(messenger).show, methods=["GET"]))
        found.append(Route("/webhooks/messenger", taken, methods=["POST"]))
    if telegram:
        taken = Webhook("telegram", store, JsonDoor(telegram, telegram.acknowledge)).take
        found.append(Route("/webhooks/telegram", taken, methods=["POST"]))
    slack = {"events": slack_events, "actions": slack_actions, "commands": slack_commands}
    for name, door in slack.items():
        if door:
            taken = Webhook("slack", store, door).take
            found.append(Route(f"/webhooks/slack/{name}", taken, methods=["POST"]))
    return found


@dataclass(frozen=True)
class Verification:
    """Answers the platform's question whether this address is ours."""

    connector: Subscription

    async def show(self, request: Request) -> Response:
        """200 with the bare challenge, or 403."""
        try:
            challenge = self.connector.challenge(request.query_params)
        except Refused as refusal:
            return _refused("messenger", refusal)
        return PlainTextResponse(challenge, headers={"X-Content-Type-Options": "nosniff"})


@dataclass(frozen=True)
class Webhook:
    """Takes the calls of one address."""

    channel: str
    store: Journal
    door: Door

    async def take(self, request: Request) -> Response:
        """200 once everything is stored; 403, 400, 413 or 503 with nothing stored."""
        return await _answered(self.channel, self._stored(request))

    async def _stored(self, request: Request) -> Response:
        headers, body = request.headers, await _whole(request)
        self.door.verify(headers, body)
        event = self.door.decode(headers, body)
        arrivals = self.door.parse(event)
        if arrivals:
            await self.store.receive(arrivals)
        return _taken(self.door.answer(event), BackgroundTask(self._afterwards, event))

    async def _afterwards(self, event: Any) -> None:
        try:
            await self.door.afterwards(event)
        except FrontdeskError:
            log.warning("acknowledgement_failed", channel=self.channel)


async def _answered(channel: str, taking: Awaitable[Response]) -> Response:
    """What a platform is told of a call: how it was taken, or why it was not."""
    try:
        return await taking
    except Refused as refusal:
        return _refused(channel, refusal)
    except NotJson as problem:
        log.warning("webhook_not_json", channel=channel)
        return PlainTextResponse(f"{problem}\n", 400)
    except TooLarge:
        log.warning("webhook_too_large", channel=channel)
        return PlainTextResponse("The body is over 4 MB.\n", 413)
    except TryAgain as problem:
        log.error("webhook_not_stored", channel=channel)
        return PlainTextResponse("The journal cannot be written.\n", 503, _wait(problem))


async def _whole(request: Request) -> bytes:
    """The body's very bytes; what is too long is not kept, whether or not its sender had said so."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:12]) > MOST_BYTES:
        raise TooLarge
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise TooLarge
    except ClientDisconnect as error:
        raise NotJson("The body breaks off.") from error
    return bytes(body)


def _taken(answer: str | Mapping[str, Any] | None, after: BackgroundTask) -> Response:
    if isinstance(answer, Mapping):
        return JSONResponse(dict(answer), background=after)
    return PlainTextResponse(answer or "", background=after)


def _refused(channel: str, refusal: Refused) -> Response:
    log.warning("webhook_refused", channel=channel)
    return PlainTextResponse(f"{refusal}\n", 403)


def _wait(problem: TryAgain) -> dict[str, str]:
    return {} if problem.after is None else {"Retry-After": str(max(1, round(problem.after)))}
