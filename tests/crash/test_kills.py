"""`kill -9` in the middle of everything: what was accepted is answered, in order, once."""

import asyncio

import pytest

from tests.crash.traffic import Traffic, traffic
from tests.fakes.telegram import TelegramCustomer
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

PROCESSES = ("frontdesk", "rasa", "actions")


def kill(stage: Stage, dying: tuple[str, ...]) -> None:
    """The killed come back under new ids, and the others keep theirs."""
    service = stage.service
    before = {name: service.pids(name) for name in PROCESSES}
    for name in dying:
        service.kill(name)
    for name in dying:
        service.sees_new(name, before[name])
    for name in set(PROCESSES) - set(dying):
        assert service.pids(name) == before[name], f"{name} did not notice"


def assert_all_is_well(crowd: Traffic) -> None:
    """Every answer, in order, and once."""
    print({t.customer.name: (t.doubled, t.excuses) for t in crowd.talks})
    for talk in crowd.talks:
        assert not talk.misses()
        assert talk.excuses <= 1, "customers are asked to wait once"


@pytest.mark.parametrize("dying", [("actions",), ("frontdesk",), ("rasa",), PROCESSES], ids="+".join)
async def test_whatever_dies_every_message_is_answered_in_order(stage: Stage, dying: tuple[str, ...]) -> None:
    name = "+".join(dying)
    async with stage.visitor(f"{name} W1") as one, stage.visitor(f"{name} W2") as two:
        crowd = traffic(stage, name, (one, two))
        crowd.begins()
        await crowd.reaches(0.4)
        await asyncio.to_thread(kill, stage, dying)
        await crowd.ends()
        assert_all_is_well(crowd)
