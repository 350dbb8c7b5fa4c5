"""Server-sent events, read as a page reads them."""

import asyncio
import json
from typing import Any

import httpx
from starlette.applications import Starlette


class OpenStream:
    """A stream that stays open, read event by event."""

    def __init__(self, app: Starlette, browser: httpx.AsyncClient, path: str) -> None:
        self._app = app
        self._request = browser.build_request("GET", path)
        self._chunks: asyncio.Queue[str] = asyncio.Queue()
        self._left = asyncio.Event()
        self._rest = ""

    async def __aenter__(self) -> "OpenStream":
        self._task = asyncio.create_task(self._app(self._scope(), self._receive, self._send))
        return self

    async def __aexit__(self, *failure: object) -> None:
        self._left.set()
        await asyncio.wait_for(self._task, 5)

    def _scope(self) -> dict[str, Any]:
        url = self._request.url
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": url.scheme,
            "path": url.path,
            "raw_path": url.raw_path,
            "root_path": "",
            "query_string": url.query,
            "headers": [(name.lower(), value) for name, value in self._request.headers.raw],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 8000),
        }

    async def _receive(self) -> dict[str, Any]:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.body":
            self._chunks.put_nowait(message["body"].decode())

    async def next(self, name: str) -> dict[str, Any]:
        """The next event of that name."""
        while True:
            block, found, rest = self._rest.partition("\n\n")
            if not found:
                self._rest += await asyncio.wait_for(self._chunks.get(), 10)
                continue
            self._rest = rest
            told = events(block)
            if told and told[0]["event"] == name:
                return dict(told[0]["data"])


def events(text: str) -> list[dict[str, Any]]:
    """The events of a stream's text."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in lines:
            found.append({"event": lines["event"], "id": lines.get("id"), "data": json.loads(lines["data"])})
    return found
