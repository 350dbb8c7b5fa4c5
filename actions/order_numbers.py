"""How a shop numbers its orders, and such numbers in what customers write, however badly they type them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

WRITTEN = re.compile(
    r"(?P<sign>#?)(?:(?P<letters>[A-Z]{1,6})(?P<dash>[-./]?))?(?P<digits>0{3,12})(?P<more>\+?)"
)
"""A shape in the setting: each 0 is a digit."""
LONGEST = 15
"""Digits of a number that may have more than its shape shows."""
LOOKS_LIKE = str.maketrans("OIL", "011")
LOOK_ALIKES = 2
"""Letters at most that stand for the digits that they look like."""
EXAMPLE = "1012345678901"
SAID_BEFORE = r"[O0]RDER|NUMBER|NUM|NO|NR|MY|THE|IT'?S|IS"
BEFORE_SIGN = r"(?<![\w#&])(?<!\binvoice )(?<!\bbill )"
"""What `#10432` is not a part of, and not the number of."""
ORDER = (
    r"\b(?:order|0rder|ordr|oder|orde|odrer|ordre|ordrer|oreder)s?"
    r"(?:[ -]?(?:number|numer|numbr|nunber|num|nr|no|id|ref|code))?"
    r"[\s:.#=-]{0,4}(?:(?:is|was|it's|its)[\s:.#-]{1,3})?"
)
"""The word, typed badly too, before digits that are an order's for that."""


class BadShape(ValueError):
    """It says of no number how it looks; the message is one sentence."""


@dataclass(frozen=True)
class Shape:
    """One way in which a shop writes its orders' numbers."""

    sign: str
    """`#`, or nothing."""
    letters: str
    """`FD`, in capitals; may be none."""
    dash: str
    """Between letters and digits: `-`; may be none."""
    digits: int
    has_more: bool
    """Whether there may be more digits than these."""

    @property
    def before(self) -> str:
        """All that stands before the digits."""
        return self.sign + self.letters + self.dash

    @property
    def example(self) -> str:
        """A number that looks so: FD-10123."""
        return self.before + EXAMPLE[: self.digits]

    def read(self, words: str) -> str:
        """The number that the words, in capitals, are; empty where they are none, or more than that."""
        found = self._alone.match(words)
        return self.before + re.sub("[^0-9]", "", found[1].translate(LOOKS_LIKE)) if found else ""

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Begin, end and number of each in a message; what is only digits counts after `order` or `#`."""
        for pattern in self._within:
            for match in pattern.finditer(text):
                group = 1 if pattern.groups else 0
                if number := self.read(match[group].upper()):
                    yield *match.span(group), number

    @cached_property
    def _alone(self) -> re.Pattern[str]:
        letters = f"|{self._letters}" if self.letters else ""
        gap = "" if self.has_more else r"[\s.,]?"
        real = self.digits - LOOK_ALIKES
        return re.compile(
            rf"^(?:[#\s.:–—_/-]|{SAID_BEFORE}{letters})*"
            rf"(?=(?:[OIL\s.,]*\d){{{max(real, 1)}}})"
            rf"((?:[\dOIL]{gap}){{{self.digits - 1},{self._most - 1}}}[\dOIL])[\s.,;!?]*$"
        )

    @cached_property
    def _within(self) -> Sequence[re.Pattern[str]]:
        digits = rf"\d{{{self.digits},{self._most}}}"
        found = [rf"{BEFORE_SIGN}#\s?{digits}\b", rf"{ORDER}({digits})\b(?![ .,/-]?\d{{3}})"]
        if self.letters:
            found.insert(0, rf"(?<!\w)#?(?:{self._letters})[ \-_.:#/]{{0,3}}(?:{self._typed})\b")
        return [re.compile(pattern, re.IGNORECASE) for pattern in found]

    @property
    def _letters(self) -> str:
        """Side by side, with a space or a full stop between, or two of them the other way round."""
        spread = "[ .]?".join(self.letters)
        return f"{spread}|{self.letters[::-1]}" if len(self.letters) == 2 else spread

    @property
    def _typed(self) -> str:
        """Digits side by side, one by one, or in two groups."""
        sizes = "" if self.has_more else f"|[\\dOIL](?: [\\dOIL]){{{self.digits - 1}}}"
        groups = range(2, self.digits - 1) if not self.has_more else ()
        halves = "".join(rf"|\d{{{size}}}[ .,]\d{{{self.digits - size}}}" for size in groups)
        return rf"[\dOIL]{{{self.digits},{self._most}}}{sizes}{halves}"

    @property
    def _most(self) -> int:
        return LONGEST if self.has_more else self.digits


def read(typed: str, known: Sequence[Shape]) -> str:
    """The number that the words, in capitals, are, by the first shape that they fit; else empty."""
    return next((number for shape in known if (number := shape.read(typed))), "")


def find(text: str, known: Sequence[Shape]) -> Sequence[tuple[int, int, str]]:
    """Begin, end and number of each in a message, as they come; where two overlap, the first shape's."""
    found: list[tuple[int, int, str]] = []
    for each in (each for shape in known for each in shape.find(text)):
        if all(each[1] <= begin or end <= each[0] for begin, end, _ in found):
            found.append(each)
    return sorted(found)


def shape_of(number: str) -> str:
    """The setting that numbers like this one need; empty where there is none."""
    written = re.sub("[0-9]", "0", number)
    return written if WRITTEN.fullmatch(written) else ""


def shapes(setting: str) -> Sequence[Shape]:
    """Those of a setting such as `FD-00000,#0000+`, where + is any number of digits more. Raises BadShape."""
    return [_shape(written) for written in re.split(r"[\s,]+", setting.strip(" ,"))]


def _shape(written: str) -> Shape:
    found = WRITTEN.fullmatch(written)
    if not found:
        raise BadShape(
            f"{written} shows no order number. Write # and up to six capital letters as they are, perhaps one"
            " of - . /, and a 0 for each of three to twelve digits: FD-00000. A + behind them allows"
            " more: #0000+."
        )
    return Shape(
        found["sign"], found["letters"] or "", found["dash"] or "", len(found["digits"]), bool(found["more"])
    )
