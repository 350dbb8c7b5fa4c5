"""What is a yes: nothing is done to an order without one."""

import pytest

from actions.changes import meaning


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yes please!",
        "ok",
        "sure, go ahead",
        "yep do it",
        "that's right",
        "👍",
        "yes, can you do that now?",
    ],
)
def test_a_yes_is_a_yes(text: str) -> None:
    assert meaning.is_yes(text, "affirm")


@pytest.mark.parametrize(
    "text",
    [
        "ok, how much do I get back?",
        "ok how much is that in total",
        "right, and when does the money come",
        "great, what happens with the lamp?",
        "ok but not the lamp",
        "yes, but only the shirt",
        "sure?",
        "no",
        "hm",
    ],
)
def test_a_question_and_an_if_are_none(text: str) -> None:
    assert not meaning.is_yes(text, "inform")


@pytest.mark.parametrize("text", ["then cancel the whole order", "ok, cancel the entire thing please"])
def test_to_cancel_all_of_it_agrees_to_that(text: str) -> None:
    assert meaning.WHOLE.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "do I have to cancel the whole order?",
        "I never said to cancel the whole order",
        "don't cancel the whole order",
        "why would you cancel the whole order",
        "cancel the whole order? no!",
    ],
)
def test_to_speak_of_cancelling_all_is_no_yes(text: str) -> None:
    assert not meaning.WHOLE.search(text)
