"""Words cut to what a platform takes: long text in pieces, choices in words where buttons do not fit."""

import re
from collections.abc import Callable, Iterator, Sequence

from bot.core.entry import Button

CUT = "…"

Measure = Callable[[str], int]
"""How long a text is in the platform's own count."""

_BREAKS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])"),
    re.compile(r"\s+"),
)
"""Where a text may be cut: between paragraphs, lines, sentences, words; tried in this order."""


def utf16(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def utf8(text: str) -> int:
    """Length in bytes."""
    return len(text.encode())


def split(text: str, longest: int, measure: Measure = len) -> list[str]:
    """The text in pieces that are no longer than `longest`; empty where there is nothing to read."""
    return [piece for piece in map(str.strip, _pieces(text.strip(), longest, measure)) if piece]


def _pieces(text: str, longest: int, measure: Measure) -> Iterator[str]:
    while measure(text) > longest:
        end = _end(text, longest, measure)
        yield text[:end]
        text = text[end:].lstrip()
    yield text


def _end(text: str, longest: int, measure: Measure) -> int:
    """Where the first piece ends; cuts that would leave it less than half full are not worth it."""
    room = len(_fitting(text, longest, measure))
    for form in _BREAKS:
        found = [cut.start() for cut in form.finditer(text, 0, room + 1) if room // 2 < cut.start() <= room]
        if found:
            return found[-1]
    return max(room, 1)


def _fitting(text: str, longest: int, measure: Measure) -> str:
    """As much of the beginning as fits."""
    low, high = 0, min(len(text), longest)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= longest else (low, middle - 1)
    return text[:low]


def shortened(text: str, longest: int, measure: Measure = len) -> str:
    """The text, or its beginning and a sign that it goes on."""
    if measure(text) <= longest:
        return text
    return _fitting(text, longest - measure(CUT), measure).rstrip() + CUT


def listed(buttons: Sequence[Button]) -> str:
    """Choices in words, a line each."""
    return "\n".join(f"{number}. {_choice(button)}" for number, button in enumerate(buttons, 1))


def _choice(button: Button) -> str:
    return f"{button.title}: {button.url}" if button.url else button.title


def joined(*texts: str) -> str:
    """Paragraphs put together."""
    return "\n\n".join(text for text in texts if text)
