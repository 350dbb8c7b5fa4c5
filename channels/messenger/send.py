"""The line to the Send API, and Meta's answers as the errors that core knows.

https://developers.facebook.com/docs/messenger-platform/reference/send-api
https://developers.facebook.com/docs/messenger-platform/error-codes
"""

import json
from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from bot.core.delivery import Payload
from bot.core.errors import FrontdeskError, TryAgain, Undeliverable
from channels.events import part, whole, words

log = structlog.get_logger(__name__)

VERSION = "v25.0"
"""https://developers.facebook.com/docs/graph-api/changelog"""
TIMEOUT = httpx.Timeout(15.0, connect=5.0)
"""Seconds; `send` keeps the whole of it under 20, well within the lease of a worker's lane."""
UNMENDED = 60.0
"""Seconds until we look again whether somebody has mended the page's token."""

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


class SendApi:
    """One page's calls; the page sends for its Instagram account too."""

    def __init__(self, page_id: str, page_token: str, api_base: str) -> None:
        # The token goes into a header: addresses end up in logs.
        self._client = httpx.AsyncClient(
            base_url=f"{api_base.rstrip('/')}/{VERSION}/{page_id}",
            headers={"Authorization": f"Bearer {page_token}"},
            timeout=TIMEOUT,
        )

    async def send(self, person_id: str, message: Payload) -> str:
        """Meta's id of the message. Raises TryAgain, Undeliverable."""
        call = {"recipient": {"id": person_id}, "messaging_type": "RESPONSE", "message": message}
        try:
            response = await self._client.post("/messages", json=call)
        except httpx.HTTPError as error:
            raise TryAgain(f"Meta could not be reached ({type(error).__name__}).") from error
        answer = _answer(response)
        message_id = words(answer.get("message_id"))
        if response.is_success and message_id:
            return message_id
        raise _error(response, part(answer, "error"))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _answer(response: httpx.Response) -> Mapping[str, Any]:
    try:
        answer = response.json()
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _error(response: httpx.Response, error: Mapping[str, Any]) -> FrontdeskError:
    code, subcode = whole(error.get("code")), whole(error.get("error_subcode"))
    if code in LIMITED or response.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return TryAgain("Meta asks us to slow down.", _wait(response))
    if code in TOKEN:
        log.error("messenger_token_refused", code=code, subcode=subcode)
        return TryAgain("Meta refuses the page's token.", UNMENDED)
    reason = _REASONS.get((code, subcode)) or _REASONS.get((code, 0))
    if reason:
        return Undeliverable(reason)
    if not code or code in PASSING or error.get("is_transient") is True or response.is_server_error:
        return TryAgain(f"Meta is in trouble ({code or response.status_code}).")
    log.warning("messenger_rejected", code=code, subcode=subcode)
    return Undeliverable(f"Meta refused it (error {code}{f', {subcode}' if subcode else ''}).")


def _wait(response: httpx.Response) -> float | None:
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
