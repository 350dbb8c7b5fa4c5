"""Who is beside themselves gets a person early."""

import pytest

from actions.anger import ActionAbuse, ActionCalm, ActionComplaint, ActionLegalThreat
from actions.guard import GuardedAction
from tests.actions.stage import Event, Outcome, ran, run, said

MILD, STRONG = "it has a scratch, not great", "this is ridiculous, you people are thieves"
COMPLAINED = [said("complaint", MILD), ran("action_complaint"), ran("action_listen")]
SWORE = [said("abuse", "you muppets"), ran("action_abuse"), ran("action_listen")]
GREETED = [said("greet", "hi"), ran("action_greet"), ran("action_listen")]
DEALT_WITH = [said("handoff_resolved", "/handoff_resolved"), ran("utter_handoff_resolved")]


def answer(action: GuardedAction, events: list[Event], form: str = "") -> Outcome:
    return run(action, {"requested_slot": "email"} if form else {}, events, form)


@pytest.mark.parametrize(
    ("action", "intent", "offer"),
    [(ActionComplaint(), "complaint", "utter_complaint"), (ActionAbuse(), "abuse", "utter_abuse")],
)
@pytest.mark.parametrize("before", [[], GREETED, [*COMPLAINED, *DEALT_WITH], [*SWORE, *DEALT_WITH]])
def test_the_first_time_a_person_is_offered(
    action: GuardedAction, intent: str, offer: str, before: list[Event]
) -> None:
    outcome = answer(action, [*before, said(intent, MILD)])
    assert outcome.responses == [offer]
    assert "handoff" not in "".join(map(str, outcome.messages))


@pytest.mark.parametrize(("action", "intent"), [(ActionComplaint(), "complaint"), (ActionAbuse(), "abuse")])
@pytest.mark.parametrize(
    ("before", "text"),
    [([], STRONG), ([*COMPLAINED, *GREETED], MILD), (SWORE, MILD), ([*DEALT_WITH, *COMPLAINED], MILD)],
)
def test_in_strong_words_or_the_second_time_one_is_asked_for(
    action: GuardedAction, intent: str, before: list[Event], text: str
) -> None:
    outcome = answer(action, [*before, said(intent, text)])
    assert outcome.responses == ["utter_sorry_person"]
    handoff = outcome.told["handoff"]
    assert (handoff["reason"], handoff["priority"]) == (intent, "high")


def test_while_an_order_is_asked_for_a_mild_complaint_is_a_word_beside() -> None:
    outcome = answer(ActionComplaint(), [said("complaint", MILD)], form="order_form")
    assert (outcome.responses, outcome.events) == (["utter_sorry"], [])


@pytest.mark.parametrize("action", [ActionComplaint(), ActionAbuse(), ActionLegalThreat(), ActionCalm()])
def test_whoever_brings_a_person_stops_asking(action: GuardedAction) -> None:
    outcome = answer(action, [said("complaint", STRONG)], form="order_form")
    assert {"event": "active_loop", "timestamp": None, "name": None} in outcome.events
    assert outcome.slots == {"requested_slot": None}


@pytest.mark.parametrize(
    ("action", "reason", "response"),
    [
        (ActionLegalThreat(), "legal_threat", "utter_legal_threat"),
        (ActionCalm(), "angry", "utter_sorry_person"),
    ],
)
def test_at_once(action: GuardedAction, reason: str, response: str) -> None:
    outcome = answer(action, [said("legal_threat", "you will hear from me")])
    assert outcome.responses == [response]
    handoff = outcome.told["handoff"]
    assert (handoff["reason"], handoff["priority"]) == (reason, "high")


@pytest.mark.parametrize("action", [ActionComplaint(), ActionAbuse(), ActionLegalThreat(), ActionCalm()])
def test_who_is_to_come_is_not_asked_again(action: GuardedAction) -> None:
    closed = said("outside_hours", "/outside_hours")
    outcome = answer(action, [*SWORE, closed, said("abuse", STRONG)])
    assert outcome.responses == ["utter_person_is_coming"]
    assert "handoff" not in "".join(map(str, outcome.messages))


def test_a_button_is_no_strong_word() -> None:
    outcome = answer(ActionComplaint(), [said("complaint", '/complaint{"outcome": "USELESS FRAUD!!!"}')])
    assert outcome.responses == ["utter_complaint"]
