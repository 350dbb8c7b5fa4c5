"""Wait for a while, and never miss being cancelled."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def wait_for_event(event: asyncio.Event, longest: float) -> None:
    """Return when the event is set, or after `longest` seconds.

    `asyncio.wait_for` may swallow a cancellation that comes together with the event, before Python 3.12.
    """
    waiting = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait((waiting,), timeout=longest)
    finally:
        waiting.cancel()


async def noticing(work: Awaitable[T], after: float, notice: Callable[[], Awaitable[object]]) -> T:
    """What the work comes to; where it takes longer than `after` seconds, somebody is told once meanwhile.

    Raises what either raises; the work ends with the notice that fails.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait((task,), timeout=after)
        if not done:
            await notice()
        return await task
    finally:
        task.cancel()
