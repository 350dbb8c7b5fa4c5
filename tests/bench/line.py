"""An HTTP connection kept open that costs next to nothing: the load leaves the CPU to the service."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

from typing_extensions import Self

LONGEST_ANSWER = 60.0
"""Seconds."""
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What came back; 0: the connection broke."""

    status: int
    body: bytes = b""


class Line:
    """One connection to one address; one request at a time."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        fixed = {"Host": parts.netloc, "Content-Type": "application/json", **headers}
        self._head = f"POST {parts.path} HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in fixed.items())
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes) -> Answer:
        """Send, and read the whole answer."""
        try:
            return await asyncio.wait_for(self._exchange(body), LONGEST_ANSWER)
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            self.close()
            return Answer(0)

    async def _exchange(self, body: bytes) -> Answer:
        reader, writer = await self._connection()
        writer.write(f"{self._head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        content = await reader.readexactly(int(length[1])) if length else b""
        return Answer(int(head.split(b" ", 2)[1]), content)

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The one kept open, or a new one where the server has closed it while nothing was asked."""
        if self._open and self._open[0].at_eof():
            self.close()
        if self._open is None:
            self._open = await asyncio.open_connection(self._host, self._port)
        return self._open

    def close(self) -> None:
        """Let the connection go."""
        if self._open:
            self._open[1].close()
        self._open = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
