"""What every test of the console starts from."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.entry import Content
from bot.core.turn import HandoffRequest, Reply
from tests.bot.console.place import Place
from tests.fakes.house import open_house


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """A console of this machine."""
    place = Place(open_house(f"sqlite:///{tmp_path}/journal.db"))
    yield place
    for client in place.clients:
        await client.aclose()
    place.house.store.close()


@pytest.fixture
async def waiting(place: Place) -> Place:
    """Anna has asked for a person."""
    place.bot_says(Reply(Content("I'll get somebody.")), Reply(handoff=HandoffRequest("customer_asked")))
    await place.house.customer_says("A person, please", address={})
    await place.works()
    place.bot_says()
    return place
