"""How customers say who they are, unasked: `I'm Yusuf Rossi in zip code 19122`, `it's under mia garcia`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

SAID = re.compile(
    r"\b(?:my (?:full )?name(?:\s*(?:is|['’]s|:))|(?:the )?name (?:is|on (?:it|the order) is)|name\s*:"
    r"|(?<!last )(?<!first )(?<!user )\bname(?= [^\W\d_])|under(?: the)? name(?: of)?|i go by)\s+",
    re.IGNORECASE,
)
"""After these a name follows, in whatever letters."""
PERHAPS = re.compile(
    r"\b(?:i\s?['’]?\s?a?m|this is|it['’]?s|it is|(?:it['’]?s )?under|on behalf of)\s+", re.IGNORECASE
)
"""After these it may be anything; it is a name with its capitals, or before a postcode."""
BEFORE = re.compile(r"^\W*(?:(?:hi|hello|hey|yes|ok|sure|no|well|so)\b\W*)*", re.IGNORECASE)
BETWEEN = re.compile(
    r"(?P<sign>[,:;-]?)\s*(?P<words>(?:\b(?:and|i|am|live|living|in|at|from|with|my|the|zip|zipcode|post|postal|postcode|code"
    r"|area|is|of|near|zipped)\b\W*)*)$",
    re.IGNORECASE,
)
"""What stands between a name and a postcode."""
LIVES = re.compile(
    r"\b(?:live|lives|living|residing|reside|based|in|from|at|zip\w*|post\s?code)\b", re.IGNORECASE
)
SURELY_LIVES = re.compile(
    r"\b(?:i(?: am|'m)? (?:lives?|living|residing|reside|based)|my (?:zip|post))", re.IGNORECASE
)
"""… and in a sentence of its own."""
ACCOUNT = re.compile(r"\b([a-z]{2,}_[a-z]{2,})_\d{2,5}\b", re.IGNORECASE)
POSTCODE = re.compile(
    r"(?<![\w#-])(?:\d{5}(?:-\d{4})?|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2})(?![\w-])(?!\.\d)", re.IGNORECASE
)
"""What may be one beside a name: five digits, or a British one."""
LAST = re.compile(
    r"(?:[,.;:!?\n]\s*|[#\w-]*\d[\w-]*,?\s+)(?P<name>(?:[^\W\d_][\w'’.-]*\s+){1,3}[^\W\d_][\w'’-]*)[\s,]*$"
)
"""A name at the end, after a sign or a number."""
STREET = re.compile(r"\b\d+[a-z]?\s+(?:[^\W\d_][\w'’.-]*\s+){1,4}[^\W\d_][\w'’.-]*,\s*$", re.IGNORECASE)
HERE = re.compile(r"(?:^|[.!?,;\n]\s*)((?:[^\W\d_][\w'’.-]*\s+){1,2}[^\W\d_][\w'’-]*)\s+(?:here|speaking)\b")
SENTENCE = re.compile(r"[.!?;\n]\s")
WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_WORDS = """
    a about account again agent all also an and any anymore anything are at back bot but buy calling can
    cancel chat code customer delivery did didn do does doing done email exchange fine for from get
    getting give going good had happy has have having hello help here hey hi how human i idea if in is
    it item just know late like live living looking lost mail me missing my name need new no not nothing
    number of ok okay on one or order orders our parcel person phone please post postal postcode ready
    really refund return send shop so some sorry still stop sure talk tell than thank thanks that the
    then there they this to track trying unable unhappy upset using very waiting want wanting was what
    when where which who why wife will with would writing wrong yes yet you your zip zipcode
