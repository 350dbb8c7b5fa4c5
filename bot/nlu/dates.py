"""Days, weeks and months that customers speak of, counted from the day on which they wrote.

Customers tell what has happened more often than what is to come. So without a year a day within the last nine
months or the next three is meant, and a weekday alone is the last one that was; after words such as "by" or
"next", of a wedding or birthday, and in a sentence about what is to come, it is the next one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from bot.nlu.date_words import (
    AHEAD,
    COUNTS,
    EVENT,
    HAS_BEEN,
    MONTHS,
    SHORT_WEEKDAYS,
    TO_COME,
    TODAY,
    TOMORROW,
    WAS,
    WEEKDAYS,
    YESTERDAY,
)
from bot.nlu.found import Found, apart

Match = re.Match[str]
Reader = Callable[[Match, datetime], str]
"""What a match means, for words of that moment; empty where it is no date after all."""

MONTH = rf"(?P<month>{'|'.join(MONTHS)})\b\.?"
DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
NTH = r"(?P<nth> ?(?:st|nd|rd|th)\b)"
YEAR = r"(?:,? (?:of )?(?P<year>(?:19|20)\d\d\b|'\d\d\b))"
ON = r"(?P<on>(?:on|by|since|from|until|till|before|after|of|dated|ordered|due) (?:the )?)"
COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(COUNTS)})"
UNIT = r"(?P<unit>days?|dys?|weeks?|wks?|fortnights?|months?|mths?|years?|yrs?)\b"
NO_VERB = r"(?! (?:be|have|not|need|take|want|also|get|i|we|you|it|they|contain)\b)"
NO_FEAST = r"(?<!black )(?<!cyber )(?<!good )(?<!easter )"
WHEN = "last|past|next|this|coming|by|until|till|before|between|since|on|for"
LOOKING_BACK, LOOKING_AHEAD = timedelta(91), timedelta(182)
"""To the middle of the year in which a day is looked for."""
LINKS = frozenset(("and", "or", "to", "-", "until", "till", "through"))
"""Between two weekdays, of which the second then is the first one after the first."""


def _day_of_month(match: Match, at: datetime) -> str:
    """`3rd of march`, `Nov 12, 2026`."""
    marked = match["nth"] or match["year"] or match["on"]
    if match["month"].lower() == "may" and match.start("month") < match.start("day") and not marked:
        return ""  # "it may 3 times …"
    month, day = MONTHS[match["month"].lower()], int(match["day"])
    return _iso(_year(match["year"]), month, day) if match["year"] else _nearest(month, day, match, at)


def _month(match: Match, at: datetime) -> str:
    """`in march`, `june 2025`."""
    month, when = MONTHS[match["month"].lower()], (match["when"] or "").lower()
    if match["year"]:
        return f"{_year(match['year'])}-{month:02}"
    if not when:
        return ""
    if when in ("last", "since"):
        year = at.year - (month >= at.month if when == "last" else month > at.month)
    elif when in AHEAD:
        year = at.year + (month <= at.month if when == "next" else month < at.month)
    else:
        return _nearest(month, 28, match, at)[:7]
    return f"{year}-{month:02}"


def _weekday(match: Match, at: datetime) -> str:
    """`last tuesday`, `by friday`."""
    day = {**SHORT_WEEKDAYS, **WEEKDAYS}[match["weekday"].lower()]
    when = (match["also"] or match["when"] or "").lower()
    today = at.date()
    if when == "last" or not (when in AHEAD or _is_event(match) or _is_to_come(match)):
        return (today - timedelta((today.weekday() - day - 1) % 7 + 1)).isoformat()
    first = today + timedelta(when in ("next", "coming"))
    return _from(first, day).isoformat()


def _ago(match: Match, at: datetime) -> str:
    return str(at.date() - _length(match))


def _ahead(match: Match, at: datetime) -> str:
    return str(at.date() + _length(match))


def _hours_ago(match: Match, at: datetime) -> str:
    return (at - timedelta(hours=_count(match))).date().isoformat()


def _span(match: Match, at: datetime) -> str:
    """`last week`: an ISO week; month and year likewise; a weekend by its Saturday."""
    shift = {"last": -1, "this": 0, "next": 1}[match["when"].lower()]
    span, today = match["span"].lower(), at.date()
    if span == "year":
        return str(today.year + shift)
    if span == "month":
        return str(today + relativedelta(months=shift))[:7]
    monday = today + timedelta(7 * shift - today.weekday())
    if span == "weekend":
        return (monday + timedelta(5)).isoformat()
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def _written_out(match: Match, at: datetime) -> str:
    """`2026-03-12`."""
    return _iso(int(match["year"]), int(match["month"]), int(match["day"]))


def _away(days: int) -> Reader:
    return lambda _, at: (at.date() + timedelta(days)).isoformat()


def _figures(day_first: bool) -> Reader:
    """`12.03.2026`, `12/3`; where one order makes no date, the other."""

    def read(match: Match, at: datetime) -> str:
        one, other = int(match["day"]), int(match["other"])
        if (one, other) == (24, 7):
            return ""
        given = match.groupdict().get("year")
        for month, day in ((other, one), (one, other))[:: 1 if day_first else -1]:
            found = _iso(_year(given), month, day) if given else _nearest(month, day, match, at)
            if found:
                return found
        return ""

    return read


def _readers(day_first: bool) -> Sequence[tuple[str, Reader]]:
    """Every form; a group `found` is what is marked in the text, where that is not all."""
    figures = _figures(day_first)
    year = r"(?P<year>(?:19|20)?\d\d)(?![\w/-]|\.\d)"
    other = r"(?P<other>\d\d?)"
    spoken = rf"(?:(?P<when>{WHEN}) (?:the )?)?(?:(?P<also>last|next|this) )?"
    in_month = r"(?:(?P<when>in|since|last|next|this|until|by|during) )?"
    return (
        (rf"(?P<on>)(?:the )?{DAY}{NTH}? ?(?:of )?(?:the )?{MONTH}{NO_VERB}{YEAR}?", _day_of_month),
        (rf"{ON}?(?P<found>{MONTH} ?(?:the )?{DAY}(?![\d:/]|[.,]\d){NTH}?{YEAR}?)", _day_of_month),
        (rf"{in_month}(?P<found>{MONTH}{NO_VERB}{YEAR}?)", _month),
        (r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])", _written_out),
        (rf"(?<![\d.-]){DAY}(?P<sign>[./-]){other}(?P=sign){year}", figures),
        (rf"{ON}(?P<found>{DAY}/{other})(?![\w/-]|\.\d)", figures),
        (rf"{ON}(?P<found>{DAY}\.{other}\.)(?!\d)", figures),
        (rf"^\W*(?P<found>{DAY}/{other})\W*$", figures),
        (r"(?:the )?day before yest[a-z]*", _away(-2)),
        (r"(?:the )?day after tom[a-z]*", _away(2)),
        (rf"(?:{YESTERDAY})\b", _away(-1)),
        (rf"(?:{TOMORROW})\b", _away(1)),
        (rf"(?:{TODAY})\b", _away(0)),
        (rf"{spoken}(?P<found>{NO_FEAST}(?P<weekday>{'|'.join(WEEKDAYS)})\b)", _weekday),
        (rf"(?P<when>{WHEN}) (?P<also>)(?P<found>(?P<weekday>{'|'.join(SHORT_WEEKDAYS)})\b)", _weekday),
        (rf"{COUNT} ?{UNIT} (?:ago|back)\b", _ago),
        (rf"{COUNT} ?(?:hours?|hrs?|h) (?:ago|back)\b", _hours_ago),
        (rf"in {COUNT} ?(?!y){UNIT}", _ahead),  # "in a year" is how long more often than when
        (rf"{COUNT} ?{UNIT} from (?:now|today)\b", _ahead),
        (r"(?P<when>last|next|this) (?P<span>week|month|year|weekend)\b", _span),
    )


class Dates:
    """Finds dates."""

    def __init__(self, day_first: bool) -> None:
        """`day_first`: whether 3/12 is the third of December."""
        self._readers = [
            (re.compile(rf"(?<![\w/]){pattern}", re.IGNORECASE), reader)
            for pattern, reader in _readers(day_first)
        ]

    def find(self, text: str, at: datetime) -> Sequence[Found]:
        """As 2026-03-12; a week as 2026-W11, a month as 2026-03, a year as 2026. `at`: when that was said."""
        return list(_in_line(apart(self._each(text, at)), text))

    def _each(self, text: str, at: datetime) -> Iterator[Found]:
        for pattern, reader in self._readers:
            for match in pattern.finditer(text):
                value = reader(match, at)
                if value:
                    marked = "found" if "found" in pattern.groupindex else 0
                    yield Found("date", value, match.start(marked), match.end(marked))


def _in_line(found: Sequence[Found], text: str) -> Iterator[Found]:
    """In `between monday and wednesday`, the wednesday after that monday."""
    last: Found | None = None
    for one in found:
        linked = last and text[last.end : one.start].strip().lower() in LINKS
        if last and linked and _bare(last, text) is not None and _bare(one, text) is not None:
            day = _from(date.fromisoformat(last.value), _bare(one, text) or 0)
            last = replace(one, value=day.isoformat())
        else:
            last = one
        yield last


def _bare(one: Found, text: str) -> int | None:
    """Which weekday it is, where it is one."""
    return WEEKDAYS.get(text[one.start : one.end].lower())


def _length(match: Match) -> relativedelta:
    count, unit = _count(match), match["unit"].lower()
    if unit.startswith("f"):
        return relativedelta(weeks=2 * count)
    names = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
    return relativedelta(**{names[unit[0]]: count})


def _count(match: Match) -> int:
    typed = match["count"].lower()
    return COUNTS.get(typed) or int(typed)


def _from(first: date, weekday: int) -> date:
    """That weekday, on this day or after it."""
    return first + timedelta((weekday - first.weekday()) % 7)


def _year(typed: str | None) -> int:
    """Also of two figures: '26."""
    figures = (typed or "0").removeprefix("'")
    return int(figures) if len(figures) == 4 else 2000 + int(figures)


def _iso(year: int, month: int, day: int) -> str:
    """Empty where there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _nearest(month: int, day: int, match: Match, at: datetime) -> str:
    """Of this year, the last or the next; empty where there is no such day."""
    today = at.date()
    days = [_iso(today.year + shift, month, day) for shift in (-1, 0, 1)]
    real = [date.fromisoformat(each) for each in days if each]
    middle = today + LOOKING_AHEAD if _is_to_come(match) else today - LOOKING_BACK
    return min(real, key=lambda each: abs(each - middle)).isoformat() if real else ""


def _is_event(match: Match) -> bool:
    """Whether it is the day of something that people wait for, as `wedding on saturday`."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    return bool(EVENT.search(before)) and not WAS.search(after)


def _is_to_come(match: Match) -> bool:
    """Whether the sentence tells what is to come."""
    text, start, end = match.string, match.start(), match.end()
    sentence = re.split(r"[.!?;\n]", text[:start])[-1] + " … " + re.split(r"[.!?;\n]", text[end:])[0]
    return bool(TO_COME.search(sentence)) and not HAS_BEEN.search(sentence)
