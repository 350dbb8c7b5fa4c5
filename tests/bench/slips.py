"""Messages with slips of the finger: one word in eight is misspelt."""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.evaluation.labelled import BadFile, Example

ONE_IN = 8
SEED = 7
LETTERS = re.compile("[A-Za-z]+")
SHORTEST = 4
"""Letters of a word in which two are swapped, where the file has no misspelling of it."""

Misspellings = Mapping[str, Sequence[str]]


def read_misspellings(path: Path) -> Misspellings:
    """By word, out of lines such as `recieve->receive` or `wich->which, witch`. Raises BadFile."""
    found: dict[str, list[str]] = defaultdict(list)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"{path} cannot be read as text.") from error
    for line in lines:
        wrong, arrow, right = line.partition("->")
        for word in right.split(",") if arrow else ():
            if LETTERS.fullmatch(word.strip()):
                found[word.strip().lower()].append(wrong.strip())
    if not found:
        raise BadFile(f"{path} holds no lines such as `recieve->receive`.")
    return found


def with_slips(examples: Sequence[Example], known: Misspellings) -> Sequence[Example]:
    """The same messages, misspelt; the same ones each time."""
    dice = random.Random(SEED)
    return [Example(_slipped(example.text, known, dice), example.intent) for example in examples]


def _slipped(text: str, known: Misspellings, dice: random.Random) -> str:
    def misspelt(word: re.Match[str]) -> str:
        return _misspelt(word[0], known, dice) if dice.random() < 1 / ONE_IN else word[0]

    return LETTERS.sub(misspelt, text)


def _misspelt(word: str, known: Misspellings, dice: random.Random) -> str:
    if choices := known.get(word.lower()):
        return dice.choice(choices)
    if len(word) < SHORTEST:
        return word
    at = dice.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
