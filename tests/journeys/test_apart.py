"""`serve --no-work` and `work`, apart, on one PostgreSQL: as they run where there are many of each."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.crash.postgres import PrivatePostgres, programs
from tests.fakes.serving import Serving
from tests.fakes.telegram import FakeTelegram
from tests.journeys.service import Service

pytestmark = pytest.mark.skipif(not programs(), reason="PostgreSQL is not installed")


async def repeat(request: Request) -> JSONResponse:
    """A Rasa that repeats what it hears."""
    return JSONResponse({"replies": [{"text": f"bot: {(await request.json())['text']}"}]})


class Apart(NamedTuple):
    """Everybody; neither process is started yet."""

    door: Service
    worker: Service
    telegram: FakeTelegram
    postgres: PrivatePostgres


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Apart]:
    rasa = Serving(Starlette(routes=[Route("/{path:path}", repeat, methods=["POST"])]))
    rasa.start()
    with PrivatePostgres() as postgres, FakeTelegram() as telegram:
        shared = {"RASA_URL": rasa.url, "FRONTDESK_DATABASE_URL": postgres.make("journal")}
        settings = {**telegram.settings, **shared}
        found = Apart(
            Service(tmp_path / "door", settings), Service(tmp_path / "work", settings), telegram, postgres
        )
        telegram.deliver_to(f"{found.door.url}/webhooks/telegram")
        yield found
        found.worker.stop()
        found.door.stop()
    rasa.stop()


async def test_webhooks_are_taken_also_while_nobody_works(apart: Apart) -> None:
    await asyncio.to_thread(apart.door.launch, "serve", "--no-work")
    await asyncio.to_thread(apart.door.wait_until_it_listens)
    anna = apart.telegram.customer("Anna")
    await anna.says("one")
    await anna.says("two")
    assert not anna.screen()
    await asyncio.to_thread(apart.worker.launch, "work")
    await anna.hears("bot: two")
    # Killed between sending and marking, it would rightly send that one again: Telegram cannot be asked.
    await asyncio.to_thread(apart.door.sees_all_sent)
    apart.worker.kill_start()
    await anna.says("three")
    await asyncio.to_thread(apart.worker.launch, "work")
    await anna.hears("bot: three")
    assert [shown.text for shown in anna.screen()] == ["bot: one", "bot: two", "bot: three"]


async def test_a_start_waits_for_its_database(apart: Apart) -> None:
    with apart.postgres.away():
        apart.door.launch("serve")
        await asyncio.to_thread(apart.door.sees_printed, "journal_unreachable")
    await asyncio.to_thread(apart.door.wait_until_it_listens)
    anna = apart.telegram.customer("Anna")
    await anna.says("one")
    await anna.hears("bot: one")
