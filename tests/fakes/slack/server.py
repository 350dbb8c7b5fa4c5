"""Slack: the Web API on one side; events, presses and commands, signed, on the other."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.fakes.parameters import BadJson, Upload, parameters
from tests.fakes.platform import Call, FakePlatform
from tests.fakes.postman import Letter
from tests.fakes.slack import chat, conversations
from tests.fakes.slack.agent import Agent
from tests.fakes.slack.arguments import checked, is_known
from tests.fakes.slack.customer import SlackCustomer
from tests.fakes.slack.errors import slack_error
from tests.fakes.slack.events import VERIFICATION_TOKEN, event_letter, outer_letter, signature
from tests.fakes.slack.files import Files
from tests.fakes.slack.response_urls import ResponseUrls
from tests.fakes.slack.views import Views
from tests.fakes.slack.visit import Visit
from tests.fakes.slack.workspace import Person, Place, Workspace, new_id

Method = Callable[[Visit, dict[str, Any]], dict[str, Any]]


class FakeSlack(FakePlatform):
    """Slack with the app installed in one workspace, `home`, or more."""

    def __init__(
        self,
        token: str = "xoxb-fake-bot-token",
        signing_secret: str = "fake-signing-secret",
        agent_channel: str = "C0AGENTS",
    ) -> None:
        super().__init__()
        self.token, self.signing_secret = token, signing_secret
        self.app_id = "A0FRONTDESK"
        self.workspaces: list[Workspace] = []
        self.home = self.workspace("T0HOME")
        self.agent_channel = self.home.channel("support-desk", place_id=agent_channel)
        self.files, self.views, self.response_urls = Files(), Views(), ResponseUrls()

    @property
    def settings(self) -> dict[str, str]:
        """SLACK_…"""
        return {
            "SLACK_BOT_TOKEN": self.token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "SLACK_AGENT_CHANNEL": self.agent_channel.id,
            "SLACK_API_BASE": self.api_base,
        }

    # People and places

    def workspace(self, team_id: str, token: str = "") -> Workspace:
        """One more team with the app installed; without a token of its own the first one opens it too."""
        bot = Person(new_id("U"), "Frontdesk")
        domain = team_id.lower()
        workspace = Workspace(team_id, domain, token or self.token, bot, new_id("B"), self.app_id)
        workspace.people[bot.id] = bot
        self.workspaces.append(workspace)
        return workspace

    def customer(self, name: str, at: Workspace | None = None, person_id: str = "") -> SlackCustomer:
        """A new person who writes to the bot directly, at home unless another workspace is named."""
        workspace = at or self.home
        person = workspace.person(name, person_id)
        return SlackCustomer(self, workspace, person, workspace.direct(person.id))

    def agent(self, name: str) -> Agent:
        """A new person in the agents' channel."""
        person = self.home.person(name)
        self.agent_channel.members.add(person.id)
        return Agent(self, self.home, person, self.agent_channel)

    def channel(self, name: str, bot_in: bool = True) -> Place:
        """A new channel at home."""
        return self.home.channel(name, bot_in)

    # Webhooks

    def deliver_to(self, url: str, app: Any = None) -> None:
        """Where webhooks go, without the last part: …/webhooks/slack."""
        super().deliver_to(url.rstrip("/").removesuffix("/events"), app)

    async def send_event(self, workspace: Workspace, event: dict[str, Any]) -> Letter:
        """Send one event until it is taken, at most four times; its letter, for `redeliver`."""
        letter = event_letter(workspace, event)
        await self.postman.deliver(letter)
        return letter

    async def redeliver(
        self, letter: Letter | None = None, number: int = 1, reason: str = "http_timeout"
    ) -> None:
        """Send a letter once more, the last one unless given, as a retry, though it may have been taken."""
        again = letter or self.postman.posted[-1].letter
        await self.postman.post(again, headers=_retry_headers(number, reason))

    async def verifies_url(self) -> httpx.Response:
        """Ask the events address to prove itself; the answer must hold `3eZbrw1aB`."""
        asked = {"token": VERIFICATION_TOKEN, "challenge": "3eZbrw1aB", "type": "url_verification"}
        return await self.postman.post(outer_letter(asked))

    async def says_it_limits_events(self) -> None:
        """More than 30,000 events an hour: a wrapper without an event."""
        about = {"token": VERIFICATION_TOKEN, "type": "app_rate_limited", "team_id": self.home.team_id}
        minute = int(time.time()) // 60 * 60
        limited = {**about, "minute_rate_limited": minute, "api_app_id": self.app_id}
        await self.postman.deliver(outer_letter(limited))

    def seal(self, letter: Letter, attempt: int) -> Mapping[str, str]:
        """Signed anew at each attempt, with the time."""
        now = str(int(time.time()))
        signed = {
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": signature(self.signing_secret, now, letter.body),
        }
        if attempt == 0:
            return signed
        answered = self.postman.posted[-1].status is not None
        return signed | _retry_headers(attempt, "http_error" if answered else "connection_failed")

    def delays(self) -> Iterable[float]:
        """Three retries: at once, after a while, after a long while (1 and 5 minutes, made shorter)."""
        return 0.0, self.patience / 6, self.patience * 5 / 6

    # The Web API

    @property
    def api_base(self) -> str:
        """For SLACK_API_BASE."""
        return f"{self.url}/api/"

    def routes(self) -> list[Route]:
        """Methods, and the addresses that Slack hands out."""
        return [
            Route("/api/{method}", self.endpoint, methods=["GET", "POST"]),
            Route("/upload/{file_id}", self._upload, methods=["POST"]),
            Route("/files/{file_id}/{name}", self._file, methods=["GET"]),
            Route("/response/{key}", self.endpoint, methods=["POST"]),
        ]

    async def read(self, request: Request) -> Call:
        """The token comes as a header or as a parameter; a response_url needs none."""
        try:
            params = await parameters(request)
        except BadJson:
            params = {"?": "the body is no JSON object"}
        if "key" in request.path_params:
            return Call("response_url", {**params, "?key": request.path_params["key"]})
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        token = bearer or str(params.get("token", ""))
        return Call(request.path_params["method"], params, token, request.method)

    def act(self, call: Call) -> Any:
        """Check the method, the token, the arguments; then do it."""
        if call.method == "response_url":
            return self.response_urls.use(call.params)
        if not is_known(call.method):
            raise slack_error("unknown_method", call.method)
        if not call.token:
            raise slack_error("not_authed")
        reached = [workspace for workspace in self.workspaces if workspace.token == call.token]
        if not reached:
            raise slack_error("invalid_auth")
        visit = Visit(reached, self.url, self.postman.deliver_soon)
        return {"ok": True, **self._method(call.method)(visit, checked(call.method, call.params))}

    def _method(self, name: str) -> Method:
        return {
            "auth.test": conversations.who_am_i,
            "chat.postMessage": chat.post_message,
            "chat.update": chat.update,
            "chat.postEphemeral": chat.post_ephemeral,
            "chat.delete": chat.delete,
            "reactions.add": chat.add_reaction,
            "reactions.remove": chat.remove_reaction,
            "conversations.open": conversations.open_direct,
            "conversations.join": conversations.join,
            "conversations.info": conversations.about,
            "conversations.history": conversations.history,
            "conversations.replies": conversations.replies,
            "users.info": conversations.about_user,
            "bots.info": conversations.about_bot,
            "views.open": self.views.open_view,
            "views.update": self.views.update_view,
            "files.info": self.files.tell,
            "files.getUploadURLExternal": self.files.start_upload,
            "files.completeUploadExternal": self.files.complete_upload,
        }[name]

    async def _upload(self, request: Request) -> Response:
        content = await _uploaded(request)
        taken = self.files.upload(request.path_params["file_id"], content)
        return PlainTextResponse(f"OK - {len(content)}" if taken else "wrong length", 200 if taken else 400)

    async def _file(self, request: Request) -> Response:
        content = self.files.contents.get(request.path_params["file_id"])
        known = request.headers.get("authorization", "") in {f"Bearer {w.token}" for w in self.workspaces}
        # Without a token Slack shows a page to sign in, with 200.
        return (
            Response(content) if content is not None and known else PlainTextResponse("<html>Sign in</html>")
        )

    def usual_failure(self, status: int) -> Any:
        """Slack's error body."""
        return {"ok": False, "error": "internal_error" if status == 500 else "service_unavailable"}

    def usual_limit(self, retry_after: int | None) -> Response:
        """The wait stands in the header; None: left out."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)


def _retry_headers(number: int, reason: str) -> dict[str, str]:
    return {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}


async def _uploaded(request: Request) -> bytes:
    """Raw, or as the file in a form."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    return next(value.content for value in (await parameters(request)).values() if isinstance(value, Upload))
