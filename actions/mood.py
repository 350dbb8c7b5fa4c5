"""Whether the customer is beside themselves, for the colleague who takes over."""

import re
from collections.abc import Iterable

STRONG = re.compile(
    r"\b(furious|disgust\w*|outrag\w*|ridiculous|unacceptable|appalling|scam\w*|fraud\w*|thie(?:f|ves)|liars?|"
    r"rip[- ]?off|worst|useless|pathetic|lawyer|solicitor|attorney|sue (?:you|u|your|this|the)|"
    r"court(?! shoe)|police|wtf|fed up|sick (?:and tired )?of|never (?:again|buy\w*|order\w*))\b",
    re.IGNORECASE,
)
"""Words that people choose when they are."""
SHOUTED = 12
"""Letters from which on capitals are shouting, and no order number or abbreviation."""


def mood(messages: Iterable[str]) -> str:
    """`angry` where the words, capitals or exclamation marks of a message are strong; else empty."""
    return "angry" if any(map(is_strong, messages)) else ""


def is_strong(text: str) -> bool:
    """Whether its words, capitals or exclamation marks are those of somebody beside themselves."""
    letters = [letter for letter in text if letter.isalpha()]
    shouted = len(letters) >= SHOUTED and sum(map(str.isupper, letters)) > 0.7 * len(letters)
    return shouted or "!!!" in text or bool(STRONG.search(text))
