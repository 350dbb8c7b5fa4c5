"""Slack's rich text, used for whatever a customer may have had a hand in.

Slack takes its words as they are: no mention, no link, no formatting can be smuggled into them.
https://docs.slack.dev/reference/block-kit/blocks/rich-text-block/
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

Block = dict[str, Any]
Element = dict[str, Any]


def text(words: str, **style: bool) -> list[Element]:
    """Words as they are; `bold=True`, `italic=True`. Slack refuses empty elements."""
    marked = {"style": style} if style else {}
    return [{"type": "text", "text": piece, **marked} for piece in _mentions_apart(words) if piece]


def _mentions_apart(words: str) -> Iterator[str]:
    """Broken up before what looks like a mention: exports and other apps put the pieces into mrkdwn again."""
    start = 0
    for index in range(1, len(words)):
        if words[index - 1] == "<" and words[index] in "!@#":
            yield words[start:index]
            start = index
    yield words[start:]


def time(at: datetime, form: str = "{date_short_pretty} {time}") -> Element:
    """A moment, shown in the reader's time zone. https://docs.slack.dev/reference/block-kit/block-elements/date-element"""
    return {
        "type": "date",
        "timestamp": int(at.timestamp()),
        "format": form,
        "fallback": at.strftime("%Y-%m-%d %H:%M UTC"),
    }


def link(url: str, words: str) -> Element:
    """Words that open an address."""
    return {"type": "link", "url": url, "text": words}


def section(*runs: list[Element]) -> Element:
    """A paragraph."""
    return {"type": "rich_text_section", "elements": [element for run in runs for element in run]}


def quote(*runs: list[Element]) -> Element:
    """Somebody's words, with a bar beside them that no words can imitate."""
    return {"type": "rich_text_quote", "elements": [element for run in runs for element in run]}


def rich(elements: list[Element]) -> Block:
    """One block of paragraphs and quotes."""
    return {"type": "rich_text", "elements": elements}
