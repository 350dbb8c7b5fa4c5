"""Which wishes a message holds, each with a verb of its own."""

import pytest

from actions.changes.clauses import beside_wishes, wishes_in


@pytest.mark.parametrize(
    ("text", "wish", "found"),
    [
        ("cancel my order", "cancel_order", ["cancel_order"]),
        ("it came broken", "return_item", ["return_item"]),
        ("exchange the hose for the longer one", "return_item", ["exchange_item"]),
        ("cancel the lamp and return the watch I got", "cancel_order", ["cancel_order", "return_item"]),
        (
            "Return the boots. Also change my address to Leeds",
            "return_item",
            ["return_item", "change_address"],
        ),
        (
            "the puzzle is too hard, change it to an easier one. And correct the address to 1 Mill St",
            "change_address",
            ["change_order", "change_address"],
        ),
        ("return the boots and return the lamp", "return_item", ["return_item"]),
        ("I've changed my mind, cancel it", "cancel_order", ["cancel_order"]),
        ("cancel or return everything", "cancel_order", ["cancel_order", "return_item"]),
        ("remove the jacket from my order", "change_order", ["cancel_order"]),
        ("send the lamp back, I don't like it", "return_item", ["return_item"]),
    ],
)
def test_each_verb_is_a_wish(text: str, wish: str, found: list[str]) -> None:
    assert [intent for intent, _ in wishes_in(text, wish)] == found


def test_every_wish_has_its_own_words_and_none_is_lost() -> None:
    text = "Hi! Cancel the lamp, it's a gift, and then return the boots please"
    (first, cancelling), (second, returning) = wishes_in(text, "cancel_order")
    assert (first, second) == ("cancel_order", "return_item")
    assert cancelling == "Hi! Cancel the lamp, it's a gift"
    assert returning == "then return the boots please"


def test_what_asks_for_no_change_is_beside_the_wishes() -> None:
    assert (
        beside_wishes("How many shirts are there? I want to return the lamp") == "How many shirts are there?"
    )
    assert beside_wishes("can I return the lamp?") == "can I return the lamp?", "there is nothing else"
