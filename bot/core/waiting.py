"""Wait for an event for a while, and never miss being cancelled."""

import asyncio


async def wait_for_event(event: asyncio.Event, longest: float) -> None:
    """Return when the event is set, or after `longest` seconds.

    `asyncio.wait_for` may swallow a cancellation that comes together with the event, before Python 3.12.
    """
    waiting = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait((waiting,), timeout=longest)
    finally:
        waiting.cancel()
