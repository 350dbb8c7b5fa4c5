"""The line to the Send API, and Meta's answers as the errors that core knows.

https://developers.facebook.com/docs/messenger-platform/reference/send-api
https://developers.facebook.com/docs/messenger-platform/error-codes
"""

import asyncio
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog

from bot.core.delivery import Payload
from bot.core.errors import FrontdeskError, Trouble, TryAgain, Undeliverable
from channels.events import part, whole, words
from channels.proxies import proxy_for

log = structlog.get_logger(__name__)

VERSION = "v25.0"
"""https://developers.facebook.com/docs/graph-api/changelog"""
TIMEOUT = aiohttp.ClientTimeout(total=15.0, connect=5.0)
"""Seconds; well within the lease of a worker's lane."""
NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError, aiohttp.InvalidURL)
"""No connection was made: reading has no limit of its own, so only `connect` ends in ServerTimeoutError."""

LIMITED = frozenset({4, 17, 32, 613})
"""Too many calls, of the app, the user, the page, or this kind."""
PASSING = frozenset({1, 2, 1200})
"""Errors that Meta calls temporary."""
TOKEN = frozenset({102, 190})

_WINDOW = "More than 24 hours have passed since the customer last wrote, so Meta does not deliver this."
_REASONS = {
    (551, 0): "The customer cannot be reached on Messenger: blocked the page, or left.",
    (200, 1545041): "The customer cannot be reached on Messenger: blocked the page, or left.",
    (100, 2018001): "Meta knows no such customer of this page.",
    (10, 2018278): _WINDOW,
    (10, 2534022): _WINDOW,
    (10, 1893063): "Meta has restricted the page, so it may not send messages.",
}
"""By code and subcode; subcode 0 stands for any."""


class Unheard(TryAgain):
    """The call may have reached Meta, and no answer tells what became of it."""


class SendApi:
    """One page's calls; the page sends for its Instagram account too."""

    def __init__(self, page_id: str, page_token: str, api_base: str) -> None:
        self._url = f"{api_base.rstrip('/')}/{VERSION}/{page_id}/messages"
        # The token goes into a header: addresses end up in logs.
        self._headers = {"Authorization": f"Bearer {page_token}"}
        self._proxy = proxy_for(self._url)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, person_id: str, message: Payload) -> str:
        """Meta's id of the message. Raises Unheard, TryAgain, Undeliverable."""
        call = {"recipient": {"id": person_id}, "messaging_type": "RESPONSE", "message": message}
        response, answer = await self._post(call)
        message_id = words(answer.get("message_id"))
        if response.ok and message_id:
            return message_id
        raise _error(response, part(answer, "error"))

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
        self._session = None

    async def _post(self, call: Mapping[str, Any]) -> tuple[aiohttp.ClientResponse, Mapping[str, Any]]:
        try:
            session = self._connections()
            async with session.post(
                self._url, json=call, allow_redirects=False, proxy=self._proxy
            ) as response:
                return response, _answer(await response.read())
        except NEVER_SENT as error:
            raise TryAgain("Meta could not be reached.", trouble=Trouble.UNREACHABLE) from error
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise Unheard(f"Meta could not be reached, or not heard ({type(error).__name__}).") from error

    def _connections(self) -> aiohttp.ClientSession:
        """Begun with the first call, inside the loop that they belong to."""
        if self._session is None:
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=TIMEOUT)
        return self._session


def _answer(body: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _error(response: aiohttp.ClientResponse, error: Mapping[str, Any]) -> FrontdeskError:
    code, subcode = whole(error.get("code")), whole(error.get("error_subcode"))
    if code in LIMITED or response.status == HTTPStatus.TOO_MANY_REQUESTS:
        return TryAgain("Meta asks us to slow down.", _wait(response), Trouble.SLOW_DOWN)
    if code in TOKEN:
        log.error("messenger_token_refused", code=code, subcode=subcode)
        return TryAgain("Meta refuses the page's token.", trouble=Trouble.UNMENDED)
    reason = _REASONS.get((code, subcode)) or _REASONS.get((code, 0))
    if reason:
        return Undeliverable(reason)
    trouble = f"Meta is in trouble ({code or response.status})."
    if not code:  # not Meta's own words: whoever wrote them may stand behind Meta or before it
        return TryAgain(trouble) if 300 <= response.status < 500 else Unheard(trouble)
    if code in PASSING or error.get("is_transient") is True or response.status >= 500:
        return TryAgain(trouble)
    log.warning("messenger_rejected", code=code, subcode=subcode)
    return Undeliverable(f"Meta refused it (error {code}{f', {subcode}' if subcode else ''}).")


def _wait(response: aiohttp.ClientResponse) -> float | None:
    """Seconds until Meta takes calls again, where it says so.

    https://developers.facebook.com/docs/graph-api/overview/rate-limiting#headers
    """
    after = response.headers.get("Retry-After", "")
    if after.isdecimal():
        return float(after[:6])
    try:
        usage = json.loads(response.headers.get("X-Business-Use-Case-Usage", "{}"))
    except ValueError:
        return None
    told = [use for uses in _values(usage) for use in uses if isinstance(use, dict)]
    minutes = [whole(use.get("estimated_time_to_regain_access")) for use in told]
    return 60.0 * max(minutes, default=0) or None


def _values(usage: Any) -> list[list[Any]]:
    return [uses for uses in usage.values() if isinstance(uses, list)] if isinstance(usage, dict) else []
