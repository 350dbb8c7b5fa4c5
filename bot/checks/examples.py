"""Examples: too few of an intent, the same sentence twice, sentences that hardly differ."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import ceil

from bot.checks.finding import Finding
from bot.talk_files import Example, TalkFiles

FEWEST = 5
"""Of an intent, or of an answer of a retrieval intent; fewer are hardly learnt."""
ENOUGH = 30
"""From here on nothing is said."""
ALIKE = 0.6
"""The share of word pairs in common above which one sentence was made from the other by swapping a word."""
SHORTEST = 3
"""Words; shorter sentences are alike by nature."""

_ANNOTATED = re.compile(r"\[([^\]]+)\](?:\((\w+)[^)]*\)|\{[^}]*\})")
_APOSTROPHES = str.maketrans("", "", "'’`´")


def examples(files: TalkFiles) -> Iterator[Finding]:
    """Each answer of a retrieval intent counts as an intent of its own."""
    sentences = [Sentence(example) for example in files.examples]
    yield from _few(files)
    yield from _same(sentences)
    yield from _alike(sentences)


class Sentence:
    """An example, ready to be compared."""

    def __init__(self, example: Example) -> None:
        self.text, self.label = example.text, str(example.label)
        self.bare = _bare(_ANNOTATED.sub(r"\1", example.text)) or example.text
        """Without capitals, signs and emoji, unless there is nothing else."""
        self.words = _bare(_ANNOTATED.sub(_kind, example.text)).split()
        """The same, with what differs from customer to customer by its name only."""

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Which words follow each other, the beginning and the end included."""
        return frozenset(pairwise(["", *self.words, ""]))


def _kind(annotated: "re.Match[str]") -> str:
    return annotated[2] or annotated[1]


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    return " ".join(re.findall(r"\w+", plain))


def _few(files: TalkFiles) -> Iterator[Finding]:
    counted = Counter(str(example.label) for example in files.examples)
    for label, count in counted.items():
        if count < ENOUGH:
            wanted = FEWEST if count < FEWEST else ENOUGH
            yield Finding(
                f"{files.labels[label].place}: {label} has {count} example{'s' * (count > 1)}. "
                f"Write {wanted} or more, as different as customers are.",
                is_hint=count >= FEWEST,
            )


def _same(sentences: Sequence[Sentence]) -> Iterator[Finding]:
    first: dict[str, Sentence] = {}
    for sentence in sentences:
        earlier = first.setdefault(sentence.bare, sentence)
        if earlier is sentence:
            continue
        before = f'"{earlier.text}" ({earlier.text.place})'
        if earlier.label == sentence.label:
            yield Finding(
                f'{sentence.text.place}: "{sentence.text}" says the same as {before}. One is enough.', True
            )
        else:
            yield Finding(
                f'{sentence.text.place}: "{sentence.text}" is an example of {sentence.label}, '
                f"and {before} one of {earlier.label}. Delete one of them."
            )


def _alike(sentences: Sequence[Sentence]) -> Iterator[Finding]:
    """Of different intents only: within one, likeness does no harm."""
    for one, other in _candidates(sentences):
        if one.label != other.label and one.bare != other.bare and _are_alike(one, other):
            yield Finding(
                f'{other.text.place}: "{other.text}" ({other.label}) is very like "{one.text}" ({one.label}, '
                f"{one.text.place}). If a customer may mean either, say it otherwise.",
                is_hint=True,
            )


def _candidates(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, Sentence]]:
    """Pairs that have all words in common, or one of their rarest word pairs: all others are unlike."""
    long = [sentence for sentence in sentences if len(sentence.words) >= SHORTEST]
    often = Counter(pair for sentence in long for pair in sentence.pairs)
    found: defaultdict[object, list[int]] = defaultdict(list)
    for number, sentence in enumerate(long):
        rarest = sorted(sentence.pairs, key=lambda pair: (often[pair], pair))
        for key in (frozenset(sentence.words), *rarest[: _telling(len(rarest))]):
            found[key].append(number)
    near = {pair for together in found.values() for pair in combinations(together, 2)}
    yield from ((long[first], long[second]) for first, second in sorted(near))


def _telling(count: int) -> int:
    """So many of a sentence's pairs cannot all be missing in one that is alike."""
    return count - ceil(ALIKE * count) + 1


def _are_alike(one: Sentence, other: Sentence) -> bool:
    if set(one.words) == set(other.words):
        return True
    ours, theirs = one.pairs, other.pairs
    return len(ours & theirs) > ALIKE * len(ours | theirs)
