"""A visitor of the web chat without a browser: its page, its messages and its stream."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from itsdangerous import URLSafeSerializer
from typing_extensions import Self

COOKIE = "frontdesk_chat"
"""The session, signed; `bot.console.chat` writes it."""
SILENT_AFTER = 40.0
"""Seconds; the stream speaks every 15."""
ONCE_MORE = 1.0
"""Seconds after which is tried again what did not get through."""
TRIES = 30


class NobodyThere(Exception):
    """The service cannot be reached; the message says where, and what to do."""


class NotSent(Exception):
    """A message was not taken; the message says why."""


@dataclass(frozen=True)
class Event:
    """One event of the stream: message, state, restored, beat; and from here lost and back."""

    name: str
    told: Mapping[str, Any]
    id: str = ""


class Visitor:
    """One conversation at a time: `async with Visitor(url) as visitor`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = httpx.AsyncClient(base_url=url, timeout=10.0, trust_env=False)
        self._session = ""

    async def __aenter__(self) -> Self:
        """Open the page, which begins a conversation. Raises NobodyThere."""
        try:
            answer = await self._http.get("/chat")
        except httpx.HTTPError as error:
            raise NobodyThere(f"Nothing answers at {self._url}: start it with make run.") from error
        if COOKIE not in answer.cookies:
            raise NobodyThere(f"What answers at {self._url} has no web chat: start Frontdesk with make run.")
        self._keep_session(answer)
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._http.aclose()

    @property
    def conversation_id(self) -> str:
        """The conversation as the journal and the brain call it."""
        _, held = URLSafeSerializer("only the service knows it").loads_unsafe(self._session)
        return f"web:{held['session']}"

    async def begin_anew(self) -> None:
        """Begin another conversation. Raises NobodyThere."""
        try:
            self._keep_session(await self._http.post("/chat/new"))
        except httpx.HTTPError as error:
            raise NobodyThere(f"Nothing answers at {self._url} any more.") from error

    def _keep_session(self, answer: httpx.Response) -> None:
        # By hand: with a public address the cookie is one for https only, and this machine needs none.
        self._session = answer.cookies[COOKIE]
        self._http.headers["Cookie"] = f"{COOKIE}={self._session}"

    @staticmethod
    def new_id() -> str:
        """A name for the next message."""
        return uuid.uuid4().hex

    async def says(self, message_id: str, text: str, payload: str = "") -> None:
        """Send one message, the same until it is stored. Raises NotSent."""
        sent = {"message_id": message_id, "text": text, "payload": payload}
        for _ in range(TRIES):
            with contextlib.suppress(httpx.HTTPError):
                answer = await self._http.post("/chat/messages", json=sent)
                if answer.status_code == httpx.codes.ACCEPTED:
                    return
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    raise NotSent(f"{answer.status_code} {answer.text.strip()[:200]}")
            await asyncio.sleep(ONCE_MORE)
        raise NotSent(f"{self._url} took nothing for {TRIES * ONCE_MORE:.0f} seconds")

    async def events(self) -> AsyncIterator[Event]:
        """The conversation from its beginning, and on as long as it is read."""
        seen, is_lost = "0", False
        while True:
            with contextlib.suppress(httpx.HTTPError):
                async for event in self._once(seen):
                    if is_lost:
                        yield Event("back", {})
                    seen, is_lost = "0" if event.name == "restored" else event.id or seen, False
                    yield event
            if not is_lost and not await self._answers():
                is_lost = True
                yield Event("lost", {})
            await asyncio.sleep(ONCE_MORE)

    async def _answers(self) -> bool:
        """Whether a stream that ended was only at its end."""
        with contextlib.suppress(httpx.HTTPError):
            return (await self._http.get("/chat")).is_success
        return False

    async def _once(self, seen: str) -> AsyncIterator[Event]:
        patience = httpx.Timeout(10.0, read=SILENT_AFTER)
        address = f"/chat/stream?after={seen}"
        async with self._http.stream("GET", address, timeout=patience) as answer:
            fields: dict[str, str] = {}
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                if name:
                    fields[name] = value
                elif "event" in fields:
                    yield Event(fields["event"], json.loads(fields.get("data", "null")), fields.get("id", ""))
                    fields = {}
