"""An attacker reads answers: they tell nothing, count for one customer alone, and say nothing in public."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from actions.changing import Changer
from actions.identity.misses import CONVERSATION
from actions.next_steps import ActionNextSteps
from actions.order_form import ValidateOrderForm
from actions.order_lookup import ActionLookUpOrder
from actions.proof import OF_PROOF
from actions.session import ActionSessionStart
from actions.shop.port import Customer, Order, ShopNonsense
from actions.shop.sql import SqlShop
from tests.actions.samples import ANNA, BJORN, PENDING, SHIPPED, SHOP
from tests.actions.stage import Outcome, put, ran, run, said
from tests.fakes.shop import POLICY, TODAY, shop_of, stocked

ANNAS = {"order_number": "FD-10432", "email": "anna.berg@example.com"}
PROVEN = {
    "verified": True,
    "customer_id": ANNA.id,
    "proven_order": SHIPPED.number,
    "customer_name": ANNA.name,
}
PUBLIC: dict[str, Any] = {"public": True}
ALIKE: Sequence[Sequence[Mapping[str, str]]] = [
    [
        {"order_number": "FD-99999", "email": "anna.berg@example.com"},
        {"order_number": "FD-10432", "email": "nobody@example.com"},
        {"order_number": "FD-10432", "email": "bjorn@example.org"},
        {"order_number": "FD-99999", "email": "nobody@example.com"},
    ],
    [
        {"customer_name": "Anna Nobody", "postcode": "LS1 4AB"},
        {"customer_name": "Anna Berg", "postcode": "50667"},
        {"customer_name": "Anna Berg", "postcode": "LS1 4AC"},
        {"customer_name": "No Body", "postcode": "AB1 2CD"},
    ],
]


def look_up(slots: Mapping[str, Any], sender: str = "web:1", **metadata: Any) -> Outcome:
    event = said("inform", "here you are", metadata=metadata)
    return run(ActionLookUpOrder(lambda: SHOP), slots, [event], sender=sender)


def reads(outcome: Outcome) -> list[dict[str, Any]]:
    """What comes to the customer: sentences with what fills them, and buttons."""
    return [message for message in outcome.messages if not message["custom"]]


def remembers(outcome: Outcome) -> dict[str, Any]:
    """What the rest of the talk depends on."""
    return {name: value for name, value in outcome.slots.items() if name != "misses"}


@pytest.mark.parametrize("claims", ALIKE)
def test_what_a_stranger_reads_is_the_same_whatever_is_wrong(claims: Sequence[Mapping[str, str]]) -> None:
    for misses in range(CONVERSATION.most):
        slots = {"misses": float(misses)}
        found = [look_up({**claim, **slots}, sender=f"web:{n}") for n, claim in enumerate(claims)]
        assert all(reads(each) == reads(found[0]) for each in found)
        assert all(remembers(each) == remembers(found[0]) for each in found)
        assert len(reads(found[0])) == 1


def test_what_is_proven_in_one_conversation_is_nothing_in_another() -> None:
    assert look_up(ANNAS, sender="telegram:1").slots["verified"] is True
    with_number_alone = run(
        ValidateOrderForm(),
        {"order_number": "FD-10432"},
        [said("inform", "fd-10432"), *put(order_number="10432")],
        "order_form",
        "telegram:2",
    )
    assert with_number_alone.slots["requested_slot"] == "email"
    assert look_up({**ANNAS, "email": "x@example.com"}, sender="telegram:2").slots["verified"] is False


def test_a_session_that_begins_has_proven_nothing() -> None:
    outcome = run(ActionSessionStart(), {**ANNAS, **PROVEN})
    assert not set(outcome.slots) & {*OF_PROOF, *ANNAS, "coded_for"}


def test_whoever_has_proven_their_own_order_has_to_prove_anothers_anew() -> None:
    others = look_up({**PROVEN, "email": ANNA.email, "order_number": PENDING.number})
    assert (others.slots["verified"], others.slots["customer_id"]) == (False, None)
    assert BJORN.name not in str(others.messages)
    theirs = look_up({**PROVEN, "email": BJORN.email, "order_number": PENDING.number})
    assert (theirs.slots["customer_id"], theirs.slots["proven_by"]) == (BJORN.id, "order number and e-mail")


def test_a_record_that_makes_no_sense_tells_them_nothing_either() -> None:
    class Nonsense(SqlShop):
        def order(self, order_number: str) -> Order | None:
            raise ShopNonsense

    shop = Nonsense(stocked((ANNA, SHIPPED), (BJORN, PENDING)), POLICY)
    slots = {**PROVEN, "email": ANNA.email, "order_number": PENDING.number}
    outcome = run(ActionLookUpOrder(lambda: shop), slots, [said("inform", "and that one?")])
    assert outcome.responses == ["utter_not_verified"]


@pytest.mark.parametrize("claim", [ANNAS, {"customer_name": "Anna Berg", "postcode": "LS1 4AB"}])
def test_nor_does_the_record_of_a_customer_that_makes_none(claim: Mapping[str, str]) -> None:
    class Nonsense(SqlShop):
        def owner(self, order_number: str) -> Customer | None:
            raise ShopNonsense

        def customers_at(self, postcodes: Sequence[str], name: str) -> Sequence[Customer]:
            raise ShopNonsense

    shop = Nonsense(stocked((ANNA, SHIPPED)), POLICY)
    outcome = run(ActionLookUpOrder(lambda: shop), claim, [said("inform", "here you are")])
    assert outcome.responses == ["utter_not_verified"]
    assert outcome.slots["misses"] == 1


def test_a_code_that_was_typed_for_one_customer_is_none_for_the_next() -> None:
    known = {**PROVEN, "coded_for": ANNA.id, "email": BJORN.email, "order_number": PENDING.number}
    outcome = look_up(known)
    assert outcome.told["facts"]["verified_by"] == "order number and e-mail"


def test_the_desk_sees_by_what_it_was_proven() -> None:
    by_name = look_up({"customer_name": "Björn Weiß", "postcode": "50667"})
    assert by_name.told["facts"]["verified_by"] == "name and postcode"
    again = look_up({**PROVEN, "proven_by": "name and postcode", "order_number": "FD-10431"})
    assert again.told["facts"]["verified_by"] == "name and postcode", "it stays what it was"
    coded = look_up({**PROVEN, "proven_by": "name and postcode", "coded_for": ANNA.id, **ANNAS})
    assert coded.told["facts"]["verified_by"] == "name and postcode, with a code"
    assert look_up({**ANNAS, "email": "x@example.com"}).told["facts"]["verified_by"] == ""


def test_in_public_nothing_is_shown_and_all_that_was_proven_is_forgotten() -> None:
    outcome = look_up({**ANNAS, **PROVEN, "coded_for": ANNA.id}, **PUBLIC)
    assert outcome.responses == ["utter_not_in_public_without_link"]
    assert all(outcome.slots[name] is None for name in (*OF_PROOF, *ANNAS, "coded_for"))


def test_in_public_nothing_is_asked_and_no_answer_changes_anything() -> None:
    shop = shop_of((ANNA, SHIPPED), (BJORN, replace(PENDING)))
    changer = Changer(lambda: shop, lambda: TODAY, lambda: None)
    slots: dict[str, Any] = {"verified": True, "customer_id": BJORN.id, "order_number": PENDING.number}
    slots |= {"proven_order": PENDING.number, "order_state": "pending"}
    begun = [said("cancel_order", "cancel it, I don't need it any more"), ran("action_look_up_order")]
    slots |= run(ActionNextSteps(changer), slots, begun).slots
    assert slots["requested_slot"] == "change_step"
    yes = said("affirm", "yes", metadata=PUBLIC)
    outcome = run(ValidateOrderForm(changer), slots, [yes], "order_form")
    assert (outcome.slots["requested_slot"], outcome.slots["drafts"]) == (None, None)
    order = shop.order(PENDING.number)
    assert order
    assert order.state == PENDING.state


def test_nothing_is_changed_for_whoever_has_proven_nothing() -> None:
    shop = shop_of((BJORN, PENDING))
    changer = Changer(lambda: shop, lambda: TODAY, lambda: None)
    events = [said("cancel_order", "cancel it, I don't need it any more"), ran("action_look_up_order")]
    outcome = run(ActionNextSteps(changer), {"order_number": PENDING.number, "topic": "cancel_order"}, events)
    assert not outcome.slots.get("changing")
    forged = {"changing": True, "requested_slot": "change_step", "drafts": [], "order_number": PENDING.number}
    outcome = run(ValidateOrderForm(changer), forged, [said("affirm", "yes")], "order_form")
    assert outcome.slots["requested_slot"] is None
    order = shop.order(PENDING.number)
    assert order
    assert order.state == PENDING.state
