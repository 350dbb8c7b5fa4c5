"""Serving an ASGI app on a free port in a thread of its own, with connections that can be broken."""

import asyncio
import socket
import threading
import time
from typing import Any, cast

import httpx
import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.fakes.waiting import LOOK_AGAIN

_open: dict[tuple[str, int], asyncio.Transport] = {}


class _Breakable(H11Protocol):
    """Remembers each connection by its peer's address, which is what an app knows of it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _open[transport.get_extra_info("peername")] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        _open.pop(cast(tuple[str, int], self.client), None)
        super().connection_lost(exc)


async def break_connection(request: Request) -> None:
    """Close the connection without an answer; over an ASGI transport, raise what a client would see."""
    transport = _open.get((request.client.host, request.client.port)) if request.client else None
    if transport is None:
        raise httpx.ReadError("The connection was broken.")
    transport.abort()
    await asyncio.sleep(0)


class Serving:
    """One running server; made by `serve`, ended by `stop`."""

    def __init__(self, app: ASGIApp, port: int = 0, host: str = "127.0.0.1") -> None:
        self._socket = socket.create_server((host, port))
        # asyncio does this only for sockets that it has made itself; without it every answer is 40 ms late.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.url = f"http://{host}:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(_configuration(app))
        # A daemon, so that a failing test run ends even if a fake was never stopped.
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    def start(self) -> None:
        """Return when connections are taken."""
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(LOOK_AGAIN / 4)

    def stop(self) -> None:
        """Return when the port is free again; requests under way are cut off."""
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()


def _configuration(app: ASGIApp) -> uvicorn.Config:
    options: dict[str, Any] = {
        "http": _Breakable,
        "loop": "asyncio",
        "lifespan": "off",
        "ws": "none",
        "log_config": None,
        "access_log": False,
        "timeout_graceful_shutdown": 1,
    }
    return uvicorn.Config(app, **options)
