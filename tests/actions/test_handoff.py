"""Asking for a person."""

from typing import Any

import pytest

from actions.handoff import ActionRequestHandoff
from tests.actions.stage import Event, Outcome, answered, ran, run, said

PROVEN = {"verified": True, "order_number": "FD-10432", "proven_order": "FD-10432"}


def ask(events: list[Event], **slots: Any) -> dict[str, Any]:
    outcome: Outcome = run(ActionRequestHandoff(), slots, events)
    assert outcome.responses == []
    handoff: dict[str, Any] = outcome.told["handoff"]
    return handoff


LOOKED_UP = [said("cancel_order", "please cancel it"), ran("action_look_up_order")]


@pytest.mark.parametrize(
    ("events", "slots", "reason"),
    [
        ([said("human_handoff", "a person please")], {}, "customer_asked"),
        ([said("human_handoff", "a person please")], {"topic": "track_order"}, "customer_asked"),
        ([answered("utter_complaint"), said("affirm", "yes")], {}, "complaint"),
        ([answered("utter_shop_down"), said("human_handoff", "/human_handoff")], {}, "shop_down"),
        ([answered("utter_shop_slow"), said("human_handoff", "/human_handoff")], {}, "shop_down"),
        ([answered("utter_too_many_misses"), said("human_handoff", "ok")], {}, "too_many_misses"),
        ([answered("utter_greet"), said("human_handoff", "ok")], {"misses": 5.0}, "too_many_misses"),
        ([answered("utter_payment_problem"), said("affirm", "ok")], {}, "payment_problem"),
    ],
)
def test_the_reason(events: list[Event], slots: dict[str, Any], reason: str) -> None:
    assert ask(events, **slots)["reason"] == reason


def test_who_knows_about_it() -> None:
    assert ask(LOOKED_UP, topic="cancel_order")["team"] == "orders"
    assert ask(LOOKED_UP, topic="refund_status")["team"] == "billing"
    assert ask([said("human_handoff")])["team"] is None


def test_the_summary_says_what_is_known() -> None:
    known = {
        "customer_name": "Anna Berg",
        **PROVEN,
        "topic": "cancel_order",
        "order_summary": "FD-10432 (paid): Enamel Mug, £9.95",
    }
    assert ask(LOOKED_UP, **known)["summary"] == (
        "Anna Berg (verified) wants to cancel an order. Order FD-10432 (paid): Enamel Mug, £9.95. "
        "Last words: “please cancel it”"
    )


def test_the_summary_says_what_is_only_claimed() -> None:
    asked = said("human_handoff", "/human_handoff", metadata={"customer_name": "anna_b"})
    summary = ask([said("inform", "fd-10432"), asked], order_number="FD-10432", misses=2.0)["summary"]
    assert summary == (
        "anna_b (not verified) asks for help. Order FD-10432, as the customer says. "
        "2 look-ups matched nothing. Last words: “fd-10432”"
    )


def test_the_card_gets_what_is_known() -> None:
    slots = {"customer_name": "Anna Berg", "email": "anna@example.com", **PROVEN, "order_state": "paid"}
    told = run(ActionRequestHandoff(), slots, [said("human_handoff")]).told
    anna = {"name": "Anna Berg", "email": "anna@example.com"}
    proven = {"order_state": "paid", "verified": True, "verified_by": ""}
    assert told["facts"] == {**anna, "order_number": "FD-10432", **proven}
    mentioned = {"phone": "+447700900123", "product": ["Enamel Mug", "Teapot", "Teapot"]}
    facts = run(ActionRequestHandoff(), mentioned, [said("human_handoff")]).told["facts"]
    assert (facts["phone"], facts["product"]) == ("+447700900123", "Enamel Mug, Teapot")
    nothing = {"order_state": "", "verified": False, "verified_by": ""}
    assert run(ActionRequestHandoff(), {}, [said("human_handoff")]).told["facts"] == nothing


@pytest.mark.parametrize("mentioned", ["FD-10500", "fd10500", "10500", "my mother's"])
def test_who_proved_one_order_has_not_proved_the_one_they_mention(mentioned: str) -> None:
    slots = {
        **PROVEN,
        "order_number": mentioned,
        "order_state": "paid",
        "order_summary": "FD-10432 (paid): Mug",
    }
    told = run(ActionRequestHandoff(), slots, [said("human_handoff", f"a person about {mentioned}")]).told
    nothing = {"order_state": "", "verified": False, "verified_by": ""}
    assert told["facts"] == {"order_number": mentioned, **nothing}
    assert f"(not verified) asks for help. Order {mentioned}, as the" in told["handoff"]["summary"]
    assert "Verified for another order only, FD-10432 (paid): Mug." in told["handoff"]["summary"]


@pytest.mark.parametrize("mentioned", ["FD-10432", "fd10432", "#10432", "order 10432"])
def test_the_proven_order_may_be_mentioned_in_any_spelling(mentioned: str) -> None:
    slots = {**PROVEN, "order_number": mentioned}
    assert run(ActionRequestHandoff(), slots, [said("human_handoff")]).told["facts"]["verified"] is True


def test_long_words_are_cut() -> None:
    assert ask([said("human_handoff", "help " * 200)])["summary"].endswith("…”")
