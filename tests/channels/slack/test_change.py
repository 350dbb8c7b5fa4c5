"""The lines of a card about a change."""

from typing import Any

from actions.changes.draft import Kind
from actions.changes.recap import FIELDS, NOTHING
from actions.shop.port import Refusal
from channels.slack.change import KINDS, LABELS, REFUSED, change_lines
from tests.channels.slack.screen import strings

SWAP = "Linen Shirt (navy, M) → white, M (+£4.00)"


def shown(**fields: Any) -> list[str]:
    facts = {f"change_{name}": value for name, value in {**NOTHING, **fields}.items()}
    return ["".join(strings(line)).strip() for line in change_lines(facts)]


def test_each_thing_that_is_known_has_its_line() -> None:
    known = {"kind": "exchange", "order": "FD-10001", "things": SWAP, "money": "£4.00 to pay"}
    assert shown(**known, payment="Visa ending in 4242", confirmed=False) == [
        "Change: an exchange",
        "Of order: FD-10001",
        f"Things: {SWAP}",
        "Money: £4.00 to pay",
        "Paid or refunded by: Visa ending in 4242",
        "Confirmed by the customer: no",
    ]


def test_a_refusal_says_why() -> None:
    refused = shown(kind="return", order="FD-10001", confirmed=False, refused="too_late")
    assert refused[-1] == "Refused, since: the days for it are over"


def test_without_a_change_there_is_none() -> None:
    assert shown() == []
    assert list(change_lines({})) == []
    assert shown(kind="look_up", confirmed=False) == []


def test_every_kind_field_and_refusal_has_its_words() -> None:
    assert set(KINDS) == {kind.value for kind in Kind}
    assert tuple(LABELS) == FIELDS
    assert set(REFUSED) == {refusal.value for refusal in Refusal}
