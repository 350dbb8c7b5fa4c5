"""What every test of the console starts from."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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
