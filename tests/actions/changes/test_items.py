"""Which things of an order words speak of."""

import pytest

from actions.changes.items import meant
from actions.changes.wording import tokens
from tests.actions.changes.shelf import BOOTS, LAMP, PUZZLE, SHELF, SHIRT, bought, form_of

NAVY, WHITE = form_of(SHIRT, colour="navy", size="M"), form_of(SHIRT, colour="white", size="M")
ORDER = bought(LAMP.variants[0], NAVY, WHITE, PUZZLE.variants[0], BOOTS.variants[0])


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("the lamp", [0]),
        ("my desk lamp and the jigsaw please", [0, 3]),
        ("the boots, they're too small", [4]),
        ("the white shirt", [2]),
        ("the shirt in navy", [1]),
        ("both shirts", [1, 2]),
        ("everything", [0, 1, 2, 3, 4]),
        ("everything except the boots", [0, 1, 2, 3]),
        ("all but the lamp and the puzzle", [1, 2, 4]),
        ("the jigsw puzle", [3]),
        ("the navy one", [1]),
        ("the more expensive shirt", [2]),
        ("the puzzle that came with the boots", [3]),
    ],
)
def test_things_are_found_by_name_by_looks_and_by_what_is_left(words: str, places: list[int]) -> None:
    found = meant(tokens(words), ORDER, SHELF)
    assert sorted(piece.place for each in found for piece in each.pieces) == places
    assert not any(each.unclear for each in found)


def test_of_two_that_differ_nobody_guesses() -> None:
    (found,) = meant(tokens("return the shirt"), ORDER, SHELF)
    assert not found.pieces
    assert [piece.place for piece in found.unclear] == [1, 2]


def test_nothing_is_found_where_nothing_is_named() -> None:
    assert not meant(tokens("hello, how are you?"), ORDER, SHELF)


def test_what_a_thing_should_become_is_kept_with_it() -> None:
    lamp, puzzle = meant(tokens("swap the lamp for a black one and the puzzle to 1500 pieces"), ORDER, SHELF)
    assert [token.word for token in lamp.says][:3] == ["for", "a", "black"]
    assert [token.word for token in puzzle.says] == ["to", "1500", "piece"]
