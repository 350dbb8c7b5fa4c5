"""A postal address out of what customers type, or the one of theirs that they mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache

import pycountry

from actions import details
from actions.changes.wording import LONGEST_READ
from actions.shop.port import Address

LONGEST = 300
"""Characters that are read."""
LEAD_IN = re.compile(
    r"^.*?\b(?:(?:new|delivery|shipping|right|correct|my|the)\s+)*address\s+"
    r"(?:is|to|should be|would be|:)\s*:?\s*"
    r"|^.*?\b(?:to|at|is|be|it's)\s*:?\s+(?=\d)|^\W+",
    re.IGNORECASE,
)
"""What is said before an address: `please send it to`, `my new address is`."""
POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|\d{5}(?:-\d{4})?|\d{4}\s?[A-Z]{2})\b", re.IGNORECASE
)
"""British; American, German, French …; Dutch."""
HOUSE = re.compile(r"(?<![\w#./-])\d{1,5}[a-z]?(?:[-/]\d+)? (?=[^\W\d_])", re.IGNORECASE)
"""A house's number, and what follows is a street."""
UNIT_BEFORE = re.compile(
    r"(?:suite|ste|apt|apartment|flat|unit|floor|room|building|size|order"
    r"|no|number)\W*$",
    re.IGNORECASE,
)
ENDS = re.compile(r"[?!;]|\.\s+[^\W\d_]{3}")
"""The end of a sentence: no address goes on after it."""
STREET = re.compile(
    r"(?<![\w#])\d{1,5}[a-z]? (?:[^\W\d_][\w.'’-]*\s+){0,3}(?:street|str|st|road|rd|avenue|ave|lane|ln|drive"
    r"|dr|way|court|ct|place|pl|square|sq|boulevard|blvd|terrace|close|crescent|row|hill|park|gardens"
    r"|highway|\w+stra(?:ss|ß)e|\w+weg)\b",
    re.IGNORECASE,
)
NOT_NUMBER = re.compile(r"\b(\d{1,5}[a-z]?)[, ]+(?:and )?not (\d{1,5}[a-z]?)\b", re.IGNORECASE)
SAYS_POSTCODE = re.compile(r"\b(?:zip|post ?code|postal)\b", re.IGNORECASE)
UNIT = re.compile(r"^(?:suite|ste|apt|apartment|flat|unit|floor|room|c/o|building|#)\b", re.IGNORECASE)
WITH_REGIONS = ("US", "CA", "AU")
"""Countries in which an address is not complete without a state."""
MINE = ("default", "home", "profile", "usual", "account", "billing")


@dataclass(frozen=True)
class Typed:
    """What a message says of an address; empty words for what it does not say."""

    line: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""

    @property
    def missing(self) -> str:
        """The first part that has to be asked for: line, city, postcode or region; empty: it is whole."""
        needed = ("line", "city", "postcode", *(("region",) if code(self.country) in WITH_REGIONS else ()))
        return next((name for name in needed if not getattr(self, name)), "")

    def or_else(self, before: "Typed") -> "Typed":
        """Filled up with what was said before."""
        said = {each.name: getattr(self, each.name) for each in fields(self) if getattr(self, each.name)}
        return replace(before, **said)

    def address(self) -> Address:
        """As the shop takes it."""
        return Address(self.line, self.city, self.postcode, self.country, self.line2, self.region)


def typed_address(text: str, country: str) -> Typed:
    """What stands in a message: `445 Maple Drive, Suite 394, Fort Worth, Texas 76165`.

    Every part between commas is one thing; `country` is where the customer lives, as their shop writes it.
    """
    words = LEAD_IN.sub("", text[:LONGEST].strip(), count=1).strip(" .!?")
    parts = [part.strip(" .?") for part in re.split(r"[,;\n]+", words) if part.strip(" .")]
    found, parts = _postcode_of(parts)
    country, parts = _country_of(parts, country)
    region, parts = _region_of(parts, code(country))
    lines, city = _lines_and_city(parts, is_whole=bool(found))
    return Typed(
        line=" ".join(lines[:1]),
        line2=", ".join(lines[1:]),
        city=city,
        region=region,
        postcode=found,
        country=country,
    )


def spelled_in(text: str) -> str:
    """The address that stands in a message from house number to postcode; empty where none does."""
    for home in reversed(list(POSTCODE.finditer(text[:LONGEST_READ]))):
        houses = [
            house
            for house in HOUSE.finditer(text, 0, home.start())
            if not UNIT_BEFORE.search(text[: house.start()])
        ]
        if houses and not ENDS.search(text[houses[-1].start() : home.start()]):
            return text[houses[-1].start() : home.end()]
    return ""


