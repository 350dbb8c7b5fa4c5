"""What the form asks for, and when it does not."""

import pytest

from actions.asking import ActionAskCustomerName, ActionAskEmail, ActionAskOrderNumber, ActionAskPostcode
from tests.actions.stage import answered, domain, run, said

ASKED = [
    variation["text"].format(example="FD-10123")
    for variation in domain()["responses"]["utter_ask_order_number"]
]


@pytest.mark.parametrize(
    "action", [ActionAskOrderNumber(), ActionAskEmail(), ActionAskCustomerName(), ActionAskPostcode()]
)
def test_each_slot_has_its_question(action: ActionAskOrderNumber) -> None:
    assert action.name() in domain()["actions"]
    assert run(action, events=[said("track_order")]).responses == [f"utter_ask_{action.slot}"]


def test_a_question_is_never_asked_in_the_same_words_twice_in_a_row() -> None:
    before = [said("track_order"), answered("utter_ask_order_number", ASKED[0]), said("thanks")]
    assert [message["text"] for message in run(ActionAskOrderNumber(), events=before).messages] == [ASKED[1]]


@pytest.mark.parametrize("intent", ["wait", "repeat"])
def test_a_question_that_stands_is_not_asked_again(intent: str) -> None:
    assert run(ActionAskOrderNumber(), events=[said(intent)]).messages == []


def test_nothing_is_asked_after_a_person_was() -> None:
    given_up = answered("utter_handing_over_after_misunderstanding", "A colleague …")
    assert run(ActionAskOrderNumber(), events=[said("nlu_fallback"), given_up]).messages == []
