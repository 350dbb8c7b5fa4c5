"""Where a message is cut into requests, with a classifier that knows a few words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("rasa", reason="Rasa is not installed, and with it the classifier")

from bot.nlu.kernel_classifier import Guess
from bot.nlu.requests import LONGEST, MOST, MOST_PIECES, Requests, pieces

KNOWN = {
    "where": "track_order",
    "cancel": "cancel_order",
    "refund": "refund_status",
    "gift": "faq/gift_cards",
    "open": "faq/opening_hours",
    "person": "human_handoff",
    "joke": "chitchat/joke",
    "thanks": "thanks",
}
SURE, SURE_OF_QUESTION = 0.95, 0.8


def guess(text: str) -> Guess:
    """Sure of a text that asks for one thing, hardly of one that asks for several; off topic without any."""
    found = {label for word, label in KNOWN.items() if word in text.casefold()}
    wanted = sorted(found - {"thanks"} or found)
    return Guess(wanted[0], 0.9 if len(wanted) == 1 else 0.4) if wanted else Guess("out_of_scope", 0.9)


def requests_of(text: str) -> list[tuple[str, str]]:
    found = Requests(guess, {"out_of_scope", "thanks", "chitchat"}, SURE, SURE_OF_QUESTION).of(text)
    return [(request.label, request.text) for request in found]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "where's my order 10432? and do you sell gift cards",
            {"track_order": "where's my order 10432?", "faq/gift_cards": "do you sell gift cards"},
        ),
        (
            "Please cancel my order, and when will I get my refund",
            {"cancel_order": "Please cancel my order", "refund_status": "when will I get my refund"},
        ),
        (
            "Hi there! My name is Ann. Where is my parcel? It's FD-10432. Also, what are your opening hours?"
            "\nbtw do you have gift cards. Thanks",
            {
                "track_order": "Hi there! My name is Ann. Where is my parcel? It's FD-10432.",
                "faq/opening_hours": "what are your opening hours?",
                "faq/gift_cards": "do you have gift cards. Thanks",
            },
        ),
        (
            "where is my order and do you sell gift cards",
            {"track_order": "where is my order", "faq/gift_cards": "do you sell gift cards"},
        ),
    ],
)
def test_different_requests_are_told_apart(text: str, parts: dict[str, str]) -> None:
    assert requests_of(text) == list(parts.items())


@pytest.mark.parametrize(
    "text",
    [
        "Hi, my name is Ann. I ordered shoes. Where are they? Thanks",
        "my order 10432, ann@x.com",
        "where are my shoes and socks and shirts",
        "the refund came to the gift card. cancel was what I pressed",
        "Where is it? I ask you once more: where is it?",
        "Where is it? And thanks. Tell me a joke as well",
        "cancel and refund",
        "/cancel_order and a gift card please",
        "where is my gift card? do you have a person who knows where it is",
        "where is it now? do you sell gift cards? I mean, where on earth is it",
        "where is my parcel? " + "It was so long ago. " * 60 + "Do you sell gift cards?",
        "where is it now? " + "It was so long ago. " * MOST_PIECES + "Do you sell gift cards?",
        "",
    ],
)
def test_in_doubt_a_message_is_one(text: str) -> None:
    assert requests_of(text) == []


WORDS = [*KNOWN, "my order", "and", "also", "btw", "plus", "is it", "FD-10432", "e.g."]
MARKS = [" ", "? ", ". ", ", ", "\n", "; ", "  ", "?", " and ", "\n\n", "… "]
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS)), max_size=24).map(
    lambda pairs: "".join(word + mark for word, mark in pairs)
)
BETWEEN = re.compile(r"(?:[\s,;:]|\b(?:and|also|btw|plus)\b)*")


@given(text=TEXTS | st.text(max_size=200))
def test_nothing_is_lost_but_what_joins(text: str) -> None:
    found, at = pieces(text), 0
    for start, end in found:
        assert BETWEEN.fullmatch(text[at:start])
        assert start <= end
        at = end
    assert at == len(text)


@given(text=TEXTS)
def test_requests_are_few_and_different_and_hold_the_whole_text(text: str) -> None:
    asked: list[str] = []

    def counted(part: str) -> Guess:
        asked.append(part)
        return guess(part)

    found = Requests(counted, {"out_of_scope", "thanks", "chitchat"}, SURE, SURE_OF_QUESTION).of(text)
    assert len(found) in (0, 2, 3)
    assert len(asked) <= MOST_PIECES + MOST
    assert len({request.label for request in found}) == len(found)
    at = 0
    for request in found:
        assert request.text.strip()
        begins = text.index(request.text, at)
        assert BETWEEN.fullmatch(text[at:begins])
        assert guess(request.text) == Guess(request.label, 0.9)
        at = begins + len(request.text)
    assert at == len(text) if found else True


def test_a_message_without_a_boundary_costs_nothing() -> None:
    def asked(text: str) -> Guess:
        raise AssertionError(text)

    for text in ("where is my order FD-10432 that I placed", "hi", "thanks. bye", "x " * LONGEST):
        assert Requests(asked, (), SURE, SURE_OF_QUESTION).of(text) == ()
