"""What operators and their probes are told."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot import health
from bot.core.errors import TryAgain, Undeliverable
from tests.fakes.house import House, open_house


class FakeHealth:
    """A brain that says whether it is there."""

    there = True

    async def answers(self) -> bool:
        return self.there


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    found = open_house(f"sqlite:///{tmp_path}/journal.db")
    yield found
    found.store.close()


@pytest.fixture
async def probe(house: House) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=health.routes(house.store, FakeHealth()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as found:
        yield found


async def figures(probe: httpx.AsyncClient) -> dict[str, float]:
    lines = (await probe.get("/metrics")).text.splitlines()
    return {name: float(value) for name, value in (s.split(" ") for s in lines if not s.startswith("#"))}


async def test_up_and_ready(probe: httpx.AsyncClient) -> None:
    assert (await probe.get("/health/live")).json() == {"status": "up"}
    assert (await probe.get("/health/ready")).json() == {"status": "ready", "journal": "ok", "brain": "ok"}


async def test_a_brain_that_is_away_keeps_nobody_out(
    probe: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeHealth, "there", False)
    answer = await probe.get("/health/ready")
    assert (answer.status_code, answer.json()["brain"]) == (200, "unreachable")


async def test_a_journal_that_is_away_is_not_ready(probe: httpx.AsyncClient, house: House) -> None:
    house.store.close()
    assert (await probe.get("/health/ready")).status_code == 503
    assert (await probe.get("/health/live")).status_code == 200


async def test_what_waits_and_what_failed_is_counted(probe: httpx.AsyncClient, house: House) -> None:
    came = house.clock()
    on_web = {"conversation_id": "web:anna"}
    await house.customer_says("hello", **on_web)
    waiting = await figures(probe)
    assert waiting["frontdesk_waiting_messages"] == 1
    assert waiting["frontdesk_oldest_waiting_at"] == came.timestamp()
    house.channel.failures = [TryAgain("for now"), Undeliverable("for good")]
    await house.works()
    assert (await figures(probe))['frontdesk_postponed_deliveries{channel="web"}'] == 1
    house.clock.now += timedelta(minutes=5)
    await house.works()
    failed = await figures(probe)
    assert failed['frontdesk_failed_deliveries{channel="web"}'] == 1
    assert failed['frontdesk_failed_deliveries{channel="slack"}'] == 0
    assert failed['frontdesk_owed_deliveries{channel="web"}'] == 0
    assert failed["frontdesk_waiting_messages"] == 0


async def test_figures_are_for_the_inside(probe: httpx.AsyncClient) -> None:
    assert (await figures(probe))["frontdesk_brain_up"] == 1
    answer = await probe.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
    assert answer.status_code == 404
    assert "frontdesk_" not in answer.text
