"""What somebody typed, as a value in Shopify's search: https://shopify.dev/docs/api/usage/search-syntax"""

import re
from collections.abc import Sequence


def named(number: str) -> str:
    """The search for orders of that name, which is a number with the shop's own signs around it."""
    return f"name:{quoted(_plain(number))}"


def called(name: str) -> str:
    """The search for customers of that first and last name; empty where there are not both."""
    first, _, rest = " ".join(name.split()).partition(" ")
    return f"first_name:{quoted(first)} last_name:{quoted(rest.split()[-1])}" if rest else ""


def sold_with(words: Sequence[str]) -> str:
    """The search for what is sold with a word in its title that begins with one of these."""
    return f"status:active ({' OR '.join(f'title:{word}*' for word in words)})"


def quoted(words: str) -> str:
    """The words as one value: no sign in them is syntax."""
    printable = "".join(sign if sign.isprintable() else " " for sign in words)
    return '"' + re.sub(r'(["\\])', r"\\\1", printable) + '"'


def is_named(name: str, number: str) -> bool:
    """Whether an order's name is what a customer calls it: capitals and the sign before it do not count."""
    return _plain(name) == _plain(number)


def _plain(number: str) -> str:
    return number.strip().lstrip("#").upper()
