"""The line to the Send API, and Meta's answers as the errors that core knows.

https://developers.facebook.com/docs/messenger-platform/reference/send-api
https://developers.facebook.com/docs/messenger-platform/error-codes
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog

from bot.core.delivery import Payload
from bot.core.errors import CustomerGone, FrontdeskError, Trouble, TryAgain, Undeliverable
from channels.events import part, parts, whole, words
from channels.messenger.window import ONE_PRIVATE_MESSAGE, SHUT_FOR_BOT
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

NOT_ALLOWED = frozenset({10, 100, 200})
"""What Meta says to a tag that it has not approved."""

_WINDOW = SHUT_FOR_BOT
NO_HUMAN_AGENT = (
    "More than 24 hours have passed since the customer last wrote, and Meta has not approved the app "
    "for answers of people after that (the permission “Human Agent”)."
)
BLOCKED = "The customer cannot be reached on Messenger: blocked the page, or left."
UNKNOWN = "Meta knows no such customer of this page."
FOR_GOOD = frozenset({BLOCKED, UNKNOWN})
"""Nothing else reaches them either."""
_REASONS = {
    (551, 0): BLOCKED,
    (200, 1545041): BLOCKED,
    (100, 2018001): UNKNOWN,
    (10, 2018278): _WINDOW,
    (10, 2534022): _WINDOW,
    (10, 1893063): "Meta has restricted the page, so it may not send messages.",
    (100, 33): "Meta no longer has what this answers: it was deleted, or hidden from the page.",
    (10900, 0): ONE_PRIVATE_MESSAGE,
    (10903, 0): "Meta lets nobody write privately to whoever wrote this comment.",
}
"""By code and subcode; subcode 0 stands for any."""


class Unheard(TryAgain):
    """The call may have reached Meta, and no answer tells what became of it."""


@dataclass(frozen=True)
class Upload:
    """A file that goes along with a message."""

    content: bytes
    name: str
    media_type: str

    def form(self, call: Mapping[str, Any]) -> aiohttp.FormData:
        """The call as a form with the file in it; its values are JSON where they are no words."""
        form = aiohttp.FormData()
        for name, value in call.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        form.add_field("filedata", self.content, filename=self.name, content_type=self.media_type)
        return form


@dataclass(frozen=True)
class Taken:
    """What Meta says to a message that it has taken."""

    message_id: str
    person_id: str
    """Who gets it; that is news where it went to whoever wrote a comment."""


class SendApi:
    """One page's calls; the page sends for its Instagram account too."""

    def __init__(self, page_id: str, page_token: str, api_base: str) -> None:
        self._base, self._page_id = f"{api_base.rstrip('/')}/{VERSION}", page_id
        self._url = f"{self._base}/{page_id}/messages"
        # The token goes into a header: addresses end up in logs.
        self._headers = {"Authorization": f"Bearer {page_token}"}
        self._proxy = proxy_for(self._url)
        self._session: aiohttp.ClientSession | None = None

    async def send(
        self,
        recipient: Mapping[str, str],
        message: Payload,
        about: Mapping[str, str],
        upload: Upload | None = None,
    ) -> Taken:
        """What became of the message. `recipient`: an id, or the comment or post that it answers; `about`:
        its messaging type and tag. Raises Unheard, TryAgain, Undeliverable."""
        call = {"recipient": recipient, **about, "message": message}
        response, answer = await self._post({"data": upload.form(call)} if upload else {"json": call})
        message_id = words(answer.get("message_id"))
        if response.ok and message_id:
            return Taken(message_id, words(answer.get("recipient_id")))
        raise _error(response, part(answer, "error"), "tag" in about)

    async def call(self, path: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """Do something, and what Meta says to it. Raises Unheard, TryAgain, Undeliverable."""
        response, answer = await self._post({"json": parameters}, f"{self._base}/{path}")
        if not response.ok:
            raise _error(response, part(answer, "error"), tagged=False)
        return answer

    async def act(self, person_id: str, action: str) -> None:
        """A sign for the customer. Raises TryAgain, Undeliverable."""
        sign = {"recipient": {"id": person_id}, "sender_action": action}
        await self.call(f"{self._page_id}/messages", sign)

    async def ids_of(self, person: str, app_secret: bytes) -> list[str]:
        """The page's ids of a person whom the app knows by another; none where Meta does not tell.

        https://developers.facebook.com/docs/messenger-platform/identity/id-matching
        """
        app = await self.ask("app", {})
        token = f"{words(app.get('id'))}|{app_secret.decode()}"
        proof = hmac.new(app_secret, token.encode(), hashlib.sha256).hexdigest()
        asked = {"page": self._page_id, "access_token": token, "appsecret_proof": proof}
        told = await self.ask(f"{person}/ids_for_pages", asked)
        return [
            words(one.get("id"))
            for one in parts(told, "data")
            if isinstance(one, dict) and words(one.get("id"))
        ]

    async def ask(self, path: str, parameters: Mapping[str, str]) -> Mapping[str, Any]:
        """What Meta tells; nothing where it refuses. Raises TryAgain."""
        url = f"{self._base}/{path}"
        headers = {"Authorization": ""} if "access_token" in parameters else {}
        try:
            async with self._connections().get(
                url, params=dict(parameters), headers=headers, allow_redirects=False, proxy=self._proxy
            ) as response:
                answer = _answer(await response.read())
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise TryAgain("Meta could not be reached.", trouble=Trouble.UNREACHABLE) from error
        if response.status >= 500:
            raise TryAgain(f"Meta is in trouble ({response.status}).")
        if response.ok and "error" not in answer:
            return answer
        refusal = _error(response, part(answer, "error"), tagged=False)
        if isinstance(refusal, TryAgain):  # it has not said no: it has not looked
            raise refusal
        return {}

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
        self._session = None

    async def _post(
        self, body: Mapping[str, Any], url: str = ""
    ) -> tuple[aiohttp.ClientResponse, Mapping[str, Any]]:
        try:
            session = self._connections()
            async with session.post(
                url or self._url, **body, allow_redirects=False, proxy=self._proxy
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


def _error(response: aiohttp.ClientResponse, error: Mapping[str, Any], tagged: bool) -> FrontdeskError:
    code, subcode = whole(error.get("code")), whole(error.get("error_subcode"))
    if code in LIMITED or response.status == HTTPStatus.TOO_MANY_REQUESTS:
        return TryAgain("Meta asks us to slow down.", _wait(response), Trouble.SLOW_DOWN)
    if code in TOKEN:
        log.error("messenger_token_refused", code=code, subcode=subcode)
        return TryAgain("Meta refuses the page's token.", trouble=Trouble.UNMENDED)
    reason = _REASONS.get((code, subcode)) or _REASONS.get((code, 0))
    if reason:
        return CustomerGone(reason) if reason in FOR_GOOD else Undeliverable(reason)
    if tagged and code in NOT_ALLOWED:
        return Undeliverable(NO_HUMAN_AGENT)
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
