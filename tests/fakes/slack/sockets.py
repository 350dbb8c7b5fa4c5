"""Slack's side of Socket Mode: a WebSocket that the app opens, and envelopes that wait to be acknowledged.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import itertools
import json
import threading
from typing import Any

from aiohttp import WSMsgType, web

APP_TOKEN = "xapp-1-fake"


class FakeSockets:
    """apps.connections.open, and the sockets; runs in a thread of its own."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, Any] = {}
        """What the app answered, by envelope."""
        self.opened = 0
        self.refusing = False
        self.refused = 0
        self._numbers = itertools.count(1)
        self._sockets: list[web.WebSocketResponse] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "FakeSockets":
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: Any) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def api_base(self) -> str:
        """What SLACK_API_BASE is set to."""
        return f"http://127.0.0.1:{self._port}/api/"

    @property
    def is_connected(self) -> bool:
        """Whether an app is there."""
        return any(not socket.closed for socket in self._sockets)

    def sends(self, kind: str, payload: dict[str, Any], envelope: str = "") -> str:
        """An envelope to one of the app's sockets; its id."""
        envelope_id = envelope or f"envelope-{next(self._numbers)}"
        told = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": True,
        }
        self._do(self._send(told))
        return envelope_id

    def says_goodbye(self) -> None:
        """Slack ends a connection every so often; the app opens another."""
        self._do(self._goodbye())

    def _do(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(5)

    async def _send(self, told: dict[str, Any]) -> None:
        socket = next(socket for socket in reversed(self._sockets) if not socket.closed)
        await socket.send_str(json.dumps(told))

    async def _goodbye(self) -> None:
        for socket in [socket for socket in self._sockets if not socket.closed]:
            await socket.send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))
            await socket.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._loop.run_forever()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _end(self) -> None:
        for socket in self._sockets:
            await socket.close()
        await self._runner.cleanup()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/apps.connections.open", self._open)
        app.router.add_get("/socket", self._socket)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._ready.set()

    async def _open(self, request: web.Request) -> web.Response:
        if self.refusing:
            self.refused += 1
            return web.json_response({"ok": False, "error": "internal_error"}, status=500)
        if request.headers.get("Authorization") != f"Bearer {APP_TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        return web.json_response({"ok": True, "url": f"ws://127.0.0.1:{self._port}/socket"})

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        self.opened += 1
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                told = json.loads(message.data)
                self.acknowledged[told.get("envelope_id", "")] = told.get("payload")
        return socket
