"""Slack without a public address: Slack's calls come over connections that we have opened.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import structlog
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.arrival import Arrival, DeskAct
from bot.core.errors import FrontdeskError, TryAgain
from channels.slack.doors import ActionsDoor, CommandsDoor, EventsDoor, doors
from channels.slack.wire import SlackWire

log = structlog.get_logger(__name__)
_QUIET = logging.getLogger("channels.slack.sockets.client")
_QUIET.setLevel(logging.CRITICAL)  # it logs what comes, which is people's words

AFTER_TROUBLE, LONGEST_REST = 1.0, 60.0
"""Seconds: after the first failure to connect, twice as long after each, and at most."""


class Journal(Protocol):
    """The store, as sockets need it."""

    async def receive(self, arrivals: Sequence[Arrival | DeskAct]) -> None:
        """Store each once, durably. Raises TryAgain when it cannot."""


class Sockets:
    """Takes what Slack sends over Socket Mode; it is acknowledged once it is stored, or else comes again."""

    def __init__(self, wire: SlackWire, app_token: str, journal: Journal) -> None:
        events, actions, commands = doors(wire)
        self._doors: Mapping[str, EventsDoor | ActionsDoor | CommandsDoor] = {
            "events_api": events,
            "interactive": actions,
            "slash_commands": commands,
        }
        self._app_token, self._api_base, self._journal = app_token, wire.api_base, journal

    async def run(self) -> None:
        """Until cancelled; whatever ends a connection, another is opened."""
        rest = AFTER_TROUBLE
        while True:
            client = self._client()
            try:
                await client.connect()
                rest = AFTER_TROUBLE
                await asyncio.Event().wait()  # the library keeps the connection, and opens it anew
            except asyncio.CancelledError:
                raise
            except Exception as error:  # whatever the library makes of a Slack that is not there
                log.warning("slack_socket_not_opened", error=type(error).__name__)
                await asyncio.sleep(rest)
                rest = min(2 * rest, LONGEST_REST)
            finally:
                await client.close()

    def _client(self) -> Any:  # the library has no types for its own ways in and out
        web = AsyncWebClient(base_url=self._api_base, logger=_QUIET)
        client = SocketModeClient(self._app_token, logger=_QUIET, web_client=web)
        client.socket_mode_request_listeners.append(self._take)
        return client

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        door = self._doors.get(request.type)
        if door is None:
            log.warning("slack_socket_kind_unknown", kind=request.type)
            return
        arrivals = door.parse(request.payload)
        try:
            if arrivals:
                await self._journal.receive(arrivals)
        except TryAgain:
            log.error("webhook_not_stored", channel="slack")
            return  # not acknowledged: Slack sends it again
        answer = door.answer(request.payload)
        told = dict(answer) if isinstance(answer, Mapping) else None
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, told))
        try:
            await door.afterwards(request.payload)
        except FrontdeskError:
            log.warning("acknowledgement_failed", channel="slack")
