"""Somebody asks Meta to be forgotten: nothing of theirs is kept, and they can see so."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.console.pages import Pages
from bot.console.privacy import Privacy
from bot.core.erasing import Eraser
from bot.core.errors import TryAgain
from bot.core.lane import LaneKind
from bot.rules import read_rules
from channels.messenger import MessengerChannel
from channels.webhooks import Deletion
from tests.channels.floor import Floor
from tests.fakes.graph import GraphCustomer

ADDRESS = "https://desk.example.com"


class FakeMemory:
    """What the bot remembers."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []
        self.away = False

    async def forget(self, conversation_id: str) -> None:
        if self.away:
            raise TryAgain("away")
        self.forgotten.append(conversation_id)


@pytest.fixture
def memory() -> FakeMemory:
    return FakeMemory()


@pytest.fixture
async def meta(floor: Floor, memory: FakeMemory) -> AsyncIterator[httpx.AsyncClient]:
    """Calls our addresses; the workers do what it asks for."""
    messenger, house = floor.office.messenger, floor.house
    assert isinstance(messenger, MessengerChannel)
    eraser = Eraser(house.store, messenger, (memory, floor.files), house.clock)
    floor.office.more[LaneKind.ERASE] = eraser.erase

    class Shown:
        reader = house.store

    routes = [
        Route(
            "/webhooks/messenger/deletion", Deletion(messenger, house.store, ADDRESS).take, methods=["POST"]
        ),
        Route("/privacy/{code}", Privacy(Shown, Pages(house.clock)).page),  # type: ignore[arg-type]
    ]
    transport = httpx.ASGITransport(Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        yield client


def request(floor: Floor, person: str, secret: str = "", algorithm: str = "HMAC-SHA256") -> dict[str, str]:
    told = {"algorithm": algorithm, "issued_at": 1795000000, "user_id": person}
    payload = base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
    key = (secret or floor.graph.app_secret).encode()
    signature = base64.urlsafe_b64encode(hmac.new(key, payload.encode(), hashlib.sha256).digest()).decode()
    return {"signed_request": f"{signature.rstrip('=')}.{payload}"}


async def talked(floor: Floor) -> tuple[GraphCustomer, str]:
    """Anna has written and sent a picture."""
    anna = floor.graph.customer("Anna")
    await anna.says("my secret")
    await anna.sends_photo()
    await floor.works()
    return anna, f"messenger:{floor.graph.page.id}:{anna.inbox.person_id}"


async def asked(meta: httpx.AsyncClient, form: dict[str, str]) -> httpx.Response:
    return await meta.post("/webhooks/messenger/deletion", data=form)


async def test_everything_is_deleted_and_the_code_says_so(
    floor: Floor, meta: httpx.AsyncClient, memory: FakeMemory
) -> None:
    anna, conversation = await talked(floor)
    _, ben = await talked(floor)
    floor.graph.page_ids["4711"] = anna.inbox.person_id
    answer = await asked(meta, request(floor, "4711"))
    code = answer.json()["confirmation_code"]
    assert answer.json()["url"] == f"{ADDRESS}/privacy/{code}"
    assert "is being carried out" in (await meta.get(f"/privacy/{code}")).text
    await floor.works()
    assert await floor.house.store.export(conversation) == []
    assert await floor.house.store.export(ben) != []
    assert memory.forgotten == [conversation]
    assert "were deleted on" in (await meta.get(f"/privacy/{code}")).text
    found = await floor.house.store.deletion(code)
    assert found is not None
    assert found.person == "", "whose it was is forgotten too"


async def test_whoever_writes_to_us_by_that_very_id_is_forgotten(
    floor: Floor, meta: httpx.AsyncClient, memory: FakeMemory
) -> None:
    anna, conversation = await talked(floor)
    await asked(meta, request(floor, anna.inbox.person_id))
    await floor.works()
    assert memory.forgotten == [conversation]


async def test_while_the_bot_is_away_nothing_is_said_to_be_done(
    floor: Floor, meta: httpx.AsyncClient, memory: FakeMemory
) -> None:
    anna, conversation = await talked(floor)
    memory.away = True
    code = (await asked(meta, request(floor, anna.inbox.person_id))).json()["confirmation_code"]
    await floor.works()
    assert "is being carried out" in (await meta.get(f"/privacy/{code}")).text
    memory.away = False
    floor.house.clock.forward(minutes=2)
    await floor.works()
    assert await floor.house.store.export(conversation) == []


async def test_what_somebody_has_on_another_platform_is_no_concern_of_meta(
    floor: Floor, meta: httpx.AsyncClient, memory: FakeMemory
) -> None:
    """People of Meta and of Telegram may have the same number."""
    group = floor.telegram.group("Neighbours")
    ben, carl = floor.telegram.customer("Ben"), group.customer("Carl")
    await ben.says("hello")
    await carl.says("/help")
    await floor.works()
    for customer in (ben, carl):
        await asked(meta, request(floor, str(customer.user["id"])))
    await floor.works()
    assert memory.forgotten == []
    assert await floor.house.store.export(f"telegram:{ben.user['id']}") != []


async def test_what_was_said_in_public_under_another_id_is_forgotten_as_well(
    floor: Floor, meta: httpx.AsyncClient, memory: FakeMemory
) -> None:
    floor.graph.ids_differ = True
    floor.house.rules = read_rules(Path("desk.yml"))
    anna, ben = floor.graph.customer("Anna"), floor.graph.customer("Ben")
    for customer in (anna, ben):
        await customer.comments("Do you ship to Canada?")
    await floor.works()
    await asked(meta, request(floor, anna.inbox.person_id))
    await asked(meta, request(floor, f"9{ben.inbox.person_id}"))
    await floor.works()
    page = f"messenger:{floor.graph.page.id}"
    people = [anna.inbox.person_id, ben.inbox.person_id]
    assert memory.forgotten == [f"{page}:{name}" for person in people for name in (f"9{person}", person)]
    for person in people:
        assert await floor.house.store.export(f"{page}:{person}") == []
        assert await floor.house.store.names(f"{page}:{person}") == [f"{page}:{person}"]


async def test_as_long_as_meta_does_not_say_whose_it_is_nothing_is_said_to_be_done(
    floor: Floor, meta: httpx.AsyncClient, memory: FakeMemory
) -> None:
    anna, conversation = await talked(floor)
    floor.graph.page_ids["4711"] = anna.inbox.person_id
    floor.graph.limit("ids_for_pages")
    code = (await asked(meta, request(floor, "4711"))).json()["confirmation_code"]
    await floor.works()
    assert "is being carried out" in (await meta.get(f"/privacy/{code}")).text
    floor.house.clock.forward(minutes=10)
    await floor.works()
    assert await floor.house.store.export(conversation) == []


async def test_only_meta_can_ask(floor: Floor, meta: httpx.AsyncClient, memory: FakeMemory) -> None:
    anna, conversation = await talked(floor)
    forged = request(floor, anna.inbox.person_id, secret="another")
    assert (await asked(meta, forged)).status_code == 403
    whole = request(floor, anna.inbox.person_id)["signed_request"]
    for wrong in ("", ".", whole[1:], whole.partition(".")[2], "." + whole.partition(".")[2], "ü.ü"):
        assert (await asked(meta, {"signed_request": wrong})).status_code in (400, 403)
    unknown = request(floor, anna.inbox.person_id, algorithm="none")
    assert (await asked(meta, unknown)).status_code == 403
    assert (await asked(meta, request(floor, "%"))).status_code == 400
    await floor.works()
    assert memory.forgotten == []
    assert await floor.house.store.export(conversation) != []
    assert (await meta.get("/privacy/nothing")).status_code == 404
