"""Several requests in one message: where one ends and the next begins.

A text is cut where sentences end and at words that join two wishes; a piece that asks for nothing by itself,
or is not surely understood, belongs to its neighbour. Only where two parts ask for different things, each of
them surely, is it more than one request: in doubt, a message is one.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.kernel_classifier import Guess

REQUESTS = "requests"
"""In what Rasa understands a message as: its requests, each with text and intent, where there are several."""

Span = tuple[int, int]
"""From which character of a text up to which."""

LONGEST = 1_000
"""Characters; whoever writes more tells a story, which is about one thing."""
FEWEST_WORDS = 5
"""Of a message with two requests."""
FEWEST_WORDS_OF_ONE = 2
MOST_PIECES = 8
"""That are looked at; each costs some 8 ms."""
MOST = 3
"""Requests of one message."""

_ADDING = r"(?:also|plus|btw|by the way|besides|another thing|one more thing|next thing)"
_ASKING = (
    r"(?:do|does|did|is|are|was|were|can|could|would|will|should|may|have|has|when|where|what|how|why|which|who"
    r"|i want|i need|i'd like|i would like|please|tell me)\b"
)
BOUNDARY = re.compile(
    rf"(?:(?<=[.!?…])\s+|[;\n]\s*)(?:(?:and|{_ADDING})\b[,:]?\s+)*"
    rf"|(?:,|(?<=[^\s,]))\s+(?:and\s+)?(?:{_ADDING}\b[,:]?\s+)+"
    rf"|(?<=[^\s,])\s+and\s+(?={_ASKING})|,\s+and\s+",
    re.IGNORECASE,
)
"""The end of a sentence or line, or words that join two wishes; what lies between two pieces."""
QUESTION = re.compile(rf"\?|^\W*{_ASKING}", re.IGNORECASE)
"""The form of a question or wish; stories have others, and their parts are often mistaken for requests."""


@dataclass(frozen=True)
class Request:
    """A part of a message, and what it asks for."""

    text: str
    label: str
    """An intent, or the full name of an answer such as `faq/gift_cards`."""


@dataclass(frozen=True)
class Requests:
    """Finds them, with a classifier's help."""

    guess: Callable[[str], Guess]
    """The likeliest meaning of a text."""
    asks_nothing: Collection[str]
    """Intents that are no request of their own, such as `thanks`; see is_request."""
    sure: float
    """The least confidence in each …"""
    sure_of_question: float
    """… and in one that has the form of a question or wish."""
    asks_by_question: Collection[str] = ()
    """Intents that are a request only in that form: `a bigger bottle, and less bright` describes."""

    def of(self, text: str) -> Sequence[Request]:
        """All requests of a message, in its own order; none where it is one, or not surely several."""
        spans = pieces(text)
        if not 2 <= len(spans) <= MOST_PIECES:
            return ()
        labels = [self._label(text[start:end]) for start, end in spans]
        return self._confirmed(text, spans, _firsts(labels))

    def _label(self, text: str) -> str:
        """What a text surely asks for; empty where it asks for nothing, or who knows what."""
        found, is_question = self.guess(text), QUESTION.search(text)
        nothing = self.asks_nothing if is_question else (*self.asks_nothing, *self.asks_by_question)
        enough = self.sure_of_question if is_question else self.sure
        return found.label if found.confidence >= enough and is_request(found.label, nothing) else ""

    def _confirmed(
        self, text: str, spans: Sequence[Span], firsts: Sequence[tuple[int, str]]
    ) -> Sequence[Request]:
        """The parts that begin with these pieces, if each means the same with all that belongs to it."""
        found: list[Request] = []
        for (first, label), last in zip(firsts, _lasts(firsts, len(spans)), strict=True):
            part = text[spans[first][0] : spans[last][1]]
            if last > first and self._label(part) != label:
                return ()
            found.append(Request(part, label))
        return found if len(found) > 1 else ()


def is_request(label: str, asks_nothing: Collection[str]) -> bool:
    """Whether it asks for something; where `chitchat` does not, neither does `chitchat/joke`."""
    return label not in asks_nothing and label.partition("/")[0] not in asks_nothing


def pieces(text: str) -> Sequence[Span]:
    """Where a text may be cut; a single piece where it may not be."""
    if len(text) > LONGEST or text.startswith("/") or _is_shorter(text, FEWEST_WORDS):
        return [(0, len(text))]
    joined: list[Span] = []
    for start, end in _between_boundaries(text):
        if joined and any(_is_shorter(text[a:b], FEWEST_WORDS_OF_ONE) for a, b in ((start, end), joined[-1])):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _between_boundaries(text: str) -> Iterator[Span]:
    start = 0
    for found in BOUNDARY.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _is_shorter(text: str, words: int) -> bool:
    return len(text.split(maxsplit=words)) < words


def _firsts(labels: Sequence[str]) -> Sequence[tuple[int, str]]:
    """The piece with which each request begins, and its label; what comes before the first belongs to it."""
    begins = {label: index for index, label in reversed(list(enumerate(labels))) if label}
    found = sorted((index, label) for label, index in begins.items())[:MOST]
    return [(0 if number == 0 else index, label) for number, (index, label) in enumerate(found)]


def _lasts(firsts: Sequence[tuple[int, str]], count: int) -> Sequence[int]:
    """The piece with which each ends: all up to the next one's first."""
    return [*(index - 1 for index, _ in firsts[1:]), count - 1][: len(firsts)]
