"""Asking for a person."""

from typing import Any

import pytest

from actions.handoff import ActionRequestHandoff
from tests.actions.stage import Event, Outcome, answered, ran, run, said


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
        (LOOKED_UP, {"topic": "cancel_order"}, "cancel_order"),
        ([answered("utter_complaint"), said("affirm", "yes")], {}, "complaint"),
        ([answered("utter_shop_down"), said("human_handoff", "/human_handoff")], {}, "shop_down"),
        ([answered("utter_shop_slow"), said("human_handoff", "/human_handoff")], {}, "shop_down"),
        ([answered("utter_too_many_misses"), said("human_handoff", "ok")], {}, "too_many_misses"),
        ([answered("utter_greet"), said("human_handoff", "ok")], {"misses": 5.0}, "too_many_misses"),
        ([answered("utter_payment_question"), said("affirm", "ok")], {}, "payment_question"),
    ],
)
def test_the_reason(events: list[Event], slots: dict[str, Any], reason: str) -> None:
    assert ask(events, **slots)["reason"] == reason


@pytest.mark.parametrize(
    ("state", "priority"), [("pending", "high"), ("packed", "high"), ("shipped", "normal"), (None, "normal")]
)
def test_a_cancellation_is_urgent_until_the_parcel_leaves(state: str | None, priority: str) -> None:
    assert ask(LOOKED_UP, topic="cancel_order", order_state=state)["priority"] == priority


def test_who_knows_about_it() -> None:
    assert ask(LOOKED_UP, topic="cancel_order")["team"] == "orders"
    assert ask(LOOKED_UP, topic="refund_status")["team"] == "billing"
    assert ask([said("human_handoff")])["team"] is None


def test_the_summary_says_what_is_known() -> None:
    known = {
        "customer_name": "Anna Berg",
        "verified": True,
        "topic": "cancel_order",
        "order_number": "FD-10432",
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
    slots = {"customer_name": "Anna Berg", "email": "anna@example.com", "verified": True, "order_state": None}
    told = run(ActionRequestHandoff(), slots, [said("human_handoff")]).told
    assert told["facts"] == {"name": "Anna Berg", "email": "anna@example.com", "verified": True}
    assert run(ActionRequestHandoff(), {}, [said("human_handoff")]).told["facts"] == {"verified": False}


def test_long_words_are_cut() -> None:
    assert ask([said("human_handoff", "help " * 200)])["summary"].endswith("…”")
