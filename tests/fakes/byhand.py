"""Talking to the bot by hand, in a terminal, as a customer of a fake platform."""

import argparse
import asyncio
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

from tests.fakes.customer import Customer
from tests.fakes.platform import FakePlatform
from tests.fakes.waiting import LOOK_AGAIN

P = TypeVar("P", bound=FakePlatform)


def by_hand(platform: P, customer: Callable[[P], Customer]) -> None:
    """Serve until interrupted; each line typed is said by the customer, `press: Title` presses a button."""
    options = argparse.ArgumentParser(description=by_hand.__doc__)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--deliver-to", default="")
    chosen = options.parse_args()
    platform.start(chosen.port)
    print(f"Serving at {platform.url}", flush=True)  # noqa: T201 - a person reads it
    if chosen.deliver_to:
        platform.deliver_to(chosen.deliver_to)
    try:
        asyncio.run(_talk(customer(platform)))
    except KeyboardInterrupt:
        pass
    finally:
        platform.stop()


async def _talk(customer: Customer) -> None:
    lines: asyncio.Queue[str] = asyncio.Queue()
    # A daemon: a thread that waits for the keyboard must not keep Ctrl-C waiting.
    reading = threading.Thread(target=_read, args=(lines, asyncio.get_running_loop()), daemon=True)
    reading.start()
    listening = asyncio.create_task(_listen(customer))
    while not listening.done():
        await _do(customer, await lines.get())


def _read(lines: asyncio.Queue[str], loop: asyncio.AbstractEventLoop) -> None:
    for line in sys.stdin:
        loop.call_soon_threadsafe(lines.put_nowait, line.strip())


async def _do(customer: Customer, line: str) -> None:
    try:
        if line.startswith("press:"):
            await customer.presses(line.removeprefix("press:").strip(), within=1)
        elif line:
            await customer.says(line)
    except AssertionError as problem:
        print(problem)  # noqa: T201 - a person reads it


async def _listen(customer: Customer) -> None:
    seen = 0
    while True:
        for shown in customer.screen()[seen:]:
            seen += 1
            print(f"  bot: {shown.text} {shown.titles or ''}", flush=True)  # noqa: T201 - a person reads it
        await asyncio.sleep(LOOK_AGAIN)
