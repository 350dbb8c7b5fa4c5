"""Every platform can be told to go wrong, in its own words, and remembers what it took all the same."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fakes.customer import Customer
from tests.fakes.graph import FakeGraph
from tests.fakes.platform import FakePlatform
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.fakes.waiting import eventually


class Bench:
    """One platform with one customer, and how to write to her."""

    def __init__(self, platform: FakePlatform, customer: Customer, path: str, body: dict[str, Any]) -> None:
        self.platform, self.customer, self.path, self._body = platform, customer, path, body
        self.method = path.rsplit("/", 1)[-1]

    async def send(
        self, timeout: float = 5, transport: httpx.AsyncBaseTransport | None = None
    ) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self.platform.token}"}
        url = self.platform.url
        async with httpx.AsyncClient(
            base_url=url, timeout=timeout, headers=bearer, transport=transport
        ) as client:
            return await client.post(self.path, json=self._body)

    @property
    def heard(self) -> list[str]:
        return [shown.text for shown in self.customer.screen()]


def _telegram() -> Bench:
    telegram = FakeTelegram()
    anna = telegram.customer("Anna")
    return Bench(telegram, anna, f"/bot{telegram.token}/sendMessage", {"chat_id": anna.chat.id, "text": "Hi"})


def _graph() -> Bench:
    graph = FakeGraph()
    anna = graph.customer("Anna")
    anna.inbox.touch()
    body = {
        "recipient": {"id": anna.inbox.person_id},
        "messaging_type": "RESPONSE",
        "message": {"text": "Hi"},
    }
    return Bench(graph, anna, "/v25.0/me/messages", body)


def _slack() -> Bench:
    slack = FakeSlack()
    anna = slack.customer("Anna")
    return Bench(slack, anna, "/api/chat.postMessage", {"channel": anna.place.id, "text": "Hi"})


@pytest.fixture(params=[_telegram, _graph, _slack], ids=["telegram", "graph", "slack"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    bench: Bench = request.param()
    with bench.platform:
        yield bench


async def test_failures_end_after_as_many_calls_as_were_ordered(bench: Bench) -> None:
    bench.platform.fail(bench.method, status=502, body="<html>bad gateway</html>", times=2)
    answers = [await bench.send() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [502, 502, 200]
    assert answers[0].text == "<html>bad gateway</html>"
    assert bench.heard == ["Hi"]
    assert [call.accepted for call in bench.platform.calls] == [False, False, True]


async def test_a_failure_has_the_platforms_usual_body(bench: Bench) -> None:
    bench.platform.fail(headers={"Via": "edge"})
    answer = await bench.send()
    assert (answer.status_code, answer.headers["via"]) == (500, "edge")
    assert answer.json()
    assert bench.heard == []


@pytest.mark.parametrize("wait", [7, None])
async def test_too_many_requests_in_each_platforms_words(bench: Bench, wait: int | None) -> None:
    bench.platform.limit(bench.method, retry_after=wait)
    answer = await bench.send()
    if isinstance(bench.platform, FakeTelegram):
        parameters = {"retry_after": 7} if wait else None
        assert (answer.status_code, answer.json().get("parameters")) == (429, parameters)
    elif isinstance(bench.platform, FakeGraph):
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, 613)
    else:
        assert (answer.status_code, answer.json()["error"]) == (429, "ratelimited")
        assert answer.headers.get("retry-after") == ("7" if wait else None)
    assert bench.heard == []


@pytest.mark.parametrize("acting", [False, True])
async def test_a_call_that_is_never_answered(bench: Bench, acting: bool) -> None:
    hang = bench.platform.hang(bench.method, acting=acting)
    with pytest.raises(httpx.ReadTimeout):
        await bench.send(timeout=0.3)
    await eventually(lambda: bench.platform.calls, lambda: "no call came", within=5)
    assert bench.heard == (["Hi"] if acting else [])
    hang.release()
    assert (await bench.send()).is_success


async def test_a_call_that_is_answered_when_it_is_released(bench: Bench) -> None:
    hang = bench.platform.hang(bench.method, acting=True)
    sending = asyncio.create_task(bench.send())
    await eventually(lambda: bench.heard, lambda: "it did not act", within=5)
    assert not sending.done()
    hang.release()
    assert (await sending).is_success


@pytest.mark.parametrize("acting", [False, True])
async def test_a_connection_that_breaks(bench: Bench, acting: bool) -> None:
    bench.platform.break_off(bench.method, acting=acting)
    with pytest.raises(httpx.TransportError):
        await bench.send()
    assert bench.heard == (["Hi"] if acting else [])
    assert [call.accepted for call in bench.platform.calls] == [acting]
    assert (await bench.send()).is_success


async def test_a_slow_answer_is_right_all_the_same(bench: Bench) -> None:
    bench.platform.dawdle(bench.method, seconds=0.5)
    with pytest.raises(httpx.ReadTimeout):
        await bench.send(timeout=0.2)
    await eventually(lambda: bench.heard, lambda: "it did not act", within=5)
    assert (await bench.send()).is_success


async def test_it_works_without_a_port_too(bench: Bench) -> None:
    transport = bench.platform.transport()
    bench.platform.break_off(bench.method)
    with pytest.raises(httpx.ReadError):
        await bench.send(transport=transport)
    assert (await bench.send(transport=transport)).is_success
    assert bench.heard == ["Hi"]


async def test_a_body_that_is_no_json_is_refused(bench: Bench) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {bench.platform.token}"}
    async with httpx.AsyncClient(base_url=bench.platform.url, headers=headers) as client:
        answer = await client.post(bench.path, content=b"{")
    assert answer.json()
    assert len(bench.platform.refused) == 1
