"""Waiting for something to become true, with a deadline instead of a sleep."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 15.0
"""Seconds that a person in a test waits for words or buttons; a model's first turn after a start is slow."""

LOOK_AGAIN = 0.02


class NeverHappened(AssertionError):
    """What was waited for did not come in time; the message says what was there instead."""


async def eventually(
    look: Callable[[], T | None], otherwise: Callable[[], str], within: float | None = None
) -> T:
    """The first true thing that `look` finds; raises NeverHappened with the words of `otherwise`."""
    deadline = time.monotonic() + (PATIENCE if within is None else within)
    while not (found := look()):
        if time.monotonic() > deadline:
            raise NeverHappened(otherwise())
        await asyncio.sleep(LOOK_AGAIN)
    return found
