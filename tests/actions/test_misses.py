"""Guessing ends, whoever guesses in however many conversations."""

import pytest

from actions.misses import KEPT, MOST, SPAN, Misses
from actions.order_lookup import ActionLookUpOrder
from actions.proof import Claim
from tests.actions.samples import SHOP
from tests.actions.stage import Outcome, run, said

ANNAS = {"order_number": "FD-10432", "email": "anna.berg@example.com"}


class Guesser:
    """Somebody who begins a new conversation for each try."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.action = ActionLookUpOrder(lambda: SHOP, all_misses=Misses(lambda: self.now))

    def tries(self, **slots: str) -> Outcome:
        """In a conversation that knows nothing of those before."""
        return run(self.action, slots, [said("inform", "here you are")])


@pytest.mark.parametrize(
    "guesses",
    [
        [{"order_number": "FD-10432", "email": f"guess{n}@example.com"} for n in range(MOST)],
        [{"order_number": f"FD-9{n:04}", "email": "anna.berg@example.com"} for n in range(MOST)],
    ],
    ids=["the address of an order", "the order of an address"],
)
def test_after_ten_misses_even_the_right_answer_tells_nothing(guesses: list[dict[str, str]]) -> None:
    guesser = Guesser()
    for guess in guesses:
        assert guesser.tries(**guess).responses == ["utter_not_verified"]
    refused = guesser.tries(**ANNAS)
    assert refused.responses == ["utter_too_many_misses"]
    assert refused.responses == guesser.tries(**guesses[0]).responses, "a wrong one is answered alike"
    assert not refused.slots["verified"]
    guesser.now += SPAN + 1
    assert guesser.tries(**ANNAS).slots["verified"] is True, "nobody is locked out for good"


def test_a_number_that_does_not_exist_is_counted_alike() -> None:
    guesser = Guesser()
    for n in range(MOST):
        guesser.tries(order_number="FD-99999", email=f"guess{n}@example.com")
    assert guesser.tries(order_number="FD-99999", email="x@example.com").responses == [
        "utter_too_many_misses"
    ]


def test_others_are_not_held_up() -> None:
    guesser = Guesser()
    for n in range(MOST):
        guesser.tries(order_number="FD-10500", email=f"guess{n}@example.com")
    assert guesser.tries(**ANNAS).slots["verified"] is True


def test_what_is_remembered_is_bounded() -> None:
    misses = Misses()
    for n in range(KEPT + 10):
        misses.add(Claim(order_number=f"FD-{n}"))
    assert len(misses._times) == KEPT
