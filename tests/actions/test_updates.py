"""Messages about orders, as far as actions decide: offered, allowed, stopped, said."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from actions.changing import Changer
from actions.next_steps import ActionNextSteps
from actions.order_lookup import ActionLookUpOrder
from actions.updates import ActionStartUpdates, ActionStop, ActionStopUpdates, ActionTellUpdate
from tests.actions import stage
from tests.actions.samples import ANNA, SHIPPED
from tests.actions.stage import Event, Outcome, answered, domain, ran, run, said
from tests.fakes.shop import shop_of

UNSAID = {"customer_id": "", "allowed": None, "offered_to": ""}
SHOWN = {"order_state": "shipped", "customer_id": "7", "topic": "track_order"}


def hears(intent: str, text: str = "", updates: Mapping[str, Any] | None = None, **parsed: Any) -> Event:
    """A message, with what frontdesk tells beside it; None: there are no such messages here."""
    return said(intent, text, metadata={} if updates is None else {"updates": dict(updates)}, **parsed)


def follow(updates: Mapping[str, Any] | None, **slots: Any) -> Outcome:
    events = [hears("track_order", "where is it", updates), ran("action_look_up_order")]
    return run(ActionNextSteps(), {**SHOWN, **slots}, events)


def test_whoever_was_shown_an_order_on_its_way_is_asked() -> None:
    outcome = follow(UNSAID)
    assert outcome.responses == ["utter_offer_updates"]
    assert outcome.told["facts"] == {"updates_offered": "7"}
    assert outcome.slots == {"updates_offered": True}


@pytest.mark.parametrize(
    ("updates", "slots"),
    [
        (None, {}),
        ({**UNSAID, "offered_to": "7"}, {}),
        ({**UNSAID, "customer_id": "7", "allowed": True}, {}),
        ({**UNSAID, "customer_id": "7", "allowed": False}, {}),
        ({**UNSAID, "customer_id": "", "allowed": False}, {}),
        (UNSAID, {"order_state": "delivered"}),
        (UNSAID, {"order_state": "cancelled"}),
        (UNSAID, {"customer_id": None}),
    ],
    ids=["off", "asked", "allows", "refused", "refused before", "arrived", "cancelled", "unknown"],
)
def test_nobody_else_is_asked(updates: Mapping[str, Any] | None, slots: Mapping[str, Any]) -> None:
    outcome = follow(updates, **slots)
    assert outcome.responses == ["utter_anything_else"]
    assert outcome.slots == {"updates_offered": None}, "yes and no mean what they did"


def test_what_another_customer_has_said_here_counts_for_them_alone() -> None:
    assert follow({"customer_id": "8", "allowed": True, "offered_to": "8"}).responses == [
        "utter_offer_updates"
    ]


def test_an_order_that_is_clear_without_a_question_is_shown_at_once() -> None:
    events = [hears("track_order", "where is my parcel", UNSAID), ran("action_look_up_order")]
    shop = shop_of((replace(ANNA, id="7"), replace(SHIPPED, customer_id="7")))
    known = {"verified": True, "customer_id": "7", "topic": "track_order"}
    nexts = ActionNextSteps(Changer(lambda: shop), ActionLookUpOrder(lambda: shop))
    outcome = run(nexts, known, events)
    assert outcome.responses[0] == "utter_order_status_shipped"
    assert len(outcome.responses) == 2, "and what follows: an offer, or what else there is"
    assert outcome.slots["proven_order"] == SHIPPED.number


def test_a_wish_that_is_left_goes_first() -> None:
    events = [hears("cancel_order", "cancel it", UNSAID), ran("action_look_up_order")]
    shop = shop_of((replace(ANNA, id="7"), replace(SHIPPED, customer_id="7")))
    known = {**SHOWN, "topic": "cancel_order", "order_number": SHIPPED.number}
    outcome = run(ActionNextSteps(Changer(lambda: shop)), known, events)
    assert outcome.responses == ["utter_refused_cancel"]
    assert outcome.slots == {"updates_offered": None, "last_order": SHIPPED.number}


@pytest.mark.parametrize(
    ("updates", "slots", "response", "allowed"),
    [
        (UNSAID, {"customer_id": "7"}, "utter_updates_started", True),
        ({**UNSAID, "customer_id": "7"}, {}, "utter_updates_started", True),
        (UNSAID, {}, "utter_updates_need_order", None),
        (None, {"customer_id": "7"}, "utter_updates_not_here", None),
    ],
)
def test_to_allow_it_takes_a_proof(
    updates: Mapping[str, Any] | None, slots: Mapping[str, Any], response: str, allowed: bool | None
) -> None:
    outcome = run(ActionStartUpdates(), slots, [hears("start_updates", "tell me", updates)])
    assert response in outcome.responses
    told = [message["custom"].get("updates") for message in outcome.messages if message["custom"]]
    assert told == ([{"allowed": True}] if allowed else [])


@pytest.mark.parametrize(
    ("allowed", "response"), [(True, "utter_updates_stopped"), (None, "utter_updates_declined")]
)
def test_to_stop_it_takes_nothing(allowed: bool | None, response: str) -> None:
    outcome = run(ActionStopUpdates(), {}, [hears("stop_updates", "no", {**UNSAID, "allowed": allowed})])
    assert outcome.told["updates"] == {"allowed": False}
    assert response in outcome.responses


@pytest.mark.parametrize(
    ("text", "before", "allowed", "ends"),
    [
        ("stop", [], True, True),
        ("/stop", [], True, True),
        ("STOP it please", [], True, True),
        ("never mind", [], True, False),
        ("never mind", [answered("utter_update_shipped")], True, True),
        ("stop", [], None, False),
        ("stop", [answered("utter_update_shipped")], False, False),
    ],
)
def test_stop_means_these_messages_where_nothing_else_is_meant(
    text: str, before: list[Event], allowed: bool | None, ends: bool
) -> None:
    outcome = run(ActionStop(), {}, [*before, hears("stop", text, {**UNSAID, "allowed": allowed})])
    assert outcome.responses == ["utter_updates_stopped" if ends else "utter_stopped"]


def told(intent: str, **known: str) -> Outcome:
    entities = [{"entity": f"update_{name}", "value": value} for name, value in known.items()]
    return run(ActionTellUpdate(), {}, [hears(intent, f"/{intent}", entities=entities)])


@pytest.mark.parametrize(
    ("intent", "known", "words"),
    [
        (
            "order_shipped",
            {"carrier": "Evri", "tracking": "T1", "day": "Friday 4 December"},
            "T1. We expect it",
        ),
        ("order_shipped", {"carrier": "Evri", "tracking": "T1"}, "with Evri, tracking number T1."),
        ("order_shipped", {"carrier": "Evri"}, "has left us"),
        ("order_delayed", {"day": "Friday 4 December"}, "The new date is Friday 4 December."),
        ("order_delayed", {}, "don't have a new date"),
        ("order_delivered", {}, "has been delivered"),
        ("order_refunded", {"amount": "£24.90"}, "We've refunded £24.90"),
        ("order_refunded", {}, "We've refunded order"),
    ],
)
def test_the_sentence_that_is_said_names_only_what_is_known(
    intent: str, known: Mapping[str, str], words: str
) -> None:
    [message] = told(intent, order="FD-10432", **known).messages
    assert words in " ".join(message["text"].split())
    assert "FD-10432" in message["text"]
    assert "{" not in message["text"]


def test_every_kind_of_news_has_a_sentence_that_needs_the_number_alone() -> None:
    for name, variations in domain()["responses"].items():
        if name.startswith("utter_update_"):
            last = variations[-1]["text"].replace("{update_order}", "")
            assert "{" not in last, name


def test_where_it_fails_the_customer_hears_nothing_and_agents_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "domain", lambda: {"responses": {"utter_update_shipped": [{"text": 5}]}})
    outcome = told("order_shipped", order="FD-10432")
    assert outcome.responses == []
    assert outcome.told["action"] == {"name": "action_tell_update", "result": "failed"}
