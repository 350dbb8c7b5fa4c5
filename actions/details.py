"""What customers type about themselves and their order, brought into one form; empty when it is none."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from actions import order_numbers
from actions.order_numbers import Shape
from actions.settings import order_shapes

EMAIL = re.compile(r"[^@\s<>|,;:\"()]+@[^@\s<>|,;:\"()]+\.[a-z]{2,}")
AT = re.compile(r"\s*[(\[{]\s*(?:at|@)\s*[)\]}]\s*|\s*@\s*|\s+at\s+(?=\S+(?:\s+dot\s+|\.)[a-z])")
DOT = re.compile(r"\s*[(\[{]\s*(?:dot|\.)\s*[)\]}]\s*|\s+dot\s+")
ENDING = re.compile(r"(?<=@)([a-z\d-]+)\s?[.,]\s?(com|net|org|edu|eu|de|fr|nl|ie|uk|us|io|me|co[.,]uk)\b")
"""A domain whose full stop is a comma, or has spaces around it."""
NO_DOT = re.compile(r"(?<=@)([a-z\d-]{2,})(com|net|org|couk)\b(?![.\w])")
LONGEST_EMAIL = 254
"""https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.3"""
COUNTRY = re.compile(r"^(?:DE?|AT?|CH|FR?|IT?|BE?|NL|DK|SE?|L)-(?=\d{4,5}$)")
"""What stands before a postcode on letters from abroad: D-10115."""
BRITISH = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)[ -]?(\d[A-Z]{2})$")
POSTCODE = re.compile(r"^(?=.*\d)[A-Z0-9](?:[A-Z0-9]|[ -](?=[A-Z0-9])){2,9}$")
LEAD_IN = re.compile(
    r"""^\W*(?:(?:hi|hello|hey|yes|ok|sure)\b\W*)?
    (?:(?:my|the)\s+(?:full\s+)?name(?:\s+on\s+(?:it|the\s+order))?\s*(?:is|['’]s|:)
      |name\s*:|i\s*am|i['’]m|im|it\s+is|it['’]s|this\s+is)?
    \s+(?:(?:under|for)\s+)?""",
    re.IGNORECASE | re.VERBOSE,
)
"""What is said before a name: "Hi, my name is", "it's under" …"""
WORD_OF_NAME = re.compile(r"^[^\W\d_]+(?:['’.-][^\W\d_]*)*$")
NO_NAMES = (
    "a about agent an and any anything are bot can cancel chat delivery do does don't dont email for "
    "from get give have hello help here hey how human i idea if in is it know lost mail me my name need "
    "no not number of on one or order package parcel person please postcode refund return sorry stop "
    "talk tell than thank thanks that the then there they this to track want was what when where which "
    "who why will with would yes you your"
)
"""What people write instead of a name; a few are names too, so one of them is allowed beside another word."""
LONGEST_NAME = 80
LONGEST_READ = 500
MODEL = re.compile(
    r"(?:\bsame (?:\w+ )?as|\blike|\bas (?:in|for|on))\s+(?:(?:my|the|in|of|for|on|order|number)\s+)*$",
    re.IGNORECASE,
)
"""What stands before the number of an order that another one is only to be like."""


@cache
def shapes() -> Sequence[Shape]:
    """How the shop's order numbers look, by its setting. Raises BadSettings."""
    return order_shapes()


def example() -> str:
    """An order number as the shop writes most of them; customers are told what to look for."""
    return shapes()[0].example


def order_number(typed: object) -> str:
    """`fd10432`, `#10432`, `order 10432`, `f d 1 0 4 3 2` … as FD-10432; `w2378156` as #W2378156."""
    return order_numbers.read(_plain(typed).upper(), shapes())


def is_a_model(number: str, text: str) -> bool:
    """Whether another order is only to be like that one: `the same address as #W8277957`."""
    found = order_numbers.find(text, shapes())
    return any(MODEL.search(text[:begin]) for begin, _, each in found if each == number)


def order_numbers_in(typed: str) -> list[str]:
    """Every one in a message, each in its form."""
    return [number for _, _, number in order_numbers.find(typed, shapes())]


def email(typed: object) -> str:
    """An address in small letters, without the link or the full stop that came with it.

    Spoken ones are spelled (`ann at example dot com`), and a slip in the punctuation is mended; how a name or
    a provider is spelled is the customer's.
    """
    words = _plain(typed).lower().replace("mailto:", " ")
    found = EMAIL.search(words) or EMAIL.search(_spelled(words))
    return found[0] if found and len(found[0]) <= LONGEST_EMAIL else ""


def _spelled(words: str) -> str:
    """Words in which an address is spoken, or has a slip, with the address as it is written."""
    signs = DOT.sub(".", AT.sub("@", words))
    ended = ENDING.sub(lambda end: f"{end[1]}.{end[2].replace(',', '.')}", signs)
    return NO_DOT.sub(lambda end: f"{end[1]}.{end[2].replace('couk', 'co.uk')}", ended)


def postcode(typed: object) -> str:
    """A postcode in capitals, a British one with its space, and none with the country's letter before it."""
    words = re.sub(r"\s+", " ", _plain(typed).upper()).strip(" .,;!?")
    local = BRITISH.sub(r"\1 \2", COUNTRY.sub("", words))
    return local if POSTCODE.match(local) else ""


def customer_name(typed: object) -> str:
    """First and last name, without what was said around them and what followed them."""
    words = LEAD_IN.sub("", " " + _plain(typed)).split()
    name: list[str] = []
    for typed_word in words:
        word = typed_word.strip(',;:!?"()')
        if not WORD_OF_NAME.match(word):
            break
        name.append(word)
        if typed_word[-1] in ",;:!?":
            break
    spelled = " ".join(name).rstrip(".")
    other_words = sum(word.lower() in NO_NAMES.split() for word in name)
    is_name = 2 <= len(name) <= 5 and 2 * other_words <= len(name) and len(spelled) <= LONGEST_NAME
    return spelled if is_name else ""


def _plain(typed: object) -> str:
    """The beginning of what was typed: no detail is longer, and patterns take their time over long texts."""
    words = typed[:LONGEST_READ] if isinstance(typed, str) else ""
    return unicodedata.normalize("NFKC", words).strip()
