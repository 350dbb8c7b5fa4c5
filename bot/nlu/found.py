"""What is found in a message, each thing once: places, values, and which of two readings counts."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CERTAIN = ("email", "order_number")
"""Whose pattern is so much its own that nothing longer around it counts."""
BY_CHANCE = "number"
"""What counts only where nothing else does."""
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")


@dataclass(frozen=True)
class Found:
    """One thing that a customer wrote."""

    entity: str
    value: str
    """In the form that is the same however it was typed."""
    start: int
    end: int
    """Where it stands, in characters of the message."""


def even(text: str) -> str:
    """The text with every kind of dash, space and wide letter as the plain one; each place stays the same."""
    spelled = (unicodedata.normalize("NFKC", sign) for sign in text)
    same = "".join(new if len(new) == 1 else old for new, old in zip(spelled, text, strict=True))
    return DASHES.sub("-", same)


def apart(found: Iterable[Found]) -> Sequence[Found]:
    """One reading of each place: an address or an order number before all, then what is longest; in order."""
    kept: list[Found] = []
    for one in sorted(found, key=_weight):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _weight(one: Found) -> tuple[bool, bool, int, int]:
    return one.entity not in CERTAIN, one.entity == BY_CHANCE, one.start - one.end, one.start


def without(text: str, found: Iterable[Found]) -> str:
    """The text with a blot on each of these, so that nobody reads on into them; each place stays the same."""
    for one in found:
        text = text[: one.start] + "\0" * (one.end - one.start) + text[one.end :]
    return text
