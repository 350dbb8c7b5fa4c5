"""What to call somebody, from the name that their account shows; anybody can put anything there."""

import re
import unicodedata

LONGEST_READ = 100
LONGEST = 20
"""Letters; first names that are longer exist, jokes that are longer are many."""
TITLES = frozenset(("dr", "frau", "herr", "miss", "mme", "mr", "mrs", "ms", "mx", "prof", "sir"))
NO_NAMES = frozenset(
    (
        *(
            "account",
            "admin",
            "anonymous",
            "bot",
            "customer",
            "deleted",
            "facebook",
            "guest",
            "hello",
            "instagram",
        ),
        *(
            "messenger",
            "my",
            "no",
            "none",
            "null",
            "shop",
            "store",
            "team",
            "telegram",
            "test",
            "the",
            "unknown",
        ),
        *("user", "visitor"),
    )
)
"""What stands where a name should be; the platforms themselves write some of these."""
JOINTS = "'’-"
MARKS_IN_A_ROW = re.compile(r"[\u0300-\u036f]{2,}")
"""Accents heaped on one letter."""


def first_name(shown: object) -> str:
    """The first name, as one writes it; empty where there is none that one would call somebody by."""
    words = unicodedata.normalize("NFKC", shown[:LONGEST_READ]).split() if isinstance(shown, str) else []
    called = [word for word in words if word.rstrip(".").lower() not in TITLES]
    if not called or (len(words) == 1 and words[0].islower()):
        return ""  # a lone word in small letters is the name of an account
    return _spelled(called[0]) if _is_name(called[0]) else ""


def _is_name(word: str) -> bool:
    """Letters alone, and more than one: no link, no sign, nothing that a platform reads as markup."""
    letters = [sign for sign in word if unicodedata.category(sign)[0] == "L"]
    allowed = all(sign in JOINTS or unicodedata.category(sign)[0] in "LM" for sign in word)
    varied = len({letter.lower() for letter in letters}) >= 2 and len(word) <= LONGEST
    ends = word[0] not in JOINTS and word[-1] not in JOINTS
    return allowed and varied and ends and not MARKS_IN_A_ROW.search(word) and word.lower() not in NO_NAMES


def _spelled(word: str) -> str:
    """`anna` and `ANNA` are Anna, `McCoy` and `JP` are what they are."""
    return word.title() if word.islower() or (word.isupper() and len(word) > 2) else word
