"""What is a yes: nothing is done to an order without one."""

import pytest

from actions.changes import meaning
from actions.changes.consent import hesitates, is_no, is_yes


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
        "yesss",
        "ok yes thats everything go",
        "Yes, that's correct. Please proceed with the exchange",
        "yes i confirm all the details, thank you",
        "that address is right",
        "yes, cancel it please",
        "yes, and cancel the order with the lamp, I ordered it by mistake",
    ],
)
def test_a_yes_is_a_yes(text: str) -> None:
    assert is_yes(text)


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
        "yeah right",
        "yeah right, as if",
        "ok let me think about it",
        "great, I'll think about it",
        "right, I need to ask my wife first",
        "sure hold on a sec",
        "yes I know, I'm not sure yet",
        "ok don't",
        "okay never do that",
        "yes it is expensive, no thanks",
        "ok not today",
        "yeah nah",
        "great, that's a rip off",
        "yes tomorrow",
        "correct the address first",
        "confirm my email first please",
        "right size please, this one is wrong",
        "fine, I want the blue one",
        "ok use paypal",
        "ok, then cancel my other order",
        "thanks",
        "it that this " * 80 + "x",
    ],
)
def test_a_question_and_an_if_are_none(text: str) -> None:
    assert not is_yes(text)


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


@pytest.mark.parametrize("text", ["no", "ok no", "yeah nah", "ok thanks, not now", "no!! keep the mouse"])
def test_a_no_is_a_no_after_a_polite_word_too(text: str) -> None:
    assert is_no(text, "inform") or hesitates(text)


@pytest.mark.parametrize("text", ["let me ask my wife", "sure, hold on a sec", "ok, later", "not sure yet"])
def test_whoever_wants_time_says_neither(text: str) -> None:
    assert hesitates(text)
    assert not is_yes(text)
