"""The line to Slack: proves what comes in genuine, and turns Slack's answers into errors that core knows."""

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import FrontdeskError, Refused, Trouble, TryAgain, Undeliverable
from bot.core.files import Fetched
from bot.core.pace import Limit
from channels.fetching import Downloads, Hosts
from channels.slack.records import part
from channels.slack.sentences import why_not
from channels.slack.words import clean

WINDOW = 300
"""Seconds that a signature is good for. https://docs.slack.dev/authentication/verifying-requests-from-slack/"""
TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
"""Seconds; well within the lease of a worker's lane."""
LONGEST = 19.0
"""Seconds for one piece of work, however many calls it takes; within the lease of a worker's lane."""

CREDENTIALS = frozenset({"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"})
PASSING = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
    }
)
"""Errors that pass by themselves. https://docs.slack.dev/reference/methods/chat.postMessage#errors"""

log = structlog.get_logger()
_QUIET = logging.getLogger("channels.slack.wire.client")
_QUIET.setLevel(logging.WARNING)  # below it the client logs what it sends, which is people's words


T = TypeVar("T")


def a_place(channel: str) -> Limit:
    """One message a second in each channel, and a few at once. https://docs.slack.dev/apis/web-api/rate-limits/"""
    return Limit(f"slack {channel}", seconds=1.0, burst=3)


async def in_time(work: Awaitable[T], seconds: float | None = None) -> T:
    """What the work yields. Raises TryAgain when it takes too long; its last call may be carried out."""
    try:
        return await asyncio.wait_for(work, LONGEST if seconds is None else seconds)
    except asyncio.TimeoutError as error:
        raise TryAgain("Slack does not answer.", trouble=Trouble.UNANSWERED) from error


class Rejected(Undeliverable):
    """Slack will not do it; `code` is Slack's own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(why_not(code))
        self.code = code


class SlackWire:
    """One Slack app in one workspace; the customers' channel and the desk share it."""

    def __init__(
        self,
        bot_token: str,
        signing_secret: str,
        agent_channel: str,
        api_base: str = "https://slack.com/api/",
        now: Callable[[], float] = time.time,
    ) -> None:
        """`agent_channel`: the id (not the name) of the channel where agents work."""
        if not (bot_token and signing_secret and agent_channel):
            raise ValueError("Slack needs a bot token, a signing secret and the agents' channel.")
        self.agent_channel = agent_channel
        self.bot_user = ""
        """The app's own user id, once `start` or an event has told it."""
        self.app_id = ""
        """The app's id, once `start` or an event has told it."""
        self._token = bot_token
        self._secret = signing_secret.encode()
        self.api_base = api_base
        self._now = now
        self._downloads = Downloads(Hosts(api_base, ".slack.com", ".slack-files.com"))
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused unless Slack itself sent these very bytes, within the last five minutes."""
        stamp = headers.get("x-slack-request-timestamp", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
            raise Refused("The request names no time.")
        if abs(self._now() - int(stamp)) > WINDOW:
            raise Refused("The request is too old.")
        signed = hmac.new(self._secret, b"v0:%b:%b" % (stamp.encode(), body), hashlib.sha256).hexdigest()
        given = headers.get("x-slack-signature", "")
        if not hmac.compare_digest(f"v0={signed}".encode(), given.encode("utf-8", "replace")):
            raise Refused("The signature does not match.")

    async def start(self) -> None:
        """Learn who we are, so as to know our own messages; harmless when Slack cannot be reached."""
        try:
            me = await self.ask("auth.test")
            self.bot_user = str(me.get("user_id") or "")
            about = part(await self.ask("bots.info", bot=str(me.get("bot_id") or "")), "bot")
            self.app_id = str(about.get("app_id") or self.app_id)
        except FrontdeskError:
            log.warning("slack_start_failed")

    async def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Do something at Slack; its answer. Raises TryAgain, Rejected."""
        return await self._answer(method, http_verb="POST", json=arguments)

    async def ask(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Read something at Slack, with a method that takes no JSON. Raises TryAgain, Rejected."""
        return await self._answer(method, http_verb="GET", params=arguments)

    async def download(self, file_id: str) -> Fetched:
        """A file that somebody put into Slack. Raises TryAgain, Undeliverable.

        https://docs.slack.dev/messaging/working-with-files
        """
        about = part(await self.ask("files.info", file=file_id), "file")
        url = str(about.get("url_private_download") or about.get("url_private") or "")
        if not url:
            raise Undeliverable("Slack does not give it away.")
        content = await self._downloads.get(url, {"Authorization": f"Bearer {self._token}"})
        if content.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")) and not _is_page(about):
            raise Undeliverable("Slack does not give it to the app: it needs the permission files:read.")
        return Fetched(content, clean(str(about.get("name") or about.get("title") or "")))

    async def upload(self, name: str, content: bytes, **where: Any) -> None:
        """Put a file into a channel or thread: `channel_id`, `thread_ts`, `initial_comment`.

        Raises TryAgain, Rejected.
        """
        asked = await self.ask("files.getUploadURLExternal", filename=name, length=len(content))
        url, file_id = str(asked.get("upload_url") or ""), str(asked.get("file_id") or "")
        await self._downloads.post(url, content)
        await self.call("files.completeUploadExternal", files=[{"id": file_id, "title": name}], **where)

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
        self._session = self._client = None
        await self._downloads.close()

    async def _answer(self, method: str, **request: Any) -> Mapping[str, Any]:
        try:
            response = await self._connected().api_call(method, **request)
        except SlackApiError as error:
            raise _translated(method, error) from error
        except AttributeError as error:  # how slack_sdk meets a 200 with a page of HTML or plain words
            raise TryAgain("Slack's answer could not be read.") from error
        except aiohttp.ClientConnectorError as error:
            raise TryAgain("Slack could not be reached.", trouble=Trouble.UNREACHABLE) from error
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            raise TryAgain("Slack does not answer.", trouble=Trouble.UNANSWERED) from error
        return response.data if isinstance(response.data, dict) else {}

    def _connected(self) -> AsyncWebClient:
        # Not in the constructor: a session belongs to the event loop it is made in.
        if self._client is None:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT)
            self._client = AsyncWebClient(
                token=self._token,
                base_url=self.api_base,
                session=self._session,
                retry_handlers=[],  # the worker tries again, and it remembers across restarts
                logger=_QUIET,
            )
        return self._client


def _translated(method: str, error: SlackApiError) -> FrontdeskError:
    response: Any = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    answer = getattr(response, "data", None)
    code = answer.get("error") if isinstance(answer, dict) else None
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return TryAgain(
            "Slack asks us to slow down.", _seconds(response.headers.get("Retry-After")), Trouble.SLOW_DOWN
        )
    if status >= 500 or not isinstance(code, str) or code in PASSING:
        return TryAgain(f"Slack is in trouble ({code or status}).")
    if code in CREDENTIALS:
        log.error("slack_credentials_refused", method=method, code=code)
        return TryAgain(f"Slack refuses our token ({code}).", trouble=Trouble.UNMENDED)
    log.warning("slack_rejected", method=method, code=code)
    return Rejected(code)


def _is_page(file: Mapping[str, Any]) -> bool:
    return str(file.get("mimetype")) in ("text/html", "text/plain", "image/svg+xml", "application/xml")


def _seconds(header: str | None) -> float | None:
    """Retry-After in seconds. https://docs.slack.dev/apis/web-api/rate-limits"""
    return float(header) if header and header.isascii() and header.isdigit() else None
