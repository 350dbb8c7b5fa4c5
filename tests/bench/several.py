"""How surely several requests in one message are told apart, and one request is left whole."""

import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.evaluation.labelled import Example
from bot.evaluation.understanding import Marked
from bot.nlu.requests import is_request, pieces

JOINERS = (
    "? ",
    ". ",
    " and ",
    ", and ",
    "? And ",
    "\n",
    "? also ",
    ". btw ",
    "; ",
    ". Another thing, ",
    " plus ",
)
"""How customers go on to the next thing."""
ENDS = ".!?…;, "
PAIRS = 1_000
CLEAR = 0.8
"""Confidence in a request by itself."""
SEED = 1

Labels = Sequence[str]
"""What the parts of a message ask for, in its order; empty where it is one."""


@dataclass(frozen=True)
class Split:
    """What came of messages made of two requests."""

    pairs: int
    taken: int
    """For several."""
    right: int
    """For the two that they are, and for nothing else."""

    def __str__(self) -> str:
        shares = [f"{number / max(1, self.pairs):.1%}" for number in (self.taken, self.right)]
        return f"{shares[0]} taken for several, {shares[1]} for the two that they are (of {self.pairs})"


@dataclass(frozen=True)
class Rates:
    """What came of messages that hold one request, and of those made of two."""

    singles: int
    torn: int
    """Those that hold one, and are taken for several."""
    pairs: Split
    """Of all that are understood each by itself."""
    clear: Split
    """Of those that are surely understood, and one sentence."""

    def __str__(self) -> str:
        torn = f"{self.torn} ({self.torn / max(1, self.singles):.1%})"
        return (
            f"{self.singles} messages with one request: {torn} taken for several\n"
            f"pairs of requests that are understood each by itself: {self.pairs}\n"
            f"pairs of one clear sentence each: {self.clear}"
        )


def requests_among(marked: Sequence[Marked], config: Path) -> Sequence[Marked]:
    """Those that ask for something, by the project's config.yml, and are understood."""
    pipeline = yaml.safe_load(config.read_text("utf-8"))["pipeline"]
    nothing = [intent for component in pipeline for intent in component.get("asks_nothing", ())]
    right = [each for each in marked if each.right and each.on_topic]
    return [each for each in right if is_request(each.example.intent, nothing)]


async def rates(
    singles: Collection[str], understood: Sequence[Marked], labels_of: Callable[[str], Awaitable[Labels]]
) -> Rates:
    """`singles`: messages that hold one request; `understood`: requests that are, each by itself."""
    torn = [text for text in singles if await labels_of(text)]
    clear = [
        each for each in understood if each.guess.confidence >= CLEAR and len(pieces(each.example.text)) == 1
    ]
    of_all, of_clear = [
        await _split([each.example for each in found], labels_of) for found in (understood, clear)
    ]
    return Rates(len(singles), len(torn), of_all, of_clear)


async def _split(examples: Sequence[Example], labels_of: Callable[[str], Awaitable[Labels]]) -> Split:
    found = [(pair, await labels_of(text)) for pair, text in joined(examples)]
    return Split(
        len(found), sum(bool(labels) for _, labels in found), sum(labels == pair for pair, labels in found)
    )


def joined(requests: Sequence[Example]) -> Iterator[tuple[Labels, str]]:
    """Pairs of different requests, each intent as often as any other: labels, and one message of both."""
    chance = random.Random(SEED)
    by_intent: defaultdict[str, list[str]] = defaultdict(list)
    for example in requests:
        by_intent[example.intent].append(example.text)
    for number in range(PAIRS if len(by_intent) > 1 else 0):
        labels = chance.sample(sorted(by_intent), 2)
        first, second = (chance.choice(by_intent[label]) for label in labels)
        yield labels, first.rstrip(ENDS) + JOINERS[number % len(JOINERS)] + second
