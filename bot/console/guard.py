"""Whom the console answers, and what every answer tells the browser to forbid."""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.console.pages import Pages
from bot.core.errors import TryAgain

_EVERYWHERE = {
    "x-content-type-options": "nosniff",
    # Not "no-referrer": browsers then send `Origin: null` with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_POLICY = (
    "default-src 'self'; img-src 'self' https: http:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {framed_by}"
)
CHAT = {
    **_EVERYWHERE,
    "content-security-policy": _POLICY.format(framed_by="'self'"),
    "x-frame-options": "SAMEORIGIN",
    "cache-control": "no-store",
}
DESK = {
    **_EVERYWHERE,
    "content-security-policy": _POLICY.format(framed_by="'none'"),
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
FILES = {
    **_EVERYWHERE,
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, max-age=3600",
}
STATIC = {
    **_EVERYWHERE,
    "content-security-policy": "default-src 'none'",
    "cache-control": "public, max-age=31536000, immutable",
}


class Guard:
    """Middleware around each of the console's routes."""

    def __init__(self, app: ASGIApp, pages: Pages, public: bool, headers: Mapping[str, str]) -> None:
        self._app = app
        self._pages = pages
        self._public = public
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        request = Request(scope, receive)
        problem, status = self._problem(request)
        if problem:
            await self._pages.problem(request, problem, status)(scope, receive, guarded)
            return
        try:
            await self._app(scope, receive, guarded)
        except TryAgain:
            if started:
                raise
            away = self._pages.problem(request, "journal_away", 503)
            away.headers["retry-after"] = "1"
            await away(scope, receive, guarded)

    def _problem(self, request: Request) -> tuple[str, int]:
        if not self._public and not _is_local(request):
            return "this_machine_only", 403
        if request.method == "POST" and not came_from_own_page(request.headers):
            return "foreign_page", 403
        if "\0" in unquote(str(request.url)):  # a name that no database holds
            return "no_conversation", 404
        return "", 200


def _is_local(request: Request) -> bool:
    """Whether this machine asks, and for this machine: a foreign name that points here is DNS rebinding."""
    client = request.client.host if request.client else ""
    return _is_loopback(client) and _is_loopback(_host_name(request.headers.get("host", "")))


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(name: str) -> bool:
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def came_from_own_page(headers: Headers) -> bool:
    """Whether a browser sent this from a page of ours; what is no browser has no cookies to steal."""
    site = headers.get("sec-fetch-site")
    if site:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")
