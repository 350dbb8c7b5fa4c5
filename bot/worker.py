"""The loop that works: take lanes that are due, do their step, release them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.core.errors import Erased, LeaseLost, TryAgain
from bot.core.lane import Lane, LaneKind
from bot.core.ports import Clock, Store
from bot.core.waiting import wait_for_event

log = structlog.get_logger(__name__)

Step = Callable[[Lane], Awaitable[datetime | None]]
"""Does what a lane is for; when to look again, None: when it is woken."""

ANSWERS_AT_ONCE = 32
"""Lanes that wait for the brain, worked at the same time by one process."""
OTHERS_AT_ONCE = 64
"""All others beside them: a brain that hangs holds up no agent, and a platform that hangs no answer."""
BETWEEN_LOOKS = 0.01
"""Seconds at least from one look to the next: what becomes due meanwhile is taken together."""
LONGEST_NAP = 1.0
"""Seconds between looks, since other processes may have woken a lane."""
DRAIN = 5.0
"""Seconds that steps get to end when the worker stops; what has not ended then is somebody else's at once."""
AFTER_ERROR = timedelta(seconds=5)
"""How long a lane rests after an error that no step foresaw."""


def _answers(kinds: Iterable[LaneKind]) -> int:
    """How many wait for the brain."""
    return sum(kind is LaneKind.ANSWER for kind in kinds)


async def _rest(lane: Lane) -> None:
    """For a lane whose step is switched off, such as Slack's when Slack is."""


class Journal(Store, Protocol):
    """The store, as the worker needs it."""

    owner: str

    async def next_due(self, others: bool = True, answers: bool = True) -> datetime | None:
        """When the next lane becomes due, of those that wait for nobody, for the brain, or both."""

    async def woken(self, timeout: float) -> None:
        """Return when lanes may have become due, at the latest after `timeout` seconds."""


class Worker:
    """Takes lanes and works them until it is told to stop."""

    def __init__(self, store: Journal, steps: Mapping[LaneKind, Step], clock: Clock) -> None:
        self._store = store
        self._steps = steps
        self._clock = clock
        self._running: dict[asyncio.Task[None], LaneKind] = {}
        self._woken = asyncio.Event()
        self._short_of_room = False

    async def run(self) -> None:
        """Work until cancelled; what has begun is finished first."""
        watching = asyncio.create_task(self._watch())
        try:
            while True:
                await asyncio.gather(self._look(), asyncio.sleep(BETWEEN_LOOKS))
        finally:
            watching.cancel()
            await self._finish()

    async def _look(self) -> None:
        self._woken.clear()
        others, answers = self._room()
        taken: Sequence[Lane] = ()
        try:
            if others or answers:
                taken = await self._start(others, answers)
            begun = _answers(lane.kind for lane in taken)
            self._short_of_room = begun == answers or len(taken) - begun == others
        except TryAgain:
            log.warning("journal_unreachable")
        if not taken:
            await wait_for_event(self._woken, await self._until_next(others > 0, answers > 0))

    def _room(self) -> tuple[int, int]:
        """How many lanes that wait for nobody can be begun now, and how many that wait for the brain."""
        answers = _answers(self._running.values())
        return OTHERS_AT_ONCE - (len(self._running) - answers), ANSWERS_AT_ONCE - answers

    async def _start(self, others: int, answers: int) -> Sequence[Lane]:
        lanes = await self._store.take(self._store.owner, others, answers)
        for lane in lanes:
            task = asyncio.create_task(self._work(lane))
            self._running[task] = lane.kind
            task.add_done_callback(self._ended)
        return lanes

    def _ended(self, task: "asyncio.Task[None]") -> None:
        del self._running[task]
        if self._short_of_room:
            self._woken.set()

    async def _until_next(self, others: bool, answers: bool) -> float:
        try:
            due = await self._store.next_due(others, answers)
        except TryAgain:
            return LONGEST_NAP
        wait = LONGEST_NAP if due is None else (due - self._clock()).total_seconds()
        return min(LONGEST_NAP, max(0.005, wait))

    async def _watch(self) -> None:
        while True:
            await self._store.woken(60.0)
            self._woken.set()

    async def _work(self, lane: Lane) -> None:
        try:
            due = await self._steps.get(lane.kind, _rest)(lane)
        except LeaseLost:
            log.warning("lease_lost", conversation_id=lane.conversation_id, lane=lane.kind.value)
            return
        except Erased:
            log.info("erased_meanwhile", lane=lane.kind.value)
            return
        except asyncio.CancelledError:  # not by whoever waits for us: nobody does
            due = self._clock()
        except TryAgain:
            due = self._clock() + AFTER_ERROR
        except Exception:  # the one place that must survive whatever a step did not foresee
            log.exception("step_failed", conversation_id=lane.conversation_id, lane=lane.kind.value)
            due = self._clock() + AFTER_ERROR
        await self._release(lane, due)

    async def _release(self, lane: Lane, due: datetime | None) -> None:
        try:
            await self._store.release(lane, due)
        except TryAgain:
            log.warning("release_failed", conversation_id=lane.conversation_id, lane=lane.kind.value)

    async def _finish(self) -> None:
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=DRAIN)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
