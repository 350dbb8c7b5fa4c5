"""What the customers of the load say, and how long they wait for the bot."""

import asyncio
import itertools
from collections.abc import Iterable, Iterator, Sequence

from tests.bench.clocked_telegram import ClockedTelegram
from tests.bench.line import Line
from tests.fakes.telegram.customer import TelegramCustomer

TALK = (
    "how long does delivery take?",
    "which ways to pay are there?",
    "are you a bot?",
    "what can you do?",
    "thanks",
    "is the backpack in stock?",
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
    """Seconds that each turn of so many talks at once took; the greeting that opens each does not count.

    A talk has two turns more: a chat gets three messages at once, and from then on one a second.
    """

    async def talks(texts: Iterable[tuple[str, str]]) -> Sequence[float]:
        with telegram.line(url) as line:
            return [wait for pair in texts for wait in await talk(line, pair)]

    async def talk(line: Line, texts: tuple[str, str]) -> Sequence[float]:
        (person,) = customers(telegram, 1)
        await telegram.turn(line, person, "hi there")
        return [await telegram.turn(line, person, text) for text in texts]

    pairs = list(itertools.islice(itertools.cycle(zip(TALK[::2], TALK[1::2], strict=True)), turns // 2))
    took = await asyncio.gather(*(talks(pairs) for _ in range(at_once)))
    return [wait for one in took for wait in one]
