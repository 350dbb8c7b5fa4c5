"""A Bot API server: takes the bot's calls, and sends it updates as Telegram does.

What it does about delivery stands in the real server's source (tdlib/telegram-bot-api, WebhookActor.cpp).
"""

import asyncio
import copy
import itertools
import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.parameters import BadJson, parameters
from tests.fakes.platform import Call, FakePlatform
from tests.fakes.postman import Letter
from tests.fakes.telegram.chats import Chat, World
from tests.fakes.telegram.customer import TelegramCustomer
from tests.fakes.telegram.group import Channel, Group
from tests.fakes.telegram.limits import bad_request
from tests.fakes.telegram.methods import Methods
from tests.fakes.telegram.schema import Mismatch, checked
from tests.fakes.telegram.specification import Specification, specification

BOT = {"id": 7000000001, "is_bot": True, "first_name": "Frontdesk", "username": "frontdesk_bot"}


class FakeTelegram(FakePlatform):
    """Telegram with one bot."""

    def __init__(
        self,
        token: str = "7000000001:AAF-fake-telegram-token",
        secret: str = "fake-telegram-secret",
        spec: Specification | None = None,
    ) -> None:
        super().__init__()
        self.token, self.secret = token, secret
        self.spec = spec or specification()
        self.world = World(BOT)
        self.methods = Methods(self.world)
        self._lines: defaultdict[tuple[int, str], asyncio.Lock] = defaultdict(asyncio.Lock)
        """One update of each line is under way at a time."""
        self._update_ids = itertools.count(870_000_001)
        self._people = itertools.count(100_000_001)
        self._groups = itertools.count(1_001_000_000_001)

    @property
    def settings(self) -> dict[str, str]:
        """TELEGRAM_…"""
        return {
            "TELEGRAM_BOT_TOKEN": self.token,
            "TELEGRAM_SECRET_TOKEN": self.secret,
            "TELEGRAM_API_BASE": self.url,
        }

    # People

    def customer(self, name: str) -> TelegramCustomer:
        """A new person with a private chat with the bot."""
        return self.alone(self.person(name))

    def alone(self, user: dict[str, Any]) -> TelegramCustomer:
        """That person in her private chat with the bot."""
        about = {"id": user["id"], "type": "private", "first_name": user["first_name"]}
        chat = self.world.chats.get(user["id"]) or self._new_chat(about)
        return TelegramCustomer(self, user, chat)

    def group(self, title: str) -> Group:
        """A new group that the bot is in: `group.customer("Anna")`, `group.joined_by(anna)`."""
        return Group(self, self._new_chat({"id": -next(self._groups), "type": "supergroup", "title": title}))

    def channel(self, title: str) -> Channel:
        """A new broadcast channel in which the bot is an administrator."""
        return Channel(self, self._new_chat({"id": -next(self._groups), "type": "channel", "title": title}))

    def person(self, name: str) -> dict[str, Any]:
        """Telegram's User object of a new person."""
        return {"id": next(self._people), "is_bot": False, "first_name": name, "language_code": "en"}

    @property
    def spinning(self) -> set[str]:
        """Presses that the bot has not answered yet."""
        return self.world.spinning

    def _new_chat(self, about: dict[str, Any]) -> Chat:
        chat = Chat(about)
        self.world.chats[chat.id] = chat
        return chat

    # Updates

    async def send(self, **update: Any) -> Any:
        """Send one update, of whatever kind, until it is taken; the update, for `redeliver` and for looks."""
        numbered = {"update_id": next(self._update_ids), **copy.deepcopy(update)}
        if not self.postman.has_target:
            self.methods.waiting.append(numbered)
            return numbered
        line = (id(asyncio.get_running_loop()), _line(numbered))
        async with self._lines[line]:
            await self.postman.deliver(self.letter(numbered))
        return numbered

    def letter(self, update: dict[str, Any]) -> Letter:
        """An update ready to be posted."""
        return Letter(json.dumps(update).encode(), about=update)

    async def redeliver(self, update: dict[str, Any] | None = None) -> None:
        """Send an update once more, the last one unless given."""
        await self.postman.redeliver(self.letter(update) if update else None)

    def seal(self, letter: Letter, attempt: int) -> Mapping[str, str]:
        """Telegram's only proof: the secret that setWebhook was given."""
        return {"X-Telegram-Bot-Api-Secret-Token": self.methods.webhook.get("secret_token", self.secret)}

    # The Bot API

    def routes(self) -> list[Route]:
        """Methods, and the files that getFile names."""
        return [
            Route("/bot{token}/{method}", self.endpoint, methods=["GET", "POST"]),
            Route("/file/bot{token}/files/{file_id}", self._file, methods=["GET"]),
        ]

    async def read(self, request: Request) -> Call:
        """The method's name is not case-sensitive."""
        try:
            params = await parameters(request)
        except BadJson:
            params = {"?": "the body is no JSON object"}
        method, token = request.path_params["method"], request.path_params["token"]
        names = {name.lower(): name for name in self.spec.methods}
        return Call(names.get(method.lower(), method), params, token, request.method)

    def act(self, call: Call) -> Any:
        """Check the token, the method, the parameters; then do it."""
        self._check_token(call.token)
        act = self.methods.find(call.method)
        if call.method not in self.spec.methods or act is None:
            raise bad_request(f"Not Found: method {call.method} is not known to this fake", 404)
        try:
            params = checked(self.spec, call.method, call.params)
        except Mismatch as mismatch:
            raise bad_request(f"Bad Request: {mismatch}") from None
        return {"ok": True, "result": act(params)}

    def _check_token(self, token: str) -> None:
        if token != self.token:
            looks_right = token.partition(":")[0].isdigit()
            raise bad_request("Unauthorized" if looks_right else "Not Found", 401 if looks_right else 404)

    async def _file(self, request: Request) -> Response:
        content = self.world.files.get(request.path_params["file_id"])
        if content is None or request.path_params["token"] != self.token:
            return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        return Response(content, media_type="application/octet-stream")

    def usual_failure(self, status: int) -> Any:
        """Telegram's error body."""
        return {"ok": False, "error_code": status, "description": "Internal Server Error"}

    def usual_limit(self, retry_after: int | None) -> Response:
        """The wait stands in the body only; None: left out."""
        wait = "" if retry_after is None else f": retry after {retry_after}"
        body: dict[str, Any] = {"ok": False, "error_code": 429, "description": f"Too Many Requests{wait}"}
        if retry_after is not None:
            body["parameters"] = {"retry_after": retry_after}
        return JSONResponse(body, 429)


def _line(update: dict[str, Any]) -> str:
    """Telegram keeps order within a line only: a press may overtake a message of the same person."""
    kind, event = next((name, value) for name, value in update.items() if name != "update_id")
    if kind == "callback_query":
        return f"presses of {event['from']['id']}"
    own_line = kind in ("my_chat_member", "message_reaction")
    return f"{kind if own_line else 'messages'} of {event.get('chat', {}).get('id')}"
