"""The web chat: a customer's page, its messages and its stream."""

import json
import re
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.console.attachments import Attachments
from bot.console.bodies import TooLong, read, storable
from bot.console.composition import Console
from bot.console.cookies import SignedCookie
from bot.console.events import HEART, stream, watch
from bot.console.feed import Feed
from bot.console.network import network
from bot.console.pages import Pages
from bot.console.seats import Seats
from bot.core.errors import Refused, TryAgain
from bot.core.receive import NotJson, decoded, receive

LONGEST_TEXT = 4000
"""Characters in one message."""
LONGEST_BODY = 64 * 1024
REMEMBERED = timedelta(days=30)
"""How long a visitor who comes back finds the conversation."""

_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_POSITION = re.compile(r"[0-9]{1,15}")


class Chat:
    """What customers' browsers ask for."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages
        self._seats = Seats()
        self._attachments = Attachments(console)
        self._cookie = SignedCookie(
            "frontdesk_chat", "/chat", REMEMBERED, "lax", console.secret, console.public, console.clock
        )

    async def page(self, request: Request) -> Response:
        """The page; it keeps the visitor's session, or begins one."""
        session = self._session(request) or _new_session()
        # Names what the page keeps for itself in the browser; tells nothing of the session.
        marker = sha256(f"page of {session}".encode()).hexdigest()[:16]
        response = self._pages.page("chat.html", marker=marker, longest=LONGEST_TEXT)
        self._cookie.write(response, session=session)
        return response

    async def start_over(self, request: Request) -> Response:
        """Begin a new conversation; the old one stays as it is."""
        response = RedirectResponse("/chat", status_code=303)
        self._cookie.write(response, session=_new_session())
        return response

    async def receive(self, request: Request) -> Response:
        """Take one message; 202 once it is stored, or was stored before."""
        session = self._session(request)
        if not session:
            return _refusal("No session.", 403)
        try:
            message = _checked(decoded(await read(request, LONGEST_BODY)))
            body = json.dumps({"session": session, **message, "network": self._network(request)}).encode()
            await receive(self._console.web, dict(request.headers), body, self._console.store)
        except TooLong:
            return _refusal("Too long.", 413)
        except (NotJson, _Malformed) as problem:
            return _refusal(str(problem), 400)
        except Refused as problem:
            return _refusal(str(problem), 403)
        except TryAgain:
            return _refusal("Not stored; send it again.", 503)
        return JSONResponse({"message_id": message["message_id"]}, 202)

    async def stream(self, request: Request) -> Response:
        """The conversation as it goes on, from where the page left off."""
        session = self._session(request)
        if not session:
            return _refusal("No session.", 403)
        if not self._seats.are_free(session):
            return _refusal("Too many open pages.", 429)
        after = _position(request.headers.get("last-event-id") or request.query_params.get("after", ""))
        return stream(self._seats.seated(session, self._pieces(f"web:{session}", after)))

    async def _pieces(self, conversation_id: str, after: int | None) -> AsyncIterator[str]:
        feed = Feed(self._console.reader, conversation_id, after)
        async for is_news in watch(self._console, lambda: self._console.reader.revision(conversation_id)):
            if not is_news:
                yield HEART
                continue
            for piece in await feed.news():
                yield piece

    async def file(self, request: Request) -> Response:
        """A file of the visitor's own conversation."""
        session = self._session(request)
        if not session:
            return _refusal("No session.", 403)
        return await self._attachments.of(f"web:{session}", request)

    def _network(self, request: Request) -> str:
        return network(request.client.host if request.client else "", self._console.secret)

    def _session(self, request: Request) -> str:
        held = self._cookie.read(request)
        return str(held["session"]) if held else ""


class _Malformed(ValueError):
    """JSON, but not a message of the web chat."""


def _checked(message: Any) -> dict[str, str]:
    """The message's own three fields. Raises _Malformed, TooLong."""
    fields = message if isinstance(message, dict) else {}
    message_id, text, payload = (fields.get(name, "") for name in ("message_id", "text", "payload"))
    if not all(isinstance(value, str) for value in (message_id, text, payload)):
        raise _Malformed("message_id, text and payload are strings.")
    if not _MESSAGE_ID.fullmatch(message_id):
        raise _Malformed("message_id is 8 to 64 letters, digits, - or _.")
    if not text.strip():
        raise _Malformed("text is what the customer wrote, or the title of the button that was pressed.")
    if len(text) > LONGEST_TEXT or len(payload) > LONGEST_TEXT:
        raise TooLong
    return {"message_id": message_id, "text": storable(text), "payload": storable(payload)}


def _position(given: str) -> int | None:
    return int(given) if _POSITION.fullmatch(given) else None


def _new_session() -> str:
    return secrets.token_urlsafe(18)


def _refusal(reason: str, status: int) -> Response:
    headers = {"retry-after": "1"} if status == 503 else None
    return JSONResponse({"error": reason}, status, headers)