"""
NOT_OF_A_NAME = frozenset(_WORDS.split())
"""Words that a name has none of, and that end one."""
FEWEST, MOST = 2, 5
"""Words of a name."""
FEWEST_LEFT = 2
"""Of what is said beside, if it is to mean something."""


@dataclass(frozen=True)
class Introduced:
    """A name that somebody says is theirs, first and last."""

    begin: int
    """Where what leads to it begins: `I'm`."""
    start: int
    end: int
    """Where the name stands."""
    home: tuple[int, int] | None = None
    """Where the postcode stands that goes with it, if one does."""


def introduced(text: str, people: Sequence[int] = ()) -> Introduced | None:
    """Who somebody says they are; None where they do not. `people`: where names of people begin."""
    homes = [each.span() for each in POSTCODE.finditer(text)]
    for home in homes:
        if found := _before(text, home[0]):
            return replace(found, home=home)
    found = _after_lead(text, people) or _account(text) or _here(text)
    return found and replace(found, home=_near(text, found.end, homes))


def without_introduction(text: str) -> str:
    """What is said beside it; the text itself where it is nothing else, or where nobody says who they are."""
    found = introduced(text)
    if found is None:
        return text
    _, end = found.home or (found.start, found.end)
    rest = f"{text[: found.begin].rstrip(' ,(')} {text[end:].lstrip(' ,.;:!)')}".strip()
    return rest if len(rest.split()) >= FEWEST_LEFT else text


def _after_lead(text: str, people: Sequence[int]) -> Introduced | None:
    for pattern in (SAID, PERHAPS):
        for lead in pattern.finditer(text):
            name = _name(text, lead.end())
            if name and (pattern is SAID or _has_capitals(text[slice(*name)]) or lead.end() in people):
                return Introduced(lead.start(), *name)
    return None


def _account(text: str) -> Introduced | None:
    """A user name that is made of first and last name: `mei_kovacs_8020`."""
    found = ACCOUNT.search(text)
    leads = [each for each in PERHAPS.finditer(text) if found and each.end() == found.start()]
    return Introduced(leads[0].start() if leads else found.start(), *found.span(1)) if found else None


def _near(text: str, end: int, homes: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The postcode of somebody who says their name, and then where they live."""
    for home in homes:
        *others, last = SENTENCE.split(text[end : home[0]])
        if home[0] >= end and (SURELY_LIVES if others else LIVES).search(last):
            return home
    return None


def _before(text: str, begin: int) -> Introduced | None:
    """The name that goes with a postcode: all of its sentence before it, but for what leads to either."""
    between = BETWEEN.search(text, 0, begin)
    rest = text[: between.start()] if between else text[:begin]
    sentence = max((each.end() for each in SENTENCE.finditer(rest)), default=0)
    leads = [each for pattern in (SAID, PERHAPS) for each in pattern.finditer(rest, sentence)]
    lead = max(leads, key=lambda each: each.end(), default=None)
    start = lead.end() if lead else _after_greeting(rest, sentence)
    name = _name(rest, start)
    if name is None or rest[name[1] :].strip(" ,"):
        return _last_in(rest)
    is_told_apart = lead or (between and (between["sign"] or between["words"]))
    is_alone = not text[:start].strip() and POSTCODE.fullmatch(text[begin:].strip(" .!"))
    is_name = is_told_apart or is_alone or _has_capitals(rest[slice(*name)])
    return Introduced(lead.start() if lead else start, *name) if is_name else None


def _last_in(rest: str) -> Introduced | None:
    """A name at the end of what stands before a postcode, after a sign or an order's number; no town."""
    found = LAST.search(rest)
    if not found or ends_in_street(rest[: found.start("name")]) or not _has_capitals(found["name"]):
        return None
    is_name = not any(word.casefold() in NOT_OF_A_NAME for word in found["name"].split())
    return Introduced(found.start("name"), *found.span("name")) if is_name else None


def ends_in_street(text: str) -> bool:
    """Whether a street and its number, or a town, is the last that was said, and a comma."""
    return bool(STREET.search(text))


def _here(text: str) -> Introduced | None:
    """`Yara Ito here`."""
    found = HERE.search(text)
    is_name = found and _has_capitals(found[1]) and not NOT_OF_A_NAME & set(found[1].casefold().split())
    return Introduced(found.start(1), *found.span(1)) if found and is_name else None


def _after_greeting(text: str, sentence: int) -> int:
    found = BEFORE.match(text[sentence:])
    return sentence + (found.end() if found else 0)


def _name(text: str, start: int) -> tuple[int, int] | None:
    """Where the words of a name that begins there stand."""
    words = list(_words(text, start))
    return (words[0].start(), words[-1].end()) if len(words) >= FEWEST else None


def _words(text: str, start: int) -> Iterator["re.Match[str]"]:
    at = start
    for _ in range(MOST):
        word = WORD.match(text, at)
        if not word or word[0].casefold() in NOT_OF_A_NAME:
            return
        yield word
        if text[word.end() : word.end() + 1] != " ":
            return
        at = word.end() + 1


def _has_capitals(name: str) -> bool:
    """`Yusuf Rossi`, `Juan de la Cruz`; not `SO ANGRY`."""
    first, *_, last = name.split()
    return all(word[0].isupper() and not word.isupper() for word in (first, last))
