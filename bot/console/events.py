"""Server-sent events: what a page is told while it is open."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.responses import StreamingResponse

from bot.console.composition import Console
from bot.core.errors import TryAgain

LOOK_AGAIN = 1.0
"""Seconds after which we look although this process changed nothing: another may have."""
BREATH = 0.1
"""Seconds between two looks at least; a burst of changes is looked at once."""
HEARTBEAT = 15.0
"""Seconds of silence after which a beat keeps proxies from closing the connection."""
LONGEST = 600.0
"""Seconds that one stream lasts; the page comes again, and is asked again who it is."""

Fingerprint = Callable[[], Awaitable[object]]


async def watch(console: Console, fingerprint: Fingerprint) -> AsyncIterator[bool]:
    """True when the fingerprint is a new one, False when it is time for a heartbeat; ends with the server."""
    seen: object = None
    now = asyncio.get_running_loop().time
    begun = spoken = now()
    while True:
        # Listening begins before looking, or what happens in between would be noticed a second late.
        news = asyncio.ensure_future(console.reader.changed(LOOK_AGAIN))
        try:
            found = await fingerprint()
            if found != seen or now() - spoken >= HEARTBEAT:
                yield found != seen
                seen, spoken = found, now()
            if console.stopping() or now() - begun >= LONGEST:
                return
            await news
        finally:
            news.cancel()
        await asyncio.sleep(BREATH)


def event(name: str, told: Any, position: int | None = None) -> str:
    """One event in the wire's own form; `position` becomes the Last-Event-ID."""
    marked = f"id: {position}\n" if position is not None else ""
    return f"{marked}event: {name}\ndata: {json.dumps(told)}\n\n"


HEART = ": still here\n" + event("beat", {})
"""A comment for proxies, and an event for the page, which cannot see comments."""


def stream(pieces: AsyncIterator[str]) -> StreamingResponse:
    """The response that tells the pieces as they come; it ends when the journal goes away."""
    headers = {"x-accel-buffering": "no"}
    return StreamingResponse(_while_it_lasts(pieces), media_type="text/event-stream", headers=headers)


async def _while_it_lasts(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    try:
        async for piece in pieces:
            yield piece
    except TryAgain:
        return
