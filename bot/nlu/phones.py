"""Phone numbers as people write them, told apart from the other long numbers of a shop.

What a number with its country means is Google's knowledge: https://github.com/daviddrysdale/python-phonenumbers
"""

import re
from collections.abc import Iterator

import phonenumbers

from bot.nlu.found import Found

CANDIDATE = re.compile(r"(?<![\w.,/+@#-])(?:\+ ?|\(?00? ?)?[(\d][\d ().\-/]{4,22}\d(?![\w@]|[.,:/-]\d)")
DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}|\d{4}-\d{2}-\d{2}")
SPELLED = re.compile(r"(?:1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}")
"""A North American number, in its groups."""
SPOKEN_OF = re.compile(
    r"\b(?:phone|telephone|tel|mobile|mob|cell|cellphone|handy|whatsapp|landline|call|ring|reach|text|sms)\b"
    r"[^\d+(\n]{0,30}$"
)
"""What stands before a number that is one to call."""
OTHERS = re.compile(
    r"\b(?:track\w*|parcel|shipment|card|iban|account|sku|item|ref\w*|code)\b[^\d+(\n]{0,20}$"
)
"""What stands before a long number that is none."""


class Phones:
    """Finds phone numbers."""

    def __init__(self, country: str) -> None:
        """`country`: of numbers without one, such as GB; empty where nobody knows. Raises ValueError."""
        if country and country not in phonenumbers.SUPPORTED_REGIONS:
            raise ValueError(f"there is no country {country}; it takes two capital letters, such as GB")
        self._country = country

    def find(self, text: str) -> Iterator[Found]:
        """As +447700900123 where the country is known, or else its digits."""
        for match in CANDIDATE.finditer(text):
            before = text[: match.start()].lower()
            if not DATE.search(match[0]) and not OTHERS.search(before):
                value = self._value(match[0], bool(SPOKEN_OF.search(before)))
                if value:
                    yield Found("phone", value, match.start(), match.end())

    def _value(self, typed: str, is_spoken_of: bool) -> str:
        digits = re.sub(r"\D", "", typed)
        if typed.startswith("+"):
            return _abroad("+" + digits)
        if digits.startswith("00"):
            return _abroad("+" + digits[2:])
        if not (is_spoken_of or _has_trunk_zero(digits) or SPELLED.fullmatch(typed)):
            return ""
        return self._at_home(digits) if 7 <= len(digits) <= 12 else ""

    def _at_home(self, digits: str) -> str:
        return (_dialled(digits, self._country) if self._country else "") or digits


def _has_trunk_zero(digits: str) -> bool:
    return digits.startswith("0") and 10 <= len(digits) <= 12


def _abroad(number: str) -> str:
    return _dialled(number, None)


def _dialled(number: str, country: str | None) -> str:
    """E.164; empty where no number of that length exists."""
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return ""
    is_possible = phonenumbers.is_possible_number(parsed)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if is_possible else ""
