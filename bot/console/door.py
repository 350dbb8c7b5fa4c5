"""The desk's door: who is an agent, and which posts come from a page that we gave that agent."""

import hmac
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.attempts import Attempts
from bot.console.bodies import TooLong, form, form_with_file, read
from bot.console.composition import Console
from bot.console.cookies import SignedCookie
from bot.console.pages import Pages, asks_as_script
from bot.core.conversation import Agent
from bot.core.files import MOST_BYTES, Fetched

SHIFT = timedelta(hours=12)
"""How long a sign-in lasts."""
LONGEST_FORM = 128 * 1024
LONGEST_NAME = 200
LONGEST_PASSWORD = 1000

_OWN_PATH = re.compile(r"/desk(/conversations/[^/\\?#\s]+)?")

Form = Mapping[str, str]


@dataclass(frozen=True)
class Visit:
    """One request of somebody who is signed in."""

    agent: Agent
    token: str
    """Goes into every form; only pages of this session know it."""


Page = Callable[[Request, Visit], Awaitable[Response]]
Act = Callable[[Request, Visit, Form], Awaitable[Response]]
Upload = Callable[[Request, Visit, Form, Fetched], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


class Door:
    """Signs agents in and out, and stands before every route of the desk."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages
        self._attempts = Attempts(console.clock)
        self._cookie = SignedCookie(
            "frontdesk_desk", "/desk", SHIFT, "strict", console.secret, console.public, console.clock
        )

    def shows(self, page: Page) -> Endpoint:
        """The page, for agents."""

        async def endpoint(request: Request) -> Response:
            visit = await self._visit(request)
            return await page(request, visit) if visit else self._signed_out(request)

        return endpoint

    def does(self, act: Act) -> Endpoint:
        """The act, for agents, asked for by a form of theirs."""

        async def endpoint(request: Request) -> Response:
            visit = await self._visit(request)
            if not visit:
                return self._signed_out(request)
            try:
                fields = form(await read(request, LONGEST_FORM))
            except (TooLong, ValueError):
                return self._pages.problem(request, "form_too_long", 413)
            if not _equal(fields.get("token", ""), visit.token):
                return self._pages.problem(request, "form_not_ours", 403)
            return await act(request, visit, fields)

        return endpoint

    def takes(self, act: Upload) -> Endpoint:
        """The act, for agents, asked for by a form of theirs that brings a file along."""

        async def endpoint(request: Request) -> Response:
            visit = await self._visit(request)
            if not visit:
                return self._signed_out(request)
            try:
                fields, file = await form_with_file(request, MOST_BYTES + LONGEST_FORM)
            except TooLong:
                return self._pages.problem(request, "file_too_large", 413)
            except ValueError:
                return self._pages.problem(request, "form_not_ours", 400)
            if not _equal(fields.get("token", ""), visit.token):
                return self._pages.problem(request, "form_not_ours", 403)
            return await act(request, visit, fields, file)

        return endpoint

    async def ask(self, request: Request) -> Response:
        """The sign-in page."""
        if await self._visit(request):
            return RedirectResponse(_wanted(request.query_params), status_code=303)
        wanted = _wanted(request.query_params)
        if _from_elsewhere(request):
            return self._pages.page("desk/come_in.html", target=_sign_in_address(wanted))
        return self._sign_in_page(request, wanted)

    async def sign_in(self, request: Request) -> Response:
        """Let in whoever knows a name and its password; nobody learns which of the two was wrong."""
        try:
            fields = form(await read(request, LONGEST_FORM))
        except (TooLong, ValueError):
            return self._pages.problem(request, "form_too_long", 413)
        held = self._cookie.read(request)
        if not held or not _equal(fields.get("token", ""), self._token(str(held["nonce"]))):
            return self._sign_in_page(request, _wanted(fields), "form_not_ours", 403)
        return await self._try(request, fields)

    async def _try(self, request: Request, fields: Form) -> Response:
        user, password = fields.get("user", "").strip()[:LONGEST_NAME], fields.get("password", "")
        address = request.client.host if request.client else ""
        if not self._attempts.begin(address, user):
            return self._sign_in_page(request, _wanted(fields), "too_many_attempts", 429, user)
        agent = await self._console.accounts.sign_in(user, password[:LONGEST_PASSWORD])
        if agent is None:
            return self._sign_in_page(request, _wanted(fields), "wrong_name_or_password", 403, user)
        self._attempts.forget(address, user)
        response, session = RedirectResponse(_wanted(fields), status_code=303), _nonce()
        await self._console.accounts.begin_session(user, session, self._console.clock() + SHIFT)
        self._cookie.write(response, user=user, nonce=session)
        return response

    async def sign_out(self, request: Request, visit: Visit, fields: Form) -> Response:
        """End the session, for every copy of the cookie."""
        held = self._cookie.read(request)
        await self._console.accounts.end_session(str(held["nonce"]) if held else "")
        response = RedirectResponse("/desk/sign-in", status_code=303)
        self._cookie.drop(response)
        return response

    async def _visit(self, request: Request) -> Visit | None:
        held = self._cookie.read(request)
        if not held or not held["user"]:
            return None
        agent = await self._console.accounts.in_session(str(held["nonce"]))
        return Visit(agent, self._token(str(held["nonce"]))) if agent else None

    def _signed_out(self, request: Request) -> Response:
        if asks_as_script(request) or request.headers.get("accept") == "text/event-stream":
            return self._pages.problem(request, "signed_out", 401)
        back = request.url.path if request.method == "GET" else "/desk"
        return RedirectResponse(_sign_in_address(back), status_code=303)

    def _sign_in_page(
        self, request: Request, wanted: str, problem: str = "", status: int = 200, user: str = ""
    ) -> Response:
        held = self._cookie.read(request)
        nonce = str(held["nonce"]) if held and not held["user"] else _nonce()
        sentence = self._pages.sentence(problem) if problem else ""
        response = self._pages.page(
            "desk/sign_in.html", status, token=self._token(nonce), next=wanted, problem=sentence, user=user
        )
        self._cookie.write(response, user="", nonce=nonce)
        return response

    def _token(self, nonce: str) -> str:
        return hmac.digest(self._console.secret.encode(), f"form {nonce}".encode(), "sha256").hex()


def _from_elsewhere(request: Request) -> bool:
    """Whether a link on another site led here; browsers then keep a strict cookie back."""
    return request.headers.get("sec-fetch-site") in ("cross-site", "same-site")


def _wanted(fields: Form) -> str:
    """Where to go after signing in, on our own desk only."""
    asked = fields.get("next", "")
    return asked if _OWN_PATH.fullmatch(asked) else "/desk"


def _sign_in_address(wanted: str) -> str:
    return f"/desk/sign-in?{urlencode({'next': wanted})}"


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _nonce() -> str:
    return secrets.token_urlsafe(18)
