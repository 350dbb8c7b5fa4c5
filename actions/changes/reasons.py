"""Why an order is to be cancelled, in the policy's words."""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from actions.changes.wording import plain_words

USUAL: Mapping[str, str] = {
    "no_longer_needed": r"no longer|any ?more|not need|n[o']t need|changed? (?:my|our) mind|don'?t want"
    r"|do not want|no use"
    r"|unneeded|unnecessary|didn'?t (?:really )?need",
    "ordered_by_mistake": r"mistake|accident|wrong (?:item|thing|one|order)|by error|in error"
    r"|wasn'?t meant|did ?n[o']t mean|twice"
    r"|double|duplicate|unintention|misclick",
}
"""How people say the two reasons that most shops know."""
ALIKE = 80


def reason_meant(text: str, accepted: Sequence[str]) -> str:
    """One of the accepted reasons; empty where the words name none of them."""
    small = text.casefold().replace("’", "'")
    for reason in accepted:
        words = reason.replace("_", " ")
        if reason in USUAL and re.search(USUAL[reason], small):
            return reason
        if fuzz.partial_ratio(words, " ".join(plain_words(text))) >= ALIKE:
            return reason
    return ""
