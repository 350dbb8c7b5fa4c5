"""What agents are told of a change, each thing by itself."""

from dataclasses import replace
from typing import Any

import pytest

from actions.changing import ActionWhatElse, Changer
from actions.next_steps import ActionNextSteps
from actions.order_form import ValidateOrderForm
from actions.shop.policy import Persons
from actions.shop.port import OrderState, Shop
from actions.shop.sql import SqlShop
from tests.actions.changes.test_answers import facts
from tests.actions.stage import Outcome, answered, run, said
from tests.fakes.shop import POLICY, TODAY

KNOWN = {"verified": True, "customer_id": "1", "order_number": "FD-10001", "proven_order": "FD-10001"}


@pytest.fixture
def shop() -> Shop:
    return facts().shop


def wishes(shop: Shop, words: str, intent: str) -> Outcome:
    changer = Changer(lambda: shop, lambda: TODAY)
    return run(ActionNextSteps(changer), KNOWN, [said(intent, words)])


def answers(shop: Shop, before: Outcome, words: str, intent: str = "inform") -> Outcome:
    changer = Changer(lambda: shop, lambda: TODAY)
    events = [{**said(intent, words), "message_id": "m1"}]
    return run(ValidateOrderForm(changer), {**KNOWN, **before.slots}, events, form="order_form")


def told(outcome: Outcome) -> dict[str, Any]:
    return {name: value for name, value in outcome.told["facts"].items() if value != ""}


def test_a_draft_is_told_field_by_field_as_it_grows(shop: Shop) -> None:
    begun = wishes(shop, "change the shirt to white", "change_order")
    assert told(begun) == {
        "change_kind": "change_items",
        "change_order": "FD-10001",
        "change_things": "Linen Shirt (navy, M) → white, M (+£4.00)",
        "change_money": "£4.00 to pay",
        "change_payment": "Visa ending in 4242",
        "change_confirmed": False,
    }


def test_where_to_and_why_are_fields_of_their_own(shop: Shop) -> None:
    moved = wishes(shop, "send it to 5 High Street, York YO1 7HB", "change_address")
    assert told(moved)["change_address"].startswith("5 High Street, York")
    cancelled = wishes(shop, "cancel it, I ordered it by mistake", "cancel_order")
    assert told(cancelled)["change_reason"] == "ordered by mistake"
    assert told(cancelled)["change_money"] == "£21.00 to give back"


def test_what_is_made_is_no_draft_any_more(shop: Shop) -> None:
    begun = wishes(shop, "cancel it, I ordered it by mistake", "cancel_order")
    made = answers(shop, begun, "yes please", "affirm")
    assert made.responses == ["utter_done_cancel"]
    assert told(made) == {}
    order = shop.order("FD-10001")
    assert order
    assert order.state is OrderState.CANCELLED


def test_what_is_dropped_is_none_either(shop: Shop) -> None:
    begun = wishes(shop, "cancel it, I ordered it by mistake", "cancel_order")
    left = answers(shop, begun, "leave it as it is", "deny")
    assert told(left) == {}


def test_what_is_refused_is_told_with_its_reason(shop: Shop) -> None:
    never = replace(POLICY, states={**POLICY.states, "cancel": frozenset()})
    refusing = SqlShop(shop._engine, never, lambda: TODAY)  # type: ignore[attr-defined]
    begun = wishes(shop, "cancel it, I ordered it by mistake", "cancel_order")
    refused = answers(refusing, begun, "yes please", "affirm")
    assert refused.responses == ["utter_refused_cancel"]
    assert told(refused)["change_kind"] == "cancel"
    assert told(refused)["change_refused"] == "wrong_state"


def test_what_always_goes_to_a_person_is_prepared_confirmed_and_passed_on(shop: Shop) -> None:
    for_person = replace(POLICY, persons=Persons(amount=2000))
    careful = SqlShop(shop._engine, for_person, lambda: TODAY)  # type: ignore[attr-defined]
    begun = wishes(careful, "cancel it, I ordered it by mistake", "cancel_order")
    assert begun.responses == ["utter_prepared_for_person"]
    passed = answers(careful, begun, "yes please", "affirm")
    assert passed.responses == ["utter_passed_to_person"]
    assert passed.told["handoff"]["reason"] == "confirmed_change"
    assert passed.told["handoff"]["summary"].startswith(
        "To be done, confirmed by the customer: cancel FD-10001: ordered by mistake."
    )
    assert passed.told["action"]["result"].endswith("for a person (persons.amount)")
    assert shop.order("FD-10001") == facts().order("FD-10001"), "nothing is changed"


def test_the_card_says_that_it_was_confirmed(shop: Shop) -> None:
    for_person = replace(POLICY, persons=Persons(kinds=frozenset({"cancel"})))
    careful = SqlShop(shop._engine, for_person, lambda: TODAY)  # type: ignore[attr-defined]
    passed = answers(
        careful, wishes(careful, "cancel it, I ordered it by mistake", "cancel_order"), "yes please", "affirm"
    )
    known = {
        name: value
        for message in passed.messages
        for name, value in message["custom"].get("facts", {}).items()
    }
    assert (known["change_kind"], known["change_confirmed"]) == ("cancel", True)


def test_whoever_waits_for_a_person_is_not_asked_what_else() -> None:
    events = [said("affirm", "yes"), answered("utter_passed_to_person")]
    assert run(ActionWhatElse(), KNOWN, events).responses == []
    assert run(ActionWhatElse(), KNOWN, [said("affirm", "yes")]).responses == ["utter_anything_else"]
