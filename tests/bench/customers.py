"""What the customers of the load say, and how long they wait for the bot."""

import asyncio
import itertools
from collections.abc import Iterator, Sequence

from tests.bench.clocked_telegram import ClockedTelegram
from tests.fakes.telegram.customer import TelegramCustomer

TALK = (
    "how long does delivery take?",
    "which ways to pay are there?",
    "are you a bot?",
    "what can you do?",
    "thanks",
    "something arrived broken",
)
"""Each is answered with one message."""


def customers(telegram: ClockedTelegram, count: int) -> Sequence[TelegramCustomer]:
    """So many new people."""
    return [telegram.customer(f"Customer {number}") for number in range(1, count + 1)]


def updates(telegram: ClockedTelegram, people: Sequence[TelegramCustomer]) -> Iterator[bytes]:
    """Without end: each person in turn says the next thing."""
    for text in itertools.cycle(TALK):
        for person in people:
            yield telegram.update(person, text)


async def waits(telegram: ClockedTelegram, url: str, at_once: int, turns: int) -> Sequence[float]:
    """Seconds that each turn of so many talks at once took; the greeting that opens each does not count."""

    async def talk(person: TelegramCustomer) -> Sequence[float]:
        with telegram.line(url) as line:
            await telegram.turn(line, person, "hi there")
            return [
                await telegram.turn(line, person, text)
                for text in itertools.islice(itertools.cycle(TALK), turns)
            ]

    talks = await asyncio.gather(*map(talk, customers(telegram, at_once)))
    return [wait for talk_waits in talks for wait in talk_waits]
