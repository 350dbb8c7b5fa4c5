"""A Telegram that answers at once and costs next to nothing: it counts who was written to, no more."""

import asyncio
import contextlib
import itertools
import json
import re
import time
from collections import defaultdict
from typing import Any
from urllib.parse import parse_qs

from tests.bench.line import Line
from tests.fakes.telegram.server import BOT

TOKEN = "123456:quick-telegrams-token-of-this-run"
SECRET = "quick-telegrams-secret"

_FIELD = re.compile(rb'name="(chat_id|text)"\r\n(?:[^\r\n]+\r\n)*\r\n(.*)\r\n')
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class QuickTelegram:
    """Customers who each write once, and the Bot API that answers them."""

    def __init__(self) -> None:
        self.url = ""
        self.token, self.secret = TOKEN, SECRET
        self.heard: defaultdict[int, list[str]] = defaultdict(list)
        """What was sent, by the chat it was sent to."""
        self.last_at = 0.0
        """When the latest was."""
        self._ids = itertools.count(1)
        self._server: asyncio.AbstractServer | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What a service needs to know of it."""
        return {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_SECRET_TOKEN": SECRET,
            "TELEGRAM_API_BASE": self.url,
            "TELEGRAM_MESSAGES_PER_SECOND": "10000",
        }

    async def __aenter__(self) -> "QuickTelegram":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        self._server.close()

    def line(self, url: str) -> Line:
        """A connection on which updates are posted, with Telegram's proof."""
        return Line(url, {"X-Telegram-Bot-Api-Secret-Token": SECRET})

    def first_words(self, text: str) -> tuple[int, bytes]:
        """Somebody new, and the body of the webhook with what they write."""
        who = self.somebody()
        return who, self.update(who, text)

    def somebody(self) -> int:
        """Somebody new, by the id of their chat."""
        return 700_000_000 + next(self._ids)

    def update(self, who: int, text: str) -> bytes:
        """The body of the webhook with what they write."""
        number = next(self._ids)
        customer = {"id": who, "is_bot": False, "first_name": f"Customer {who}"}
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": who, "type": "private", "first_name": customer["first_name"]},
            "from": customer,
            "text": text,
        }
        return json.dumps({"update_id": number, "message": message}).encode()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                answer = json.dumps({"ok": True, "result": self._result(head, body)}).encode()
                kind = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                writer.write(kind + b"Content-Length: %d\r\n\r\n" % len(answer) + answer)
        writer.close()

    def _result(self, head: bytes, body: bytes) -> Any:
        method = head.split(b" ", 2)[1].rsplit(b"/", 1)[1].lower()
        if method == b"getme":
            return BOT
        if method != b"sendmessage":
            return True
        chat, text = _chat(body)
        self.heard[chat].append(text)
        self.last_at = time.perf_counter()
        sent = {"message_id": next(self._ids), "date": int(time.time()), "text": "…", "from": BOT}
        return {**sent, "chat": {"id": chat, "type": "private"}}


def _chat(body: bytes) -> tuple[int, str]:
    """Which chat, and the words. Frontdesk's library and Rasa's each send a form of its own kind."""
    form = parse_qs(body.decode("utf-8", "replace"))
    if "chat_id" in form:
        return int(form["chat_id"][0]), form["text"][0]
    fields = dict(_FIELD.findall(body)) or json.loads(body)
    return int(fields.get(b"chat_id") or fields["chat_id"]), str(fields.get(b"text") or fields["text"])
