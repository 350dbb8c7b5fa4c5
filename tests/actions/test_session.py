"""What survives a session, and what does not."""

from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.interfaces import Action

from actions.identity.hashing import Hashing
from actions.identity.memory import IN_PROCESS, Memory
from actions.identity.misses import HOUR, Attempt, Misses
from actions.proof import IDENTITY, Claim
from actions.session import (
    OF_AN_ORDER,
    ActionForgetOrder,
    ActionLeaveIt,
    ActionOtherOrder,
    ActionRestart,
    ActionSessionStart,
)
from actions.shop.port import Shop, ShopDown
from tests.actions.samples import SHOP
from tests.actions.stage import Event, domain, run, said

KNOWN = {
    "order_number": "FD-10432",
    "email": "a@b.co",
    "verified": True,
    "topic": "track_order",
    "misses": 3.0,
}


def misses(number: int, hours_ago: float = 0) -> Misses:
    """Of this conversation, at that time."""
    now = 100 * HOUR
    found = Misses(Memory(IN_PROCESS), Hashing("secret"), lambda: now)
    now -= hours_ago * HOUR
    for _ in range(number):
        found.begin(Attempt("web:1", "", "", Claim()))
    now += hours_ago * HOUR
    return found


def test_a_new_session_keeps_the_misses_alone() -> None:
    outcome = run(ActionSessionStart(lambda: misses(3)), KNOWN)
    assert [event["event"] for event in outcome.events] == ["session_started", "slot", "action"]
    assert outcome.slots == {"misses": 3.0}
    assert outcome.events[-1]["name"] == "action_listen"


def test_after_a_day_they_are_forgiven() -> None:
    assert run(ActionSessionStart(lambda: misses(3, hours_ago=23)), KNOWN).slots == {"misses": 3.0}
    assert run(ActionSessionStart(lambda: misses(3, hours_ago=25)), KNOWN).slots == {"misses": 0.0}


def test_and_stay_while_nobody_knows_since_when(tmp_path: Path) -> None:
    away = Misses(Memory(f"sqlite:///{tmp_path}"), Hashing("secret"))
    assert run(ActionSessionStart(lambda: away), KNOWN).slots == {"misses": 3.0}


def test_a_first_session_sets_nothing() -> None:
    outcome = run(ActionSessionStart(), {"misses": 0.0})
    assert [event["event"] for event in outcome.events] == ["session_started", "action"]


@pytest.mark.parametrize(("slots", "events"), [({}, [said("greet", "hi")]), ({"been_here": True}, [])])
def test_who_wrote_in_an_earlier_session_has_been_here(slots: dict[str, Any], events: list[Event]) -> None:
    assert run(ActionSessionStart(), slots, events).slots == {"been_here": True}


def test_a_restart_keeps_the_misses_and_is_not_silent() -> None:
    outcome = run(ActionRestart(), KNOWN)
    assert [event["event"] for event in outcome.events] == ["restart", "slot"]
    assert outcome.slots == {"misses": 3.0}
    assert outcome.responses == ["utter_start_over"]


def test_forgetting_an_order_forgets_the_proof_but_not_the_misses() -> None:
    slots = run(ActionForgetOrder(), KNOWN).slots
    assert set(slots.values()) == {None}
    assert set(slots) == set(OF_AN_ORDER)
    assert "misses" not in slots


@pytest.mark.parametrize("action", [ActionSessionStart(), ActionRestart(), ActionForgetOrder()])
def test_the_domain_knows_them(action: Action) -> None:
    assert action.name() in domain()["actions"]
    assert domain()["session_config"]["carry_over_slots_to_new_session"] is False


def test_another_order_keeps_who_the_customer_is() -> None:
    slots = run(ActionOtherOrder(), KNOWN, [said("correct", "no, the other one")]).slots
    assert set(slots) == {"order_number", "verified", "proven_order", "order_state", "order_summary"}
    assert set(slots.values()) == {None}


NAMED = {**KNOWN, "verified": True, "order_number": "FD-10432", "postcode": "50667"}


def named(*numbers: str) -> list[dict[str, object]]:
    """A message with these numbers, then the correction."""
    found = [{"entity": "number", "value": number} for number in numbers]
    return [said("track_order", "…", entities=found), said("correct", "no, the other one")]


@pytest.mark.parametrize(
    ("numbers", "meant"),
    [(["10432", "10500"], "FD-10500"), (["10432", "50667"], None), (["10500", "10501"], None), ([], None)],
)
def test_the_other_order_is_the_one_that_was_named_beside_it(numbers: list[str], meant: str | None) -> None:
    assert run(ActionOtherOrder(), NAMED, named(*numbers)).slots["order_number"] == meant


SEEN = {"customer_id": "1", "proven_order": "FD-10432", "order_number": "FD-10432", "verified": True}


def test_of_two_orders_the_other_is_the_one_that_was_not_shown() -> None:
    asked = [said("correct", "and the other one?")]
    assert run(ActionOtherOrder(lambda: SHOP), SEEN, asked).slots["order_number"] == "FD-10431"
    bjorns = {**SEEN, "customer_id": "2"}
    alone = {**bjorns, "proven_order": "FD-10500"}
    assert run(ActionOtherOrder(lambda: SHOP), alone, asked).slots["order_number"] is None


def test_of_a_shop_in_trouble_the_other_order_is_asked_for() -> None:
    def down() -> Shop:
        raise ShopDown

    slots = run(ActionOtherOrder(down), SEEN, [said("correct", "and the other one?")]).slots
    assert slots["order_number"] is None
    assert slots["verified"] is None


def test_what_is_to_be_left_is_no_longer_wished() -> None:
    wished = {**KNOWN, "changing": True, "drafts": [{}], "topic": "cancel_order"}
    outcome = run(ActionLeaveIt(), wished, [said("leave_it", "don't cancel it")])
    assert outcome.responses == ["utter_left_as_it_is"]
    assert outcome.slots == {"topic": None, "changing": None, "drafts": None}


def test_after_nothing_was_found_not_that_means_all_of_it() -> None:
    slots = run(ActionOtherOrder(), {**KNOWN, "verified": False}, [said("correct", "no that's wrong")]).slots
    assert {slots[name] for name in IDENTITY} == {None}


def test_another_order_that_was_named_is_not_asked_for() -> None:
    number = [{"entity": "order_number", "value": "FD-10500"}]
    slots = run(ActionOtherOrder(), KNOWN, [said("correct", "no, FD-10500", entities=number)]).slots
    assert "order_number" not in slots
    assert slots["verified"] is None