def corrected(text: str, so_far: Typed) -> Typed:
    """An address in which one part is put right: `no, 14 Elm Street`, `19 not 9`, `the zip is 85004`."""
    if (numbers := NOT_NUMBER.search(text)) and so_far.line.startswith(f"{numbers[2]} "):
        return replace(so_far, line=f"{numbers[1]}{so_far.line.removeprefix(numbers[2])}")
    if (home := POSTCODE.search(text)) and SAYS_POSTCODE.search(text):
        return replace(so_far, postcode=details.postcode(home[0]))
    street = STREET.search(text)
    return replace(so_far, line=street[0].strip(" .,")) if street else so_far


def typed_part(name: str, text: str, country: str) -> Typed:
    """The answer to a question for one part: line, city, postcode or region."""
    words = text[:LONGEST].strip(" .,!")
    if name == "postcode":
        found = POSTCODE.search(words)
        words = details.postcode(found[0] if found else words)
    if name == "region":
        words = region_code(words, code(country)) or (words if len(words) <= 40 else "")
    return Typed(country=country, **{name: words})


def known_address(text: str, known: Sequence[Address], home: Address | None) -> Sequence[Address]:
    """Those of the customer's own addresses that the words mean: the default one, the one in Chicago."""
    words = f" {re.sub(r'[^a-z0-9]+', ' ', text.casefold())} "
    if home and any(f" {said} " in words.replace(" new home ", " ") for said in MINE):
        return [home]
    return [address for address in known if any(f" {name} " in words for name in _names(address))]


def _names(address: Address) -> Sequence[str]:
    """By which people call an address: its city, its state, its street."""
    city, region = address.city.casefold(), address.region.casefold()
    full = _region_name(address.region, code(address.country))
    initials = "".join(word[0] for word in city.split())
    names = [
        city,
        full,
        address.line.casefold(),
        *([region] if region and region not in ("in", "or", "me", "ok", "hi") else []),
    ]
    shorts = [initials, f"{initials}c"] if len(initials) > 1 else []
    return [re.sub(r"[^a-z0-9]+", " ", name).strip() for name in (*names, *shorts) if name]


@lru_cache(maxsize=64)
def code(country: str) -> str:
    """Two letters: of USA, United States or us; empty for what is no country."""
    try:
        return str(pycountry.countries.lookup(country).alpha_2) if country else ""
    except LookupError:
        return {"UK": "GB", "ENGLAND": "GB", "SCOTLAND": "GB", "WALES": "GB"}.get(country.upper(), "")


@lru_cache(maxsize=512)
def region_code(words: str, country: str) -> str:
    """A state by its letters: of `Texas` or `tx` in US; empty for what is none."""
    plain = words.strip(" .").casefold()
    if not plain or country not in WITH_REGIONS:
        return ""
    found = (letters for letters, name in _regions(country).items() if plain in (letters.casefold(), name))
    return next(found, "")


@lru_cache(maxsize=8)
def _regions(country: str) -> Mapping[str, str]:
    """The names of a country's states, in small letters, by their letters."""
    there = (region for region in pycountry.subdivisions if region.country_code == country)
    return {region.code.split("-")[1]: region.name.casefold() for region in there}


def _region_name(letters: str, country: str) -> str:
    return _regions(country).get(letters.upper(), "") if country in WITH_REGIONS else ""


def _postcode_of(parts: Sequence[str]) -> tuple[str, list[str]]:
    """The last one, and what else stands there; of the first part last, whose number may be the house's."""
    order = [*reversed(range(1, len(parts))), 0] if parts else []
    for place in order:
        found = list(POSTCODE.finditer(parts[place]))
        if found:
            rest = (parts[place][: found[-1].start()] + parts[place][found[-1].end() :]).strip(" ,-")
            return details.postcode(found[-1][0]), [
                *parts[:place],
                *([rest] if rest else []),
                *parts[place + 1 :],
            ]
    return "", list(parts)


def _country_of(parts: Sequence[str], country: str) -> tuple[str, list[str]]:
    """As the shop writes it, where it is the customer's own; the last part may name another."""
    if len(parts) > 1 and (named := code(parts[-1])) and not region_code(parts[-1], code(country)):
        return (country if named == code(country) else named), list(parts[:-1])
    return country, list(parts)


def _region_of(parts: Sequence[str], country: str) -> tuple[str, list[str]]:
    """A part of its own, or the end of the city's: `Springfield IL`."""
    if len(parts) < 2:
        return "", list(parts)
    last = parts[-1]
    if region_code(last, country) and len(parts) > 2:
        return region_code(last, country), list(parts[:-1])
    for words in (2, 1):
        begin, end = " ".join(last.split()[:-words]), " ".join(last.split()[-words:])
        if begin and region_code(end, country):
            return region_code(end, country), [*parts[:-1], begin]
    return "", list(parts)


def _lines_and_city(parts: Sequence[str], is_whole: bool) -> tuple[Sequence[str], str]:
    """The city comes last, where there is one; a flat is never it."""
    if len(parts) > 1 and not UNIT.match(parts[-1]):
        return parts[:-1], parts[-1]
    if len(parts) == 1 and not any(map(str.isdigit, parts[0])):
        return (), parts[0] if is_whole else ""
    return parts, ""
