"""Wishes that are denied, and those that only sound so."""

import pytest

from actions.denied import without_denied

NOTHING_ELSE = (
    "I do NOT want to cancel my order",
    "don't cancel it",
    "dont cancle it pls",
    "please don't cancel my order!!",
    "DON'T CHANGE THE ADDRESS",
    "I do not want to speak to a person",
    "not returning it then",
    "no, I'm not sending it back",
)
SOMETHING_ELSE = {
    "i do not want to cancel, i just want to know where it is": "i just want to know where it is",
    "I'm not cancelling, where is my parcel": "where is my parcel",
    "I don't want a refund I want the right jumper": "I want the right jumper",
    "i mean dont cancel it!! just tell me where it is": "just tell me where it is",
    "not looking to exchange, just when does it arrive": "just when does it arrive",
    "I don't want to change my order, I want to cancel it": "I want to cancel it",
}
WISHES = (
    "I don't want it any more",
    "if you don't refund me I will sue",
    "why don't you just cancel it",
    "they don't exchange shoes, do they",
    "I don't want to talk to a bot",
    "can I not cancel my order?",
    "do not send it, cancel it",
    "I can't cancel my order",
    "why is my order not changing status",
    "I don't know how to return it",
    "I'm not getting my refund",
    "my order is not cancelled yet",
)


@pytest.mark.parametrize("text", NOTHING_ELSE)
def test_nothing_is_left_of_a_wish_that_is_denied(text: str) -> None:
    assert without_denied(text) == ""


@pytest.mark.parametrize("text", SOMETHING_ELSE)
def test_what_is_said_beside_it_is_left(text: str) -> None:
    assert without_denied(text) == SOMETHING_ELSE[text]


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_that_has_a_no_in_it_is_a_wish(text: str) -> None:
    assert without_denied(text) is None
