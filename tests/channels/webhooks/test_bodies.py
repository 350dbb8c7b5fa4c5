"""Bodies that are too long, broken, or no JSON: refused in one sentence, and nothing stored."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from channels.events import from_json
from channels.webhooks import MOST_BYTES, routes
from tests.channels.webhooks.platform import GENUINE, FakeConnector
from tests.fakes.store import FakeStore


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b'{"a": 1',
        b'"\xff\xfe"',
        '["a"]'.encode("utf-16"),
        b"[NaN]",
        b"[-Infinity]",
        b"[" * 200_000,
        b"[" * 200_000 + b"]" * 200_000,
    ],
)
async def test_what_is_not_json_is_told_so_in_one_sentence(
    client: httpx.AsyncClient, store: FakeStore, body: bytes
) -> None:
    answer = await client.post("telegram", content=body, headers=GENUINE)
    assert (answer.status_code, answer.text) == (400, "The body is not JSON.\n")
    assert store.received == []


def test_numbers_that_no_database_takes_are_kept_as_text() -> None:
    long = "9" * 5000
    assert from_json(f"[1e999, -1e999, {long}, 123456789012345678, -5, 2.5]".encode()) == [
        "1e999",
        "-1e999",
        long,
        123456789012345678,
        -5,
        2.5,
    ]


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_over_4_mb_is_refused_whether_or_not_it_says_so(
    client: httpx.AsyncClient, store: FakeStore, declared: bool
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * 1024 * 1024

    content: Any = b" " * (MOST_BYTES + 1) if declared else chunks()
    answer = await client.post("telegram", content=content, headers=GENUINE)
    assert (answer.status_code, answer.text) == (413, "The body is over 4 MB.\n")
    assert store.received == []


async def test_a_body_of_4_mb_is_taken(client: httpx.AsyncClient, store: FakeStore) -> None:
    body = b'["a"]' + b" " * (MOST_BYTES - 5)
    assert (await client.post("telegram", content=body, headers=GENUINE)).status_code == 200
    assert len(store.turns) == 1


@pytest.mark.parametrize("megabytes", [5, 40])
async def test_the_413_is_heard_by_a_sender_that_is_still_sending(
    served: str, store: FakeStore, megabytes: int
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(megabytes):
            yield b" " * 1024 * 1024

    async with httpx.AsyncClient() as client:
        answer = await client.post(served, content=chunks(), headers=GENUINE)
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "text/plain", "image/png", None])
async def test_the_content_type_is_not_judged(
    client: httpx.AsyncClient, store: FakeStore, kind: str | None
) -> None:
    headers = {**GENUINE, **({"Content-Type": kind} if kind else {})}
    assert (await client.post("messenger", content=b'["a"]', headers=headers)).status_code == 200
    assert len(store.turns) == 1


async def test_a_sender_that_breaks_off_stores_nothing(store: FakeStore, connector: FakeConnector) -> None:
    parts = iter([{"type": "http.request", "body": b'["a"]', "more_body": True}, {"type": "http.disconnect"}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(parts)

    async def send(message: Any) -> None:
        sent.append(message)

    app = Starlette(routes=routes(store, telegram=connector))
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/webhooks/telegram",
        "headers": [],
        "query_string": b"",
    }
    await app(scope, receive, send)
    assert sent[0]["status"] == 400
    assert store.received == []
