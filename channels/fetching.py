"""Files from a platform's own hosts, and from nowhere else: no other address can be reached through us."""

import asyncio
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import SplitResult, urljoin, urlsplit

import aiohttp

from bot.core.errors import Trouble, TryAgain, Undeliverable
from bot.core.files import MOST_BYTES
from channels.proxies import proxy_for

TIMEOUT = aiohttp.ClientTimeout(total=20.0, connect=5.0)
"""Seconds; well within the lease of a worker's lane."""
MOST_REDIRECTS = 3
NOWHERE = "nowhere:"
"""For an answer that leads on without saying where."""
GONE = frozenset({400, 401, 403, 404, 410})
"""How platforms say that an address is no longer good."""


class Hosts:
    """Where a platform keeps its files."""

    def __init__(self, own: str, *suffixes: str) -> None:
        """`own`: the address of its API, whose host counts too; `suffixes`: such as `.fbcdn.net`."""
        self._own = urlsplit(own)
        self._suffixes = suffixes

    def has(self, url: str) -> bool:
        """Whether the address is there, by https or in the way of the API itself."""
        try:
            parts = urlsplit(url)
            own = (parts.scheme, parts.netloc) == (self._own.scheme, self._own.netloc)
            return own or self._is_among(parts)
        except ValueError:
            return False

    def _is_among(self, parts: SplitResult) -> bool:
        plain = parts.scheme == "https" and parts.port in (None, 443) and "@" not in parts.netloc
        host = f".{(parts.hostname or '').rstrip('.')}"
        return plain and any(host.endswith(suffix) for suffix in self._suffixes)


class Downloads:
    """Fetches a platform's files; connections are kept."""

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts
        self._session: aiohttp.ClientSession | None = None

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> bytes:
        """The file at that address, at most `MOST_BYTES`. Raises TryAgain, Undeliverable."""
        for _ in range(MOST_REDIRECTS + 1):
            if not self._hosts.has(url):
                raise Undeliverable("its address is none of the platform's own.")
            moved, content = await self._answer(url, headers or {})
            if not moved:
                return content
            url, headers = _led(url, moved), None  # what proves who we are is for the first host only
        raise Undeliverable("its address leads in circles.")

    async def post(self, url: str, content: bytes) -> None:
        """Give the platform a file, at an address that it named. Raises TryAgain, Undeliverable."""
        if not self._hosts.has(url):
            raise Undeliverable("The platform names an address that is not its own.")
        await self._call("POST", url, data=content)

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
        self._session = None

    async def _answer(self, url: str, headers: Mapping[str, str]) -> tuple[str, bytes]:
        """Where else to look, or the content."""
        return await self._call("GET", url, headers=dict(headers))

    async def _call(self, method: str, url: str, **more: Any) -> tuple[str, bytes]:
        if self._session is None:  # begun with the first call, inside the loop that it belongs to
            self._session = aiohttp.ClientSession(timeout=TIMEOUT)
        more |= {"allow_redirects": False, "proxy": proxy_for(url)}
        try:
            async with self._session.request(method, url, **more) as response:
                return await _read(response)
        except aiohttp.ClientConnectorError as error:
            raise TryAgain("The platform could not be reached.", trouble=Trouble.UNREACHABLE) from error
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise TryAgain("The platform does not answer.", trouble=Trouble.UNANSWERED) from error


def _led(url: str, to: str) -> str:
    """Where an address leads; to nowhere, where that is none."""
    try:
        return urljoin(url, to)
    except ValueError:
        return ""


async def _read(response: aiohttp.ClientResponse) -> tuple[str, bytes]:
    if response.status in (301, 302, 303, 307, 308):
        return response.headers.get("Location") or NOWHERE, b""
    if response.status != 200:
        _refuse(response.status)
    return "", await _whole(response)


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        content += chunk
        if len(content) > MOST_BYTES or (response.content_length or 0) > MOST_BYTES:
            raise Undeliverable(f"it is larger than {MOST_BYTES // 2**20} MB.")
    return bytes(content)


def _refuse(status: int) -> NoReturn:
    if status in GONE:
        raise Undeliverable("it has expired, or was deleted.")
    trouble = Trouble.SLOW_DOWN if status == 429 else Trouble.IN_TROUBLE
    raise TryAgain(f"The platform is in trouble ({status}).", trouble=trouble)
