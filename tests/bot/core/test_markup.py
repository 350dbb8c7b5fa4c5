"""Emphasis as people write it in chats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.markup import Run, is_plain, plain, runs, written


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain", [Run("plain")]),
        ("*bold* and **strong**", [Run("bold", "bold"), Run(" and "), Run("strong", "bold")]),
        ("_italic_.", [Run("italic", "italic"), Run(".")]),
        ("order `FD10432`", [Run("order "), Run("FD10432", "code")]),
        ("[our shop](https://shop.example)", [Run("our shop", "link", "https://shop.example")]),
        ("[a](https://x.example/a_(b)) b", [Run("a", "link", "https://x.example/a_(b)"), Run(" b")]),
    ],
)
def test_what_is_emphasised(text: str, found: list[Run]) -> None:
    assert runs(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "30*40*50 cm",
        "order_number_x and snake_case",
        "2 * 3 * 4",
        "* a list\n* of two",
        "- one\n- two",
        "a * b",
        "**",
        "`",
        "[no link] (https://shop.example)",
        "[words](javascript:alert(1))",
        "https://shop.example/a_b_c?x=*y*z",
    ],
)
def test_what_stays_as_it_is(text: str) -> None:
    assert is_plain(text)
    assert plain(text) == text


@given(st.text("ab *_`[]()\nhttps://x.", max_size=40))
def test_no_word_is_lost(text: str) -> None:
    kept = "".join(run.words + run.url for run in runs(text))
    assert set(kept) | set("*_`[]()") >= set(text)
    assert written(text, lambda run: run.words).count("a") + sum(
        r.url.count("a") for r in runs(text)
    ) == text.count("a")
