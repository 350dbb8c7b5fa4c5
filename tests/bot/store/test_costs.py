"""What a turn costs does not grow with the journal: counted in the database's own steps, not in seconds."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.fakes.house import House, open_house

EARLIER = 150
"""Messages, as many answers and deliveries; a statement that reads all of one kind would show."""


class Steps:
    """Instructions that SQLite has carried out: https://www.sqlite.org/c3ref/progress_handler.html"""

    def __init__(self) -> None:
        self.count = 0

    def watch(self, connection: Any, _record: Any) -> None:
        connection.set_progress_handler(self._step, 1)

    def _step(self) -> int:
        self.count += 1
        return 0


@pytest.fixture
def steps() -> Iterator[Steps]:
    found = Steps()
    sa.event.listen(Engine, "connect", found.watch)
    yield found
    sa.event.remove(Engine, "connect", found.watch)


@pytest.fixture
async def house(steps: Steps, tmp_path: Path) -> AsyncIterator[House]:
    found = open_house(f"sqlite:///{tmp_path}/journal.db")
    yield found
    found.store.close()


async def cost_of_a_turn(house: House, steps: Steps, who: str) -> int:
    before = steps.count
    await house.customer_says("hello again", who=who)
    await house.works()
    return steps.count - before


async def test_a_turn_costs_the_same_in_a_long_talk_and_beside_one(house: House, steps: Steps) -> None:
    for who in ("anna", "ben"):
        await cost_of_a_turn(house, steps, who)
    first = await cost_of_a_turn(house, steps, "ben")
    for number in range(EARLIER):
        await house.customer_says(f"message {number}", who="anna")
        await house.works(seconds=1)
    assert await cost_of_a_turn(house, steps, "ben") < 1.2 * first, "the talks of others cost nothing"
    assert await cost_of_a_turn(house, steps, "anna") < 1.5 * first, "nor do earlier turns"
