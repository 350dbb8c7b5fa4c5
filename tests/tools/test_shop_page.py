"""docs/shop.md claims nothing about a back end that no test shows, and leaves nothing out."""

import re

from actions.shop.policy import KINDS
from actions.shop.port import Refusal
from tests.contracts.test_shop_changes import REFUSED
from tests.tools.test_channels_page import ROOT, names_of_tests, rows

PAGE = ROOT / "docs/shop.md"


def test_every_claim_about_a_back_end_names_tests_that_are_there() -> None:
    found = rows(PAGE)
    assert len(found) > 30
    assert {name for row in found for name in re.findall(r"`(test_\w+)`", row[-1])} <= names_of_tests()
    assert [row for row in found if not re.search(r"`test_\w+`", row[-1]) and row[-1] != "shown by"] == []


def test_every_claim_has_a_word_in_each_column() -> None:
    assert all(all(row) for row in rows(PAGE))


def test_every_change_and_every_refusal_has_its_row() -> None:
    first = {row[0].strip("`") for row in rows(PAGE)}
    assert set(KINDS.values()) <= first
    assert {refusal.value for refusal in Refusal} <= first


def test_what_can_be_refused_is_what_is_tried() -> None:
    tried = {(refusal.value, KINDS[type(change)]) for refusal, change in REFUSED}
    table = [row for row in rows(PAGE) if len(row) == 9]
    _, *kinds, _ = (cell.strip("`") for cell in table[0])
    claimed = {
        (row[0].strip("`"), kind)
        for row in table[1:]
        for kind, cell in zip(kinds, row[1:-1], strict=True)
        if cell == "yes"
    }
    assert claimed == tried
