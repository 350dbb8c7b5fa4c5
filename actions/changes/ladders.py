"""More or less of an option: `one size smaller`, `1000 more pieces`, `the brightest`."""

import re
from collections.abc import Iterator, Mapping, Sequence

from actions.changes.wording import Token, is_same, plain_words
from actions.shop.port import Product

LADDERS = (
    ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"),
    ("portable", "small", "medium", "large"),
    ("low", "medium", "high"),
    ("beginner", "intermediate", "expert"),
    ("light", "medium", "dark"),
    ("basic", "professional"),
)
"""Values that have an order though they are no numbers."""
MORE = (
    "bigger",
    "larger",
    "longer",
    "taller",
    "higher",
    "more",
    "brighter",
    "wider",
    "thicker",
    "heavier",
    "stronger",
)
LESS = (
    "smaller",
    "shorter",
    "lower",
    "fewer",
    "less",
    "darker",
    "narrower",
    "thinner",
    "lighter",
    "easier",
    "dimmer",
)
MOST = ("biggest", "largest", "longest", "tallest", "highest", "maximum", "most", "max", "brightest")
LEAST = ("smallest", "shortest", "lowest", "fewest", "least", "minimum", "min", "easiest")
HINTS = {
    "bright": "brightness",
    "dim": "brightness",
    "long": "length",
    "short": "length",
    "tall": "height",
    "easi": "difficulty",
    "bag": "bagged",
}
"""Beginnings of words, and of which option they speak."""
SIZED = (
    "size",
    "capacity",
    "length",
    "diameter",
    "height",
    "count",
    "storage",
    "piece",
    "resolution",
    "range",
)
"""Options that `bigger` and `smaller` may mean."""


def values_of(product: Product) -> Mapping[str, tuple[str, ...]]:
    """Every option, and what it comes in, in order."""
    found: dict[str, dict[str, None]] = {}
    for variant in product.variants:
        for option, value in variant.options.items():
            found.setdefault(option, {})[value] = None
    return {
        option: tuple(sorted(values, key=lambda value: _rank(value, list(values))))
        for option, values in found.items()
    }


def compared(
    typed: Sequence[Token], product: Product, now: Mapping[str, str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Options of which more or less is wanted, with what is above or below today's, the nearest first."""
    values = values_of(product)
    for at, token in enumerate(typed):
        step = _step(typed, at, token.word)
        option = _option_of(typed, at, token.word, values) if step else ""
        if not option:
            continue
        ladder = [value for value in values[option] if _rank(value, values[option]) is not None]
        yield option, _stepped(ladder, now.get(option, ""), step, _amount(typed, at))


def _step(typed: Sequence[Token], at: int, word: str) -> int:
    follows = typed[at + 1].word if at + 1 < len(typed) else ""
    if follows in ("expensive", "than") or (at and typed[at - 1].word == "no"):
        return 0
    steps = ((MORE, 1), (LESS, -1), (MOST, 2), (LEAST, -2))
    return next((step for words, step in steps if word in words), 0)


def _option_of(typed: Sequence[Token], at: int, word: str, values: Mapping[str, tuple[str, ...]]) -> str:
    """The option named beside it, else the one that such a word is about, if there is but one."""
    ordered = [option for option, known in values.items() if len(known) > 1 and _is_ladder(known)]
    near = [token.word for token in typed[max(0, at - 3) : at + 4]]
    for option in ordered:
        if any(is_same(other, name) for name in plain_words(option) for other in near):
            return option
    said = (word, *near)
    hint = next((about for start, about in HINTS.items() for other in said if other.startswith(start)), "")
    hinted = [option for option in ordered if hint and hint in option]
    sized = [option for option in ordered if any(name in option for name in SIZED)]
    found = hinted or sized
    return found[0] if len(found) == 1 else ""


def _is_ladder(values: Sequence[str]) -> bool:
    return all(_rank(value, values) != NO_RANK for value in values)


NO_RANK = float("inf")


def _rank(value: str, among: Sequence[str]) -> float:
    """Its place among the values: by its number, or on a ladder of words."""
    number = re.search(r"\d+(?:\.\d+)?", value)
    if number:
        return float(number[0])
    for ladder in LADDERS:
        small = value.casefold()
        if small in ladder and all(other.casefold() in ladder for other in among):
            return ladder.index(small)
    return NO_RANK


def _stepped(ladder: Sequence[str], now: str, step: int, amount: float) -> tuple[str, ...]:
    if abs(step) == 2:
        return (ladder[-1] if step > 0 else ladder[0],)
    if now not in ladder:
        return ()
    place = ladder.index(now)
    beyond = ladder[place + 1 :] if step > 0 else ladder[:place][::-1]
    exact = [value for value in beyond if amount and abs(_rank(value, ladder) - _rank(now, ladder)) == amount]
    return tuple(exact or beyond)


def _amount(typed: Sequence[Token], at: int) -> float:
    """How much more or less, where a number beside it says: `1000 more pieces`, `500 pieces less`."""
    beside = [token.word for token in typed[max(0, at - 2) : at]]
    numbers = [float(word) for word in beside if re.fullmatch(r"\d+(?:\.\d+)?", word)]
    return numbers[-1] if numbers and numbers[-1] > 1 else 0.0
