"""The words of dates, as they are spelled and misspelled."""

import re

MONTHS = {
    "january": 1, "januray": 1, "janurary": 1, "jan": 1, "february": 2, "febuary": 2, "feburary": 2, "feb": 2,
    "march": 3, "mar": 3, "april": 4, "aprl": 4, "apr": 4, "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7,
    "august": 8, "agust": 8, "aug": 8, "september": 9, "septmber": 9, "setpember": 9, "sept": 9, "sep": 9,
    "october": 10, "octber": 10, "oct": 10, "november": 11, "novmber": 11, "novemeber": 11, "nov": 11,
    "december": 12, "decmber": 12, "decemeber": 12, "dec": 12,
}  # fmt: skip
WEEKDAYS = {
    "monday": 0, "mondy": 0, "tuesday": 1, "teusday": 1, "tuseday": 1, "tuesdy": 1, "wednesday": 2,
    "wensday": 2, "wendsday": 2, "wednsday": 2, "wednesdy": 2, "thursday": 3, "thrusday": 3, "thusday": 3,
    "thursdy": 3, "friday": 4, "firday": 4, "fridy": 4, "saturday": 5, "satuday": 5, "saterday": 5,
    "sunday": 6, "sundy": 6,
}  # fmt: skip
SHORT_WEEKDAYS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5,
    "sun": 6,
}  # fmt: skip
"""Words of their own as well, so only where something before them says that a day is meant."""
COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
YESTERDAY = "yesterday|yesterdy|yestrday|yesteday|yesturday|yestersay|last night"
TOMORROW = "tomorrow|tommorow|tommorrow|tomorow|tomorro|tmrw|tmw|2morrow|2moro"
TODAY = "today|tonight|tonite|2day|this morning|this afternoon|this evening"
AHEAD = frozenset(("by", "until", "till", "before", "next", "this", "coming", "between", "for"))
"""After these a weekday is the next one."""
EVENT = re.compile(
    r"\b(?:weddings?|birthday|b-?day|party|anniversary|christening|baptism|funeral|graduation|baby shower"
    r"|concert|interview|exam|flight|flying(?: out)?|trip|holiday|leaving|moving|travell?ing|married)"
    r"(?:'?s|\s+is)?\W*$",
    re.IGNORECASE,
)
"""What a day is told of before it has come, in words right before the day; past only where they go on so."""
WAS = re.compile(r"^\W*(?:was|were|went|had|has|is over)\b", re.IGNORECASE)
TO_COME = re.compile(
    r"\b(?:will|won'?t|shall|going to|gonna|want|need|can|could|would|please|pls|plan\w*|book\w*|deliver"
    r"|delivery|see you|(?:is|are|am|i?'?m|'re) \w+ing)\b",
    re.IGNORECASE,
)
HAS_BEEN = re.compile(
    r"\b(?:was|were|wasn'?t|did|didn'?t|had|has|came|bought|bougt|(?<!ve )got|sent|paid|lost|went|said|told"
    r"|left|made|spent|took|gave|chose|wrote|broke|since|ago|already|still|\w{3,}ed)\b",
    re.IGNORECASE,
)
"""What tells in a sentence that it is about what is to come, or that it is not."""
