"""Where long words are cut."""

import pytest

from bot.core.entry import Button
from channels.pieces import joined, listed, shortened, split, utf8, utf16


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("one two\n\nthree", ["one two", "three"]),
        ("one two\nthree", ["one two", "three"]),
        ("Onetwo. T three", ["Onetwo.", "T three"]),
        ("一二三四五。六七八九十。", ["一二三四五。", "六七八九十。"]),
        ("one two three", ["one two", "three"]),
        ("onetwothreefour", ["onetwothre", "efour"]),
        ("  one  ", ["one"]),
        (" \n ", []),
    ],
)
def test_a_cut_is_at_the_best_place_there_is(text: str, pieces: list[str]) -> None:
    assert split(text, 10) == pieces


def test_a_cut_that_would_waste_most_of_a_piece_is_not_made() -> None:
    assert split("a\n\nbcdefghijklmn", 10) == ["a\n\nbcdefgh", "ijklmn"]


def test_lengths_are_counted_as_the_platform_counts() -> None:
    assert (utf16("aß📦"), utf8("aß📦")) == (4, 7)
    assert split("📦" * 5, 4, utf16) == ["📦📦", "📦📦", "📦"]
    assert split("ß" * 5, 4, utf8) == ["ßß", "ßß", "ß"]


def test_what_is_shortened_says_so() -> None:
    assert shortened("12345", 5) == "12345"
    assert shortened("1234 6789", 6) == "1234…"
    assert shortened("📦" * 5, 4, utf16) == "📦…"


def test_choices_in_words() -> None:
    buttons = (Button("Yes", "/affirm"), Button("Shop", url="https://shop.example"))
    assert listed(buttons) == "1. Yes\n2. Shop: https://shop.example"
    assert joined("Pick", "", listed(buttons[:1])) == "Pick\n\n1. Yes"
