"""The HTTP under Telegram's library, on aiohttp: its own choice costs several times the CPU for each call."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from channels.events import part, whole
from channels.proxies import proxy_for

TIMEOUT = aiohttp.ClientTimeout(total=20.0, connect=5.0)
"""Seconds; all of it is well within the lease of a worker's lane."""


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Unreachable(NetworkError):
    """There is no connection: nothing was sent."""


class SlowDown(TelegramError):
    """Telegram asks us to wait; `seconds` says how long, where it does."""

    def __init__(self, seconds: float | None) -> None:
        super().__init__("Too many requests")
        self.seconds = seconds


class TelegramRequest(BaseRequest):
    """Posts what the library asks for; connections are kept."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._proxy: str | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds."""
        return TIMEOUT.total

    async def initialize(self) -> None:
        """Nothing to do: the session begins with the first call, inside the loop that it belongs to."""

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
        self._session = None

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **_timeouts: Any
    ) -> tuple[int, bytes]:
        """Status and body. Raises Unreachable, SlowDown, or TimedOut for whatever was not heard."""
        if self._session is None:
            self._session, self._proxy = _session(), proxy_for(url)
        data, headers = _body(request_data) if request_data else (None, None)
        try:
            async with self._session.request(
                method, url, data=data, headers=headers, proxy=self._proxy
            ) as response:
                status, answer = response.status, await response.read()
        except aiohttp.ClientConnectorError as error:
            raise Unreachable(type(error).__name__) from error
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise TimedOut(type(error).__name__) from error
        if status == 429:  # the library's own error for it only warns that it will change
            raise SlowDown(_wait(answer))
        return status, answer


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())


def _body(request_data: RequestData) -> tuple[aiohttp.FormData | bytes, dict[str, str] | None]:
    """A form and its headers; with files in it, one of several parts, which names itself."""
    if not request_data.contains_files:
        return urlencode(request_data.json_parameters).encode(), FORM
    form = aiohttp.FormData(request_data.json_parameters)
    for field, (name, content, media_type) in (request_data.multipart_data or {}).items():
        form.add_field(field, content, filename=name, content_type=media_type)
    return form, None


def _wait(answer: bytes) -> float | None:
    """https://core.telegram.org/bots/api#responseparameters"""
    try:
        body = json.loads(answer)
    except ValueError:
        return None
    return float(whole(part(body, "parameters").get("retry_after"))) or None
