"""The form that asks for a proof."""

from typing import Any

import pytest

from actions.order_form import ValidateOrderForm
from tests.actions.stage import Outcome, put, run, said

FORM = "order_form"


def fill(known: dict[str, Any] | None = None, intent: str = "inform", **arrived: Any) -> Outcome:
    """What the form makes of slots that came with the latest message."""
    slots = {**(known or {}), **arrived}
    return run(ValidateOrderForm(), slots, [said(intent, "…"), *put(**arrived)], FORM)


def test_first_the_number_then_the_address() -> None:
    assert fill().slots["requested_slot"] == "order_number"
    assert fill(order_number="fd10432").slots == {"order_number": "FD-10432", "requested_slot": "email"}


def test_with_both_the_form_is_done() -> None:
    outcome = fill({"order_number": "FD-10432"}, email="Anna.Berg@Example.com")
    assert outcome.slots == {"email": "anna.berg@example.com", "requested_slot": None}


def test_two_numbers_in_one_message_mean_the_last() -> None:
    assert fill(order_number=["FD-10001", "fd 10432"]).slots["order_number"] == "FD-10432"


@pytest.mark.parametrize(
    ("slot", "value"),
    [("order_number", "FD-1"), ("email", "anna@"), ("customer_name", "no idea"), ("postcode", "Leeds")],
)
def test_a_wrong_shape_is_asked_again_with_help(slot: str, value: str) -> None:
    outcome = fill({"identify_by": "name_and_postcode"}, **{slot: value})
    assert outcome.responses == [f"utter_invalid_{slot}"]
    assert outcome.slots[slot] is None


def test_a_correction_counts_and_undoes_an_earlier_proof() -> None:
    known = {"order_number": "FD-10432", "email": "anna@example.com", "verified": True, "order_state": "paid"}
    outcome = fill(known, order_number="fd 10433")
    assert outcome.slots["order_number"] == "FD-10433"
    assert outcome.slots["verified"] is None
    assert outcome.slots["order_state"] is None
    assert outcome.slots["order_summary"] is None


def test_without_a_number_it_asks_for_name_and_postcode() -> None:
    by_name = {"identify_by": "name_and_postcode"}
    assert fill(by_name, "dont_know").slots["requested_slot"] == "customer_name"
    named = fill(by_name, customer_name="my name is Anna Berg").slots
    assert named == {"customer_name": "Anna Berg", "requested_slot": "postcode"}
    assert fill({**by_name, "customer_name": "Anna Berg"}, postcode="ls1 4ab").slots["requested_slot"] is None


def test_a_number_that_turns_up_after_all_is_tidied_too() -> None:
    outcome = fill({"identify_by": "name_and_postcode"}, order_number="fd10432")
    assert outcome.slots == {"order_number": "FD-10432", "requested_slot": "customer_name"}


def test_number_and_address_end_the_form_though_it_asked_for_a_name() -> None:
    known = {"identify_by": "name_and_postcode", "order_number": "FD-10432"}
    outcome = fill(known, email="anna@example.com", customer_name="anna@example.com")
    assert outcome.responses == []
    assert outcome.slots["requested_slot"] is None


@pytest.mark.parametrize("misses", [5.0, 7.0])
def test_after_five_misses_nothing_is_asked(misses: float) -> None:
    assert fill({"misses": misses}).slots == {"requested_slot": None}


def test_in_public_nothing_is_asked() -> None:
    asked = said("track_order", "where is my order", metadata={"public": True})
    assert run(ValidateOrderForm(), {}, [asked], FORM).slots == {"requested_slot": None}


def test_a_slot_that_was_emptied_is_simply_asked_for() -> None:
    outcome = fill(email=None)
    assert outcome.responses == []
    assert outcome.slots["requested_slot"] == "order_number"


class BrokenForm(ValidateOrderForm):
    """A form whose check fails."""

    def name(self) -> str:
        return "validate_broken_form"

    def validate_email(self, *_: Any) -> dict[str, Any]:
        raise KeyError("email")


def test_a_failing_check_closes_the_form_with_a_sentence() -> None:
    outcome = run(BrokenForm(), {"email": "a@b.co"}, [said("inform"), *put(email="a@b.co")], FORM)
    assert outcome.responses == ["utter_something_went_wrong"]
    assert outcome.slots == {"requested_slot": None}
