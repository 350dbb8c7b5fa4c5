"""What is counted of messages with one request, and of those made of two."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed, so nothing can be understood")

from bot.evaluation.labelled import Example
from bot.evaluation.understanding import Guess, Marked
from tests.bench.several import JOINERS, PAIRS, joined, rates, requests_among

ASKED = {
    "track_order": ["where is it", "has it come?"],
    "cancel_order": ["cancel it", "stop my order."],
    "refund_status": ["my money, where is it. Tell me now please"],
}


def marked(text: str, intent: str, confidence: float = 0.9, meant: str = "") -> Marked:
    return Marked(Example(text, intent), Guess(meant or intent, confidence, understood=True), 0.01)


MARKED = [marked(text, intent) for intent, texts in ASKED.items() for text in texts]


async def labels_of(text: str) -> Sequence[str]:
    """Of a bot that tells all apart but what is joined by a line's end, some in the wrong order."""
    parts = [intent for intent, texts in ASKED.items() if any(each.rstrip("?.") in text for each in texts)]
    found = sorted(parts, key=lambda intent: text.find(ASKED[intent][0][:5]))
    return found if len(found) > 1 and "\n" not in text else ()


async def test_pairs_are_of_different_requests_and_always_the_same() -> None:
    pairs = list(joined([each.example for each in MARKED]))
    assert pairs == list(joined([each.example for each in MARKED]))
    assert len(pairs) == PAIRS
    assert {tuple(labels) for labels, _ in pairs} == set(itertools.permutations(ASKED, 2))
    assert all(any(joiner in text for _, text in pairs) for joiner in JOINERS)
    assert not list(joined([marked("where is it", "track_order").example]))


async def test_what_is_taken_for_several_is_counted() -> None:
    singles = ["where is it", "cancel it, where is it", "hello"]
    found = await rates(singles, [*MARKED, marked("weak cancel it", "cancel_order", 0.3)], labels_of)
    assert (found.singles, found.torn) == (3, 1)
    assert 0 < found.clear.right <= found.clear.taken < found.clear.pairs == PAIRS
    assert "3 messages with one request: 1 (33.3%) taken for several" in str(found)


def test_only_what_asks_for_something_and_is_understood_makes_pairs(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("pipeline: [{name: A, asks_nothing: [greet, chitchat]}, {name: B}]")
    wrong = marked("stop it", "cancel_order", meant="track_order")
    small_talk = [marked("hi", "greet"), marked("a joke", "chitchat/joke"), marked("hm", "out_of_scope")]
    assert requests_among([*MARKED, wrong, *small_talk], config) == MARKED
