"""What each platform shows of a message as it was written: the connectors' own limits, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from channels.messenger import render as meta
from channels.pieces import Measure, utf16
from channels.slack import customer as slack
from channels.telegram import render as telegram


@dataclass(frozen=True)
class Platform:
    """One of them; 0 where it has no such limit."""

    channel: str
    """As a variation in domain.yml names it."""
    name: str
    """As people call it."""
    longest_text: int
    measure: Measure = len
    """How it counts a text."""
    unit: str = "characters"
    longest_title: int = 0
    """Of a button; UTF-16 code units."""
    most_choices: int = 0
    """Buttons that answer, under one message."""
    few_choices: int = 0
    """Buttons of its own kind of message for them; more become a row that is easily overlooked."""
    most_with_links: int = 0
    """Buttons under one message, where one of them opens a page."""
    longest_with_links: int = 0
    """Of the text above buttons one of which opens a page; UTF-16 code units."""


_MESSENGER = Platform(
    "messenger",
    "Messenger",
    meta.MESSENGER.longest_text,
    meta.MESSENGER.measure,
    longest_title=meta.LONGEST_TITLE,
    most_choices=meta.MOST_QUICK_REPLIES,
    few_choices=meta.MOST_TEMPLATE_BUTTONS,
    most_with_links=meta.MOST_TEMPLATE_BUTTONS,
    longest_with_links=meta.LONGEST_TEMPLATE_TEXT,
)
_INSTAGRAM = Platform(
    "instagram",
    "Instagram",
    meta.INSTAGRAM.longest_text,
    meta.INSTAGRAM.measure,
    "bytes",
    longest_title=meta.LONGEST_TITLE,
    most_choices=meta.MOST_QUICK_REPLIES,
    few_choices=meta.MOST_TEMPLATE_BUTTONS,
)
_TELEGRAM = Platform("telegram", "Telegram", telegram.LONGEST_TEXT, utf16, most_choices=telegram.MOST_BUTTONS)
_SLACK = Platform(
    "slack",
    "Slack",
    slack.LONGEST_TEXT,
    longest_title=slack.LONGEST_TITLE,
    most_choices=slack.MOST_BUTTONS * slack.MOST_ROWS,
)

PLATFORMS: Sequence[Platform] = (_MESSENGER, _INSTAGRAM, _TELEGRAM, _SLACK)
"""All but our own web chat, which shows everything."""
