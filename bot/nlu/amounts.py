"""Sums of money, however the sign, the commas and the words stand."""

import re
from collections.abc import Iterator
from decimal import Decimal

from price_parser import Price

from bot.nlu.found import Found

CODES = (
    "AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HUF",
    "INR", "JPY", "NOK", "NZD", "PLN", "RON", "SEK", "USD",
)  # fmt: skip
"""Others, such as TRY and ALL, are words as well."""
SIGNS = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR", "A$": "AUD", "AU$": "AUD", "C$": "CAD"}
SIGNS |= {"CA$": "CAD", "NZ$": "NZD", "US$": "USD", "ZŁ": "PLN"}
WORDS = {"EURO": "EUR", "POUND": "GBP", "QUID": "GBP", "DOLLAR": "USD", "BUCK": "USD"}
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SPELLED = {word: number for number, word in enumerate(ONES)}
SPELLED |= {word: 10 * number for number, word in enumerate(TENS, 2)}
TIMES = {"hundred": 100, "thousand": 1000}

NUMBER = r"\d{1,3}(?:[,.'’]\d{3})+(?:[.,]\d{1,2})?|\d{1,7}(?:[.,]\d{1,2})?"
CODE = "|".join(CODES)
WORD = "|".join((*SPELLED, *TIMES))
AMOUNT = re.compile(
    rf"""(?<![\w$€£.,])(?:
      (?P<before>(?:US|AU?|CA?|NZ)?\$|[£€¥₹]|\b(?:{CODE})\b)\ ?(?P<first>{NUMBER})(?![\d%]|[.,]\d)
    | (?P<last>{NUMBER})\ ?(?P<after>[£€$](?!\ ?\d)|(?:{CODE}|zł)\b|(?:euro|pound|dollar|buck)s?\b|quid\b)
    | (?P<pence>\d{{1,2}})\ ?(?:p|pence)\b(?!\.?m\b)
    | (?:a\ )?(?P<words>(?:{WORD})(?:(?:\ and\ |[ -])(?:{WORD})){{0,6}})
      \ (?P<of>(?:euro|pound|dollar|buck)s?|quid)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
WEIGHT = re.compile(r"\b(?:weigh\w*|weight|lost|gained|heavy|lift\w*)\b[^.!?\n]{0,20}$", re.IGNORECASE)
OF_WEIGHT = re.compile(r"\s*(?:of\b|heavy|in weight)", re.IGNORECASE)
POUNDS = re.compile(r"pounds?$", re.IGNORECASE)


def find_amounts(text: str) -> Iterator[Found]:
    """As `12.50 GBP`; a number without a currency is no sum."""
    for match in AMOUNT.finditer(text):
        if not _is_weight(match, text):
            yield Found("amount", _value(match), match.start(), match.end())


def _is_weight(match: re.Match[str], text: str) -> bool:
    around = WEIGHT.search(text, 0, match.start()) or OF_WEIGHT.match(text, match.end())
    return bool(POUNDS.search(match[0]) and around)


def _value(match: re.Match[str]) -> str:
    if match["pence"]:
        return f"{Decimal(match['pence']) / 100:.2f} GBP"
    if match["words"]:
        return f"{_spoken(match['words'].lower()):.2f} {_currency(match['of'])}"
    amount = Price.fromstring(match["first"] or match["last"]).amount
    return f"{amount:.2f} {_currency(match['before'] or match['after'])}"


def _spoken(words: str) -> int:
    """`one hundred and seventy five` as 175."""
    thousands, rest = 0, 0
    for word in re.findall("[a-z]+", words.replace(" and ", " ")):
        if word == "thousand":
            thousands, rest = (rest or 1) * TIMES[word], 0
        else:
            rest = (rest or 1) * TIMES[word] if word in TIMES else rest + SPELLED[word]
    return thousands + rest


def _currency(sign: str) -> str:
    named = sign.upper()
    return SIGNS.get(named) or WORDS.get(named.removesuffix("S")) or named
