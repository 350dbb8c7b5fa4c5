"""The worker's loop: it works what is due, survives what a step did not foresee, and ends cleanly."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import structlog

from bot.core.delivery import Delivery
from bot.core.entry import Content
from bot.core.handoff import reply
from bot.core.lane import Lane, LaneKind
from bot.worker import ANSWERS_AT_ONCE, Worker
from tests.fakes.house import SAM, House, open_house

ANNA = "fake:anna"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    found = open_house(f"sqlite:///{tmp_path}/journal.db")
    yield found
    found.store.close()


async def until(house: House, count: int) -> None:
    """Wait until the customer was sent so many messages; the test's own time limit is the deadline."""
    while len(house.heard()) < count:
        await house.store.changed(0.05)


async def stopped(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_what_arrives_while_it_sleeps_wakes_it(house: House) -> None:
    task = asyncio.create_task(Worker(house.store, house.steps(), house.clock).run())
    for number in range(1, 4):
        await house.customer_says("hello")
        await until(house, number)
    await stopped(task)


async def test_an_unforeseen_error_is_logged_and_tried_again(house: House) -> None:
    steps = house.steps()
    whole = steps[LaneKind.ANSWER]
    failed = asyncio.Event()

    async def breaks_once(lane: Lane) -> datetime | None:
        if not failed.is_set():
            failed.set()
            raise ValueError("the customer's secret words")
        return await whole(lane)

    with structlog.testing.capture_logs() as logs:
        worker = Worker(house.store, {**steps, LaneKind.ANSWER: breaks_once}, house.clock)
        task = asyncio.create_task(worker.run())
        await house.customer_says("hello")
        await failed.wait()
        while not house.heard():
            house.clock.forward(seconds=6)
            await house.store.changed(0.05)
        await stopped(task)
    assert [entry["event"] for entry in logs] == ["step_failed"]
    assert house.heard() == ["bot: hello"]


async def test_a_brain_that_hangs_does_not_hold_up_what_agents_do(house: House) -> None:
    hung, waiting = asyncio.Event(), 0

    async def hangs(_turn: object) -> None:
        nonlocal waiting
        waiting += 1
        await hung.wait()

    house.brain.meanwhile = hangs
    task = asyncio.create_task(Worker(house.store, house.steps(), house.clock).run())
    for number in range(ANSWERS_AT_ONCE + 8):
        await house.customer_says("hello", f"c{number}")
    while waiting < ANSWERS_AT_ONCE:
        await house.store.changed(0.05)
    quick = reply(SAM, Content("quick"), house.channel, house.clock())
    await house.store.change("fake:c39", quick)
    house.clock.forward(seconds=3)  # what a first word waits for the bot's introduction
    while not house.heard("c39"):
        await house.store.changed(0.05)
    assert waiting == ANSWERS_AT_ONCE
    hung.set()
    while len(house.channel.sent) < ANSWERS_AT_ONCE + 8:
        await house.store.changed(0.05)
    await stopped(task)


async def test_a_platform_that_hangs_does_not_hold_up_answers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.OTHERS_AT_ONCE", 4)
    hung, send = asyncio.Event(), house.channel.send

    async def hangs(delivery: Delivery) -> str:
        if delivery.conversation.id != ANNA:
            await hung.wait()
        return await send(delivery)

    monkeypatch.setattr(house.channel, "send", hangs)
    for number in range(8):
        await house.customer_says("hello", f"c{number}")
    task = asyncio.create_task(Worker(house.store, house.steps(), house.clock).run())
    while len(house.brain.turns) < 8:
        await house.store.changed(0.05)
    await house.customer_says("hello")
    while len(house.brain.turns) < 9:
        await house.store.changed(0.05)
    assert house.heard() == []
    hung.set()
    await until(house, 1)
    await stopped(task)


async def test_stopping_finishes_what_has_begun(house: House) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def waits(_turn: object) -> None:
        begun.set()
        await go_on.wait()

    house.brain.meanwhile = waits
    task = asyncio.create_task(Worker(house.store, house.steps(), house.clock).run())
    await house.customer_says("hello")
    await begun.wait()
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await house.said())[-1] == "bot: bot: hello"


async def test_what_does_not_end_in_time_is_somebody_elses_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.DRAIN", 0.05)
    begun = asyncio.Event()

    async def hangs(lane: Lane) -> datetime | None:
        begun.set()
        await asyncio.Event().wait()
        return None

    worker = Worker(house.store, {**house.steps(), LaneKind.ANSWER: hangs}, house.clock)
    task = asyncio.create_task(worker.run())
    await house.customer_says("hello")
    await begun.wait()
    await stopped(task)
    await house.works()
    assert house.heard() == ["bot: hello"], "no lease had to run out first"


async def test_a_lane_whose_step_is_switched_off_rests(house: House) -> None:
    steps = house.steps()
    del steps[LaneKind.SEND]
    with structlog.testing.capture_logs() as logs:
        task = asyncio.create_task(Worker(house.store, steps, house.clock).run())
        await house.customer_says("hello")
        while await house.store.next_due():
            await house.store.changed(0.05)
        await stopped(task)
    assert logs == []
    assert (await house.said())[-1] == "bot: bot: hello"
