"""Names from a list, such as a shop's products: found in singular and plural, and with typing errors."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.nlu.found import Found

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LONGEST = 1_000
"""Characters that are searched."""
SURE, LIKELY = 6, 9
"""Letters from which on one slip is allowed, and two."""

ENDINGS = (("rves", "rf"), ("ies", "y"), ("ie", "y"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"))
"""Of plurals, with what takes their place; "ie" so that a beanie is told as beanies are."""

Word = tuple[str, int, int]
"""Its stem, and where it begins and ends."""


@dataclass(frozen=True)
class Reading:
    """A name that words may stand for."""

    slips: int
    start: int
    end: int
    name: str


class Listed:
    """Finds the names of one list."""

    def __init__(self, entity: str, names: Mapping[str, str], real: Sequence[str]) -> None:
        """`names`: what is called what, by what may be written for it; `real`: words that are no slips."""
        self._entity = entity
        self._names = {_key(words): name for words, name in names.items()}
        self._known = {stem for words in names for stem in _stems(words)}
        self._real = frozenset(real)
        self._most = max((len(_stems(words)) for words in names), default=0) + 1
        in_order = sorted(self._names)
        self._by_letter = {letter: list(keys) for letter, keys in groupby(in_order, lambda key: key[:1])}

    def find(self, text: str) -> Iterator[Found]:
        """Each by the name it has in the list."""
        words = [(_stem(match[0]), match.start(), match.end()) for match in WORD.finditer(text[:LONGEST])]
        chosen: list[Reading] = []
        for one in sorted(self._readings(words), key=lambda one: (one.slips, one.start - one.end, one.start)):
            if all(one.end <= other.start or other.end <= one.start for other in chosen):
                chosen.append(one)
        for one in chosen:
            yield Found(self._entity, one.name, one.start, one.end)

    def _readings(self, words: Sequence[Word]) -> Iterator[Reading]:
        for first in range(len(words)):
            for count in range(1, min(self._most, len(words) - first) + 1):
                window = words[first : first + count]
                found = self._nearest([stem for stem, _, _ in window])
                if found:
                    yield Reading(found[1], window[0][1], window[-1][2], found[0])

    def _nearest(self, stems: Sequence[str]) -> tuple[str, int] | None:
        """The name that is meant, and how many slips were made."""
        typed = "".join(stems)
        if typed in self._names:
            return self._names[typed], 0
        slips = _slips(typed)
        if not slips or any(stem in self._real and stem not in self._known for stem in stems):
            return None
        keys = self._by_letter.get(typed[:1], ())
        best = process.extractOne(typed, keys, scorer=OSA.distance, score_cutoff=slips)
        return (self._names[best[0]], int(best[1])) if best else None


def near(names: Sequence[str], real: Sequence[str]) -> Sequence[str]:
    """Those of the real words that could be taken for a slip in one of the names."""
    stems = {stem for words in names for stem in (*_stems(words), _key(words)) if len(stem) >= SURE - 1}
    close = process.cdist(sorted(stems), real, scorer=OSA.distance, score_cutoff=2)
    return [word for word, column in zip(real, close.T, strict=True) if 0 < column.min() <= 2]


def _slips(word: str) -> int:
    return 0 if len(word) < SURE else 1 if len(word) < LIKELY else 2


def _key(words: str) -> str:
    return "".join(_stems(words))


def _stems(words: str) -> Sequence[str]:
    return [_stem(match[0]) for match in WORD.finditer(words)]


def _stem(word: str) -> str:
    """In small letters and in the singular: shirts, scarves, watches, berries."""
    small = word.lower().replace("’", "'").removesuffix("'s").replace("-", "").replace("'", "")
    for ending, single in ENDINGS:
        if small.endswith(ending) and len(small) > len(ending) + 1:
            return small.removesuffix(ending) + single
    return small.removesuffix("s") if len(small) > 3 and not small.endswith("ss") else small
