"""Choices first, then a person."""

import pytest

from actions.misunderstood import ActionMisunderstood
from tests.actions.stage import Event, answered, domain, ran, run, said

RANKING = [
    {"name": "nlu_fallback", "confidence": 0.4},
    {"name": "refund_status", "confidence": 0.3},
    {"name": "greet", "confidence": 0.2},
    {"name": "return_item", "confidence": 0.1},
    {"name": "cancel_order", "confidence": 0.1},
]
PUZZLING = said("nlu_fallback", "blargh fnord", intent_ranking=RANKING)


def variations(response: str) -> list[str]:
    return [variation["text"] for variation in domain()["responses"][response]]


def missed(text: str = "") -> list[Event]:
    return [
        PUZZLING,
        ran("action_misunderstood"),
        answered("utter_did_not_understand", text),
        ran("action_listen"),
    ]


def test_the_first_time_it_offers_what_was_likely_meant() -> None:
    outcome = run(ActionMisunderstood(), events=[PUZZLING])
    (message,) = outcome.messages
    assert message["text"] in variations("utter_did_not_understand")
    assert message["utter_action"] == "utter_did_not_understand"
    assert message["buttons"] == [
        {"title": "Where's my refund?", "payload": "/refund_status"},
        {"title": "Return something", "payload": "/return_item"},
        {"title": "Something else", "payload": "/help"},
    ]
    assert outcome.events == []


def test_a_question_with_one_answer_is_offered_as_what_it_asks() -> None:
    answers = [
        {"intent_response_key": "faq/gift_cards", "confidence": 0.35},
        {"intent_response_key": "faq/stores", "confidence": 0.01},
    ]
    asked = said(
        "nlu_fallback",
        "cards?",
        intent_ranking=[{"name": "faq", "confidence": 0.35}, *RANKING],
        response_selector={"all_retrieval_intents": ["faq"], "faq": {"ranking": answers}},
    )
    (message,) = run(ActionMisunderstood(), events=[asked]).messages
    assert message["buttons"] == [
        {"title": "Gift cards", "payload": "/faq/gift_cards"},
        {"title": "Where's my refund?", "payload": "/refund_status"},
        {"title": "Something else", "payload": "/help"},
    ]


def test_the_second_time_in_a_row_it_asks_for_a_person() -> None:
    outcome = run(ActionMisunderstood(), events=[*missed(), PUZZLING])
    assert outcome.responses == ["utter_handing_over_after_misunderstanding"]
    handoff = outcome.told["handoff"]
    assert handoff["reason"] == "misunderstood"
    assert "blargh fnord" in handoff["summary"]
    assert (handoff["priority"], handoff["team"]) == ("normal", None)


def test_an_understood_turn_between_begins_anew_in_other_words() -> None:
    first, second = variations("utter_did_not_understand")[:2]
    between = [said("greet", "hi"), ran("utter_greet"), answered("utter_greet", "Hi!"), ran("action_listen")]
    outcome = run(ActionMisunderstood(), events=[*missed(first), *between, PUZZLING])
    assert [message["text"] for message in outcome.messages] == [second]


def test_what_is_nothing_for_a_shop_takes_three_times_before_it_troubles_a_person() -> None:
    taxi = said("out_of_scope", "book me a taxi")
    taxi["intent"] = taxi["parse_data"]["intent"] = {"name": "out_of_scope", "confidence": 0.99}
    once = [taxi, ran("action_misunderstood"), ran("action_listen")]
    assert run(ActionMisunderstood(), events=[*once, taxi]).responses == ["utter_out_of_scope"]
    third = run(ActionMisunderstood(), events=[*once, *once, taxi])
    assert third.responses == ["utter_handing_over_after_misunderstanding"]


UNDERSTOOD = [said("greet", "hi"), ran("action_greet")]
DEALT_WITH = [said("handoff_resolved", "/handoff_resolved"), ran("utter_handoff_resolved")]


@pytest.mark.parametrize(
    ("before", "gives_up"),
    [
        ([*missed(), *UNDERSTOOD, *missed(), *UNDERSTOOD], True),
        ([*missed(), *UNDERSTOOD, *UNDERSTOOD, *missed(), *UNDERSTOOD], True),
        ([*missed(), *UNDERSTOOD, *UNDERSTOOD, *missed(), *UNDERSTOOD, *UNDERSTOOD], False),
        ([*missed(), *UNDERSTOOD, *UNDERSTOOD], False),
        ([*missed(), *DEALT_WITH, *missed(), *UNDERSTOOD], False),
        ([*missed(), *DEALT_WITH], False),
    ],
)
def test_the_third_time_of_late_it_asks_for_a_person(before: list[Event], gives_up: bool) -> None:
    outcome = run(ActionMisunderstood(), events=[*before, PUZZLING])
    assert (outcome.responses == ["utter_handing_over_after_misunderstanding"]) is gives_up
    assert any("handoff" in message["custom"] for message in outcome.messages) is gives_up


def test_after_the_last_variation_comes_the_first_again() -> None:
    *_, last = variations("utter_did_not_understand")
    between = [said("greet", "hi"), ran("utter_greet")]
    outcome = run(ActionMisunderstood(), events=[*missed(last), *between, PUZZLING])
    assert outcome.messages[0]["text"] == variations("utter_did_not_understand")[0]


@pytest.mark.parametrize("slot", ["order_number", "email", "customer_name", "postcode"])
def test_in_the_form_it_helps_with_what_was_asked(slot: str) -> None:
    outcome = run(ActionMisunderstood(), {"requested_slot": slot}, [PUZZLING], form="order_form")
    assert outcome.responses == [f"utter_help_{slot}"]
    assert outcome.messages[0]["text"] in variations(f"utter_help_{slot}")


def test_in_the_form_the_second_time_asks_for_a_person_and_leaves_the_form_as_it_is() -> None:
    outcome = run(
        ActionMisunderstood(), {"requested_slot": "email"}, [*missed(), PUZZLING], form="order_form"
    )
    assert outcome.told["handoff"]["reason"] == "misunderstood"
    assert outcome.events == [], "what a colleague's coming does to it is a rule of its own"


def test_what_is_not_for_a_shop_is_said_to_be_so() -> None:
    far = {"name": "out_of_scope", "confidence": 0.95}
    outcome = run(
        ActionMisunderstood(), events=[{**said("out_of_scope", "what's the weather"), "intent": far}]
    )
    assert outcome.responses == ["utter_out_of_scope"]
    assert outcome.messages[0]["buttons"]


def test_what_may_be_for_a_shop_is_asked_about() -> None:
    near = {"name": "out_of_scope", "confidence": 0.6}
    asked = said("out_of_scope", "cards?", intent_ranking=[near, *RANKING])
    outcome = run(ActionMisunderstood(), events=[{**asked, "intent": near}])
    assert outcome.responses == ["utter_did_not_understand"]
    assert outcome.messages[0]["buttons"][0] == {"title": "Where's my refund?", "payload": "/refund_status"}


def test_without_a_domain_rasa_finds_the_words() -> None:
    message = run(ActionMisunderstood(), events=[PUZZLING])
    assert message.messages[0]["text"]


def test_a_ranking_that_is_missing_leaves_something_else() -> None:
    outcome = run(ActionMisunderstood(), events=[said("nlu_fallback", "hm")])
    assert outcome.messages[0]["buttons"] == [{"title": "Something else", "payload": "/help"}]
