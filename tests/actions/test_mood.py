"""Strong feelings are noticed, ordinary messages are not."""

import pytest

from actions.mood import mood


@pytest.mark.parametrize(
    "text",
    [
        "WHERE IS MY PARCEL ALREADY",
        "this is ridiculous, third time I ask",
        "you people are thieves",
        "my lawyer will hear of this",
        "answer me!!!",
        "I will sue you",
        "see you in court",
    ],
)
def test_strong(text: str) -> None:
    assert mood(["hello", text]) == "angry"


@pytest.mark.parametrize(
    "text",
    [
        "where is my parcel?",
        "FD-10432",
        "OK THANKS",
        "Great, thanks!",
        "can I return the shoes",
        "",
        "Sue Miller",
        "court shoes",
    ],
)
def test_ordinary(text: str) -> None:
    assert mood([text]) == ""
