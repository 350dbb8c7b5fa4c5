"""What follows when an order is shown."""

from copy import deepcopy
from typing import Any

import pytest

from actions.next_steps import ActionNextSteps
from actions.settled import next_sentence
from tests.actions import stage
from tests.actions.stage import Event, Outcome, domain, ran, run, said

PROVEN = {"verified": True, "order_number": "FD-10432", "proven_order": "FD-10432"}
LOOKED_UP = ran("action_look_up_order")


def follow(events: list[Event], **slots: Any) -> Outcome:
    return run(ActionNextSteps(), {**PROVEN, **slots}, [*events, LOOKED_UP])


def wish(*intents: str) -> list[Event]:
    return [said(intent, intent.replace("_", " ")) for intent in intents]


@pytest.mark.parametrize("topic", sorted(domain()["slots"]["topic"]["values"]))
def test_every_wish_has_a_way_on(topic: str) -> None:
    outcome = follow(wish(topic), topic=topic, order_state="delivered")
    if topic in ("track_order", "refund_status"):
        assert outcome.responses == ["utter_anything_else"]
        return
    assert outcome.responses == [next_sentence(topic, "delivered", domain())]
    assert outcome.told["handoff"]["reason"] == topic


@pytest.mark.parametrize(
    ("topic", "state"),
    [("cancel_order", "cancelled"), ("refund_status", "delivered"), ("refund_status", "refunded"),
     ("request_refund", "refunded"), ("not_received", "shipped")],
)  # fmt: skip
def test_a_wish_that_is_settled_already_needs_nobody(topic: str, state: str) -> None:
    outcome = follow(wish(topic), topic=topic, order_state=state)
    assert outcome.responses == ["utter_anything_else"]
    assert "handoff" not in outcome.told


def test_two_wishes_are_both_answered_and_both_told() -> None:
    outcome = follow(wish("cancel_order", "get_invoice"), topic="get_invoice", order_state="paid")
    assert outcome.responses == ["utter_next_cancel_order", "utter_next_get_invoice"]
    handoff = outcome.told["handoff"]
    assert handoff["reason"] == "cancel_order"
    assert "wants to cancel an order, and wants an invoice." in handoff["summary"]


def test_a_wish_that_is_in_domain_yml_alone_is_told_to_agents_by_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = deepcopy(domain())
    written["slots"]["topic"]["values"].append("move_delivery")
    written["responses"]["utter_next_move_delivery"] = [{"text": "A colleague arranges it."}]
    monkeypatch.setattr(stage, "domain", lambda: written)
    outcome = follow(wish("move_delivery"), topic="move_delivery", order_state="shipped")
    assert outcome.responses == ["utter_next_move_delivery"]
    handoff = outcome.told["handoff"]
    assert (handoff["reason"], handoff["team"]) == ("move_delivery", "orders")
    assert "The customer (verified) has a wish: move delivery." in handoff["summary"]


def test_a_wish_of_an_order_dealt_with_is_not_repeated() -> None:
    before = [*wish("cancel_order"), LOOKED_UP, ran("action_next_steps"), ran("action_listen")]
    outcome = follow([*before, *wish("get_invoice")], topic="get_invoice", order_state="paid")
    assert outcome.responses == ["utter_next_get_invoice"]


def test_a_wish_that_a_colleague_has_dealt_with_is_not_repeated() -> None:
    before = [*wish("cancel_order"), ran("action_listen"), *wish("handoff_resolved")]
    outcome = follow([*before, *wish("inform")], topic="track_order", order_state="paid")
    assert outcome.responses == ["utter_anything_else"]


def test_a_wish_said_long_ago_is_known_by_its_topic() -> None:
    assert follow(wish("inform"), topic="return_item").responses == ["utter_next_return_item"]


@pytest.mark.parametrize(
    ("state", "priority"), [("pending", "high"), ("packed", "high"), ("shipped", "normal"), (None, "normal")]
)
def test_a_cancellation_is_urgent_until_the_parcel_leaves(state: str | None, priority: str) -> None:
    asked = wish("cancel_order")
    known = {"topic": "cancel_order", "order_state": state}
    assert follow(asked, **known).told["handoff"]["priority"] == priority
    other = follow(asked, **known, proven_order="FD-10500")
    assert other.told["handoff"]["priority"] == "normal", "not this order"


@pytest.mark.parametrize("topic", ["cancel_order", "change_order", "change_address"])
def test_when_the_parcel_has_left_nothing_is_promised(topic: str) -> None:
    for state, response in (("paid", f"utter_next_{topic}"), ("shipped", f"utter_next_{topic}_sent")):
        assert follow(wish(topic), topic=topic, order_state=state).responses == [response]


def test_a_wish_said_instead_takes_the_place_of_those_before() -> None:
    for words in (
        "actually just tell me where it is",
        "hmm no, where is it",
        "tell me where it is instead",
        "i mean dont cancel it!! just tell me where it is",
    ):
        instead = [*wish("cancel_order"), said("track_order", words)]
        assert follow(instead, topic="track_order").responses == ["utter_anything_else"], words
    beside = said("track_order", "and where is it")
    assert follow([*wish("cancel_order"), beside], topic="track_order").responses == [
        "utter_next_cancel_order"
    ]


def test_who_complains_and_then_names_the_order_gets_a_person() -> None:
    outcome = follow(wish("complaint", "inform"), order_state="delivered")
    assert outcome.responses == ["utter_next_complaint"]
    handoff = outcome.told["handoff"]
    assert (handoff["reason"], handoff["priority"]) == ("complaint", "high")
    assert "complains" in handoff["summary"]


def test_who_complained_and_wanted_nobody_gets_nobody() -> None:
    outcome = follow(wish("complaint", "deny", "track_order"), topic="track_order")
    assert outcome.responses == ["utter_anything_else"]


def test_who_knows_about_it() -> None:
    assert follow(wish("cancel_order")).told["handoff"]["team"] == "orders"
    assert follow(wish("request_refund")).told["handoff"]["team"] == "billing"
