"""Slips of the finger taken back before a sentence is understood: of `my pakage`, my package.

Only words that are in no dictionary, and that the examples do not use, are touched; what they become is the
nearest word, and of those that are equally near the one that the examples use most. What was written stays
as it is for everything else: entities, transcripts and people read the customer's own words.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources

from rapidfuzz import process
from rapidfuzz.distance import OSA

WORD = re.compile(r"(?<![\w@.#/\[’'-])[A-Za-z]{4,}(?![\w@#/-]|\.\w|['’]\w)")
"""Letters alone: no part of an order number, an address, a link or a contraction."""
USED = 3
"""Times that examples must use a word which is in no dictionary, to be more than a slip of theirs."""
FREQUENT = 20_000
"""Words of the dictionary that a slip may be of, beside those of the examples."""
LONG = 6
"""Letters from which on two slips are taken back; of shorter words, one."""
OTHER_BEGINNING = 0.5
"""A word that begins with another letter counts as so much farther: few slips are there."""


class Spelling:
    """Knows the words of a language, and which of them matter here."""

    def __init__(self, texts: Sequence[str]) -> None:
        """`texts`: what is said here; one that is a word by itself, such as `hola`, is no slip."""
        dictionary = english()
        used = Counter(word for text in texts for word in re.findall("[a-z]+", text.lower()))
        alone = {text.lower() for text in texts if " " not in text}
        self._known = {*dictionary, *alone, *(word for word, times in used.items() if times >= USED)}
        often = {*list(dictionary)[:FREQUENT], *used}
        self._weight = {
            word: 1000.0 * used[word] + math.log(dictionary.get(word, 1)) for word in self._known & often
        }
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._weight):
            self._by_length[len(word)].append(word)

    def corrected(self, text: str) -> str:
        """The sentence, with known words in place of slips."""
        return WORD.sub(lambda found: self._nearest(found[0]), text)

    def all_corrected(self, texts: Sequence[str]) -> Sequence[str]:
        """Each of them; a slip that many make is looked up once."""
        nearest = lru_cache(maxsize=None)(self._nearest)
        return [WORD.sub(lambda found: nearest(found[0]), text) for text in texts]

    def _nearest(self, typed: str) -> str:
        word = typed.lower()
        if word in self._known:
            return typed
        slips = 2 if len(word) >= LONG else 1
        lengths = range(len(word) - slips, len(word) + slips + 1)
        choices = [choice for length in lengths for choice in self._by_length.get(length, ())]
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=None)
        if not found:
            return typed
        return min((self._distance(word, choice, slips), choice) for choice, slips, _ in found)[1]

    def _distance(self, word: str, choice: str, slips: float) -> tuple[float, float]:
        beginning = 0.0 if word[0] == choice[0] else OTHER_BEGINNING
        return slips + beginning, -self._weight[choice]


@lru_cache(maxsize=1)
def english() -> Mapping[str, int]:
    """82,765 words and how often they are used, most used first; from the package symspellpy."""
    path = resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    lines = (line.split() for line in path.read_text(encoding="utf-8-sig").splitlines())
    return {word: int(times) for word, times in lines}
