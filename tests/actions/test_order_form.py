"""The form that asks for a proof."""

from typing import Any

import pytest

from actions.order_form import ValidateOrderForm
from tests.actions.stage import Outcome, put, run, said

FORM = "order_form"


def fill(known: dict[str, Any] | None = None, intent: str = "inform", **arrived: Any) -> Outcome:
    """What the form makes of slots that came with the latest message."""
    slots = {**(known or {}), **arrived}
    entities = [{"entity": slot, "value": value} for slot, value in arrived.items() if value]
    return run(ValidateOrderForm(), slots, [said(intent, "…", entities=entities), *put(**arrived)], FORM)


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
    [("order_number", "FD-1234"), ("email", "anna@"), ("customer_name", "no idea"), ("postcode", "Leeds")],
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


def test_words_instead_of_a_number_get_help() -> None:
    outcome = fill(order_number="the blue one")
    assert outcome.responses == ["utter_help_order_number"]
    assert outcome.slots == {"order_number": None, "requested_slot": "order_number"}


def test_a_name_instead_of_a_number_will_do() -> None:
    name = {"entity": "PERSON", "value": "Jonas Berg"}
    typed = said("inform", "it's under Jonas Berg", entities=[name])
    events = [typed, *put(order_number="it's under Jonas Berg")]
    outcome = run(ValidateOrderForm(), {"order_number": "it's under Jonas Berg"}, events, FORM)
    assert outcome.responses == ["utter_find_without_it"]
    assert outcome.slots["identify_by"] == "name_and_postcode"
    assert outcome.slots["customer_name"] == "Jonas Berg"


def test_a_number_while_a_name_is_asked_leaves_the_name_open() -> None:
    words = "ah got it FD-10432"
    known = {"identify_by": "name_and_postcode", "customer_name": words, "order_number": "FD-10432"}
    events = [said("inform", words), *put(customer_name=words, order_number="FD-10432")]
    outcome = run(ValidateOrderForm(), known, events, FORM)
    assert outcome.responses == []
    assert outcome.slots["customer_name"] is None


@pytest.mark.parametrize(("slot", "words"), [("email", "anna.berg@example.com"), ("order_number", "fd10432")])
def test_an_address_or_number_while_a_postcode_is_asked_is_none(slot: str, words: str) -> None:
    known = {"identify_by": "name_and_postcode", "customer_name": "Anna Berg"}
    arrived = {"postcode": words, slot: words}
    events = [said("inform", words), *put(**arrived)]
    outcome = run(ValidateOrderForm(), {**known, **arrived}, events, FORM)
    assert outcome.responses == []
    assert (outcome.slots["postcode"], outcome.slots["requested_slot"]) == (None, "postcode")


def test_an_address_instead_of_a_number_needs_no_comment() -> None:
    address = "anna.berg@example.com"
    outcome = fill(order_number=address, email=address)
    assert outcome.responses == []
    assert (outcome.slots["email"], outcome.slots["requested_slot"]) == (address, "order_number")


def test_a_postcode_while_a_name_is_asked_needs_no_comment() -> None:
    outcome = fill({"identify_by": "name_and_postcode"}, customer_name="50667", postcode="50667")
    assert outcome.responses == []
    assert (outcome.slots["postcode"], outcome.slots["requested_slot"]) == ("50667", "customer_name")


def test_five_digits_from_whoever_has_no_number_are_a_postcode() -> None:
    outcome = fill({"identify_by": "name_and_postcode"}, order_number="50667")
    assert outcome.slots == {"order_number": None, "postcode": "50667", "requested_slot": "customer_name"}


def test_where_half_a_name_was_found_the_message_is_the_whole() -> None:
    known = {"identify_by": "name_and_postcode", "customer_name": "Berg"}
    whole = [said("out_of_scope", "Mehmet Berg"), *put(customer_name="Berg")]
    assert run(ValidateOrderForm(), known, whole, FORM).slots["customer_name"] == "Mehmet Berg"


MISSED = {"order_number": "FD-10432", "email": "ann@exmaple.com", "verified": False}


def test_after_nothing_was_found_a_correction_is_enough() -> None:
    corrected = said("inform", "ann@example.com", entities=[{"entity": "email", "value": "ann@example.com"}])
    known = {**MISSED, "email": "ann@example.com"}
    outcome = run(ValidateOrderForm(), known, [corrected, *put(email="ann@example.com")], FORM)
    assert outcome.slots["requested_slot"] is None
    assert outcome.slots.get("order_number", "FD-10432") == "FD-10432"
    assert outcome.slots["verified"] is None


@pytest.mark.parametrize(
    ("way", "first"), [({}, "order_number"), ({"identify_by": "name_and_postcode"}, "customer_name")]
)
def test_after_nothing_was_found_the_same_is_not_tried_again(way: dict[str, str], first: str) -> None:
    outcome = fill({**MISSED, **way})
    assert outcome.slots["requested_slot"] == first
    assert outcome.slots["order_number"] is None
    assert outcome.slots["email"] is None


def test_after_nothing_was_found_the_same_number_means_that_its_address_follows() -> None:
    number = [{"entity": "number", "value": "10432"}]
    events = [said("track_order", "10432", entities=number), said("inform", "10432", entities=number)]
    outcome = run(ValidateOrderForm(), MISSED, [*events, *put(order_number="10432")], FORM)
    assert outcome.slots == {"email": None, "verified": None, "requested_slot": "email"}


def test_after_nothing_was_found_another_number_is_looked_up_with_the_same_address() -> None:
    numbers = [[{"entity": "number", "value": value}] for value in ("10431", "10432")]
    events = [said("inform", "…", entities=found) for found in numbers]
    outcome = run(ValidateOrderForm(), MISSED, [*events, *put(order_number="10432")], FORM)
    assert outcome.slots["requested_slot"] is None


def test_after_nothing_was_found_a_name_is_another_way() -> None:
    typed = said("inform", "it's Jonas Berg", entities=[{"entity": "PERSON", "value": "Jonas Berg"}])
    outcome = run(ValidateOrderForm(), MISSED, [typed, *put(**MISSED)], FORM)
    assert outcome.slots["requested_slot"] == "postcode"
    assert (outcome.slots["customer_name"], outcome.slots["email"]) == ("Jonas Berg", None)
    assert "order_number" not in outcome.slots


def test_what_was_proven_stands_while_nothing_new_is_said() -> None:
    known = {"order_number": "FD-10432", "email": "anna@example.com"}
    proven = {**known, "verified": True, "proven_order": "FD-10432", "order_state": "shipped"}
    events = [said("return_item", "can I send it back"), *put(**known)]
    outcome = run(ValidateOrderForm(), proven, events, FORM)
    assert not {"verified", "proven_order", "order_state"} & set(outcome.slots)


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
