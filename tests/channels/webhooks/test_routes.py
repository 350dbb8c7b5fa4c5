"""The routes: which there are, what is taken, and what each answers."""

import asyncio
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.core.errors import Undeliverable
from channels.webhooks import routes
from tests.channels.webhooks.platform import GENUINE, FakeConnector, FakeDoor
from tests.fakes.store import FakeStore

ADDRESSES = ("telegram", "messenger", "slack/events", "slack/actions", "slack/commands")


def test_a_channel_that_is_off_has_no_address() -> None:
    assert routes(FakeStore()) == []


async def test_the_addresses_are_the_ones_that_operators_register(client: httpx.AsyncClient) -> None:
    for address in ADDRESSES:
        assert (await client.post(address)).status_code == 403
        assert (await client.put(address)).status_code == 405
    assert (await client.get("messenger")).status_code == 403
    assert (await client.post("slack")).status_code == 404


async def test_a_call_is_stored_before_it_is_acknowledged(
    client: httpx.AsyncClient, store: FakeStore
) -> None:
    answer = await client.post("telegram", json=["a", "b"], headers=GENUINE)
    assert (answer.status_code, answer.text) == (200, "")
    assert [turn.content.text for turn in store.turns] == ["a", "b"]
    store.away = True
    refused = await client.post("telegram", json=["c"], headers=GENUINE)
    assert refused.status_code == 503
    assert "retry-after" not in refused.headers
    assert len(store.turns) == 2


async def test_the_seal_is_judged_before_the_body_is_read(
    client: httpx.AsyncClient, store: FakeStore
) -> None:
    answer = await client.post("telegram", content=b"no json", headers={"X-Seal": "broken"})
    assert (answer.status_code, answer.text) == (403, "The seal is broken.\n")


async def test_the_subscription_is_answered_in_plain_text(client: httpx.AsyncClient) -> None:
    answer = await client.get("messenger", params={"token": "ours", "challenge": "<b>1</b>"})
    assert (answer.status_code, answer.text) == (200, "<b>1</b>")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await client.get("messenger", params={"token": "theirs"})).status_code == 403


@pytest.mark.parametrize(
    ("reply", "kind", "text"),
    [
        (None, "text/plain; charset=utf-8", ""),
        ("3eZbrw1a", "text/plain; charset=utf-8", "3eZbrw1a"),
        ({"text": "Done"}, "application/json", '{"text":"Done"}'),
    ],
)
async def test_a_door_answers_what_its_platform_reads(
    client: httpx.AsyncClient, door: FakeDoor, store: FakeStore, reply: Any, kind: str, text: str
) -> None:
    door.reply = reply
    answer = await client.post("slack/actions", content=b'payload=["a"]', headers=GENUINE)
    assert (answer.status_code, answer.headers["content-type"], answer.text) == (200, kind, text)
    assert len(store.turns) == 1


async def test_a_door_that_cannot_read_its_form_says_so(client: httpx.AsyncClient) -> None:
    answer = await client.post("slack/commands", content=b"nothing", headers=GENUINE)
    assert (answer.status_code, answer.text) == (400, "There is no payload in the form.\n")


async def test_nothing_to_store_is_no_call_of_the_journal(
    client: httpx.AsyncClient, store: FakeStore
) -> None:
    store.away = True
    assert (await client.post("telegram", json=[], headers=GENUINE)).status_code == 200


async def test_a_slow_acknowledgement_to_the_platform_does_not_delay_ours(
    store: FakeStore, connector: FakeConnector, served: str
) -> None:
    connector.go_on = asyncio.Event()
    async with httpx.AsyncClient(timeout=5) as client:
        answer = await client.post(served, json=["a"], headers=GENUINE)
    assert (answer.status_code, connector.pressed) == (200, [])


async def test_a_failed_acknowledgement_is_logged_and_no_more(
    client: httpx.AsyncClient, connector: FakeConnector
) -> None:
    connector.failure = Undeliverable("too old")
    with capture_logs() as logs:
        answer = await client.post("telegram", json=["a"], headers=GENUINE)
    assert (answer.status_code, connector.pressed) == (200, [["a"]])
    assert [line["event"] for line in logs] == ["acknowledgement_failed"]


async def test_logs_name_the_channel_and_nothing_of_the_body(
    client: httpx.AsyncClient, store: FakeStore
) -> None:
    with capture_logs() as logs:
        await client.post("telegram", content=b"my card is 4711", headers=GENUINE)
        await client.post("telegram", content=b"my card is 4711")
        store.away = True
        await client.post("telegram", json=["my card is 4711"], headers=GENUINE)
    assert [line["event"] for line in logs] == ["webhook_not_json", "webhook_refused", "webhook_not_stored"]
    assert "4711" not in str(logs)


async def test_many_calls_at_once_are_all_stored(client: httpx.AsyncClient, store: FakeStore) -> None:
    calls = (client.post("telegram", json=[number], headers=GENUINE) for number in range(50))
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {200}
    assert len(store.turns) == 50
