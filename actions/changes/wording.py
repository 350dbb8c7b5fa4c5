"""Words as customers type them beside words as a shop writes them: brought into one form, and compared."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

LONGEST_READ = 1000
"""Characters of a message that are looked at."""
ALIKE = 84
"""From which on two longer words count as the same, one of them misspelled; of 100."""
SHORT = 4
"""Words up to so many letters have to be the same."""
TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|%|\"")
UNITS = {
    **dict.fromkeys(("inches", '"'), "inch"),
    **dict.fromkeys(("millilitre", "milliliter"), "ml"),
    **dict.fromkeys(("litre", "liter"), "l"),
    **dict.fromkeys(("gigabyte", "gig"), "gb"),
    **dict.fromkeys(("foot", "feet"), "ft"),
    **dict.fromkeys(("terabyte",), "tb"),
    **dict.fromkeys(("pcs",), "piece"),
    **dict.fromkeys(("grey",), "gray"),
    **dict.fromkeys(("color",), "colour"),
    **dict.fromkeys(("tee", "tshirt"), "shirt"),
    **dict.fromkeys(("extra",), "x"),
}
"""Written another way, the same thing; after plurals are gone."""
NUMBERS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
}


@dataclass(frozen=True)
class Token:
    """One word or number of a message, in its plain form, and where it stands."""

    word: str
    start: int
    end: int


def tokens(text: str) -> Sequence[Token]:
    """Words and numbers in order, in small letters, without plurals; `15-inch` is two: 15, inch."""
    return list(_tokens(text[:LONGEST_READ]))


def _tokens(text: str) -> Iterator[Token]:
    for found in TOKEN.finditer(text):
        yield Token(_plain(found[0]), found.start(), found.end())


def plain_words(text: str) -> tuple[str, ...]:
    """A shop's words in the same form: `Jigsaw Puzzle` → jigsaw, puzzle."""
    return tuple(token.word for token in tokens(text))


def _plain(word: str) -> str:
    spelled = unicodedata.normalize("NFKC", word).casefold().replace("’", "'").removesuffix("'s")
    if spelled[:1].isdigit():
        return spelled.replace(",", "")
    single = (
        spelled[:-1] if len(spelled) > 3 and spelled.endswith("s") and not spelled.endswith("ss") else spelled
    )
    return UNITS.get(spelled) or UNITS.get(single) or NUMBERS.get(spelled) or single


def is_same(typed: str, written: str) -> bool:
    """Whether a typed word is that word, or a slip of it; both plain."""
    if typed == written:
        return True
    if min(len(typed), len(written)) <= SHORT or typed[:1].isdigit():
        return False
    return fuzz.ratio(typed, written) >= ALIKE


def find(written: Sequence[str], typed: Sequence[Token], begin: int = 0, end: int | None = None) -> int:
    """Where these words follow one another in a message, as the index of the first; -1: nowhere."""
    last = (len(typed) if end is None else end) - len(written)
    for at in range(begin, last + 1):
        if all(is_same(typed[at + place].word, word) for place, word in enumerate(written)):
            return at
    return -1
