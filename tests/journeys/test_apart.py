"""`serve --no-work` and `work`, apart, on one PostgreSQL: as they run where there are many of each."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


@contextmanager
def apart(folder: Path, telegram: FakeTelegram) -> Iterator[tuple[Service, Service]]:
    """One that takes webhooks, and one that works."""
    rasa = Serving(Starlette(routes=[Route("/{path:path}", repeat, methods=["POST"])]))
    rasa.start()
    with PrivatePostgres() as postgres:
        shared = {"RASA_URL": rasa.url, "FRONTDESK_DATABASE_URL": postgres.make("journal")}
        door, worker = (Service(folder / name, {**telegram.settings, **shared}) for name in ("door", "work"))
        telegram.deliver_to(f"{door.url}/webhooks/telegram")
        try:
            door.launch("serve", "--no-work")
            door.wait_until_it_listens()
            yield door, worker
        finally:
            worker.stop()
            door.stop()
    rasa.stop()


async def test_who_takes_webhooks_takes_them_also_while_nobody_works(tmp_path: Path) -> None:
    with FakeTelegram() as telegram, apart(tmp_path, telegram) as (_, worker):
        anna = telegram.customer("Anna")
        await anna.says("one")
        await anna.says("two")
        assert not anna.screen()
        await asyncio.to_thread(worker.launch, "work")
        await anna.hears("bot: two")
        worker.kill_start()
        await anna.says("three")
        await asyncio.to_thread(worker.launch, "work")
        await anna.hears("bot: three")
        assert [shown.text for shown in anna.screen()] == ["bot: one", "bot: two", "bot: three"]
