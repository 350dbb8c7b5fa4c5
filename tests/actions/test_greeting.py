"""Customers are greeted by the name that one would call them by, and by no other."""

import pytest

from actions.first_name import first_name
from actions.greeting import ActionGreet
from tests.actions.stage import Outcome, run, said


def greeted(name: str, been_here: bool = False, public: bool = False) -> Outcome:
    hello = said("greet", "hi", metadata={"customer_name": name, "public": public})
    return run(ActionGreet(), {"been_here": been_here}, [hello])


@pytest.mark.parametrize(
    ("name", "been_here", "public", "response"),
    [
        ("Ann Lee", False, False, "utter_greet_by_name"),
        ("Ann Lee", True, False, "utter_greet_again"),
        ("Ann Lee", True, True, "utter_greet"),
        ("", True, False, "utter_greet"),
        ("🔥🔥", False, False, "utter_greet"),
    ],
)
def test_the_greeting(name: str, been_here: bool, public: bool, response: str) -> None:
    outcome = greeted(name, been_here, public)
    assert outcome.responses == [response]
    assert outcome.messages[0].get("first_name", "") == ("" if response == "utter_greet" else "Ann")


@pytest.mark.parametrize(
    ("shown", "called"),
    [
        ("Ann Lee", "Ann"),
        ("  Dr. Ann   Lee ", "Ann"),
        ("anna berg", "Anna"),
        ("ANNA BERG", "Anna"),
        ("JP Morgan", "JP"),
        ("Jean-Pierre", "Jean-Pierre"),
        ("D’Arcy Wood", "D’Arcy"),
        ("𝓐𝓷𝓷𝓪 Berg", "Anna"),
        ("Zoë", "Zoë"),
        ("王小明", "王小明"),
        ("प्रिया शर्मा", "प्रिया"),
        ("Ольга", "Ольга"),
    ],
)
def test_names(shown: str, called: str) -> None:
    assert first_name(shown) == called


@pytest.mark.parametrize(
    "shown",
    [
        *("", " ", "🔥🔥", "x__x", "xX_Ann_Xx", "ann_b", "annaberg", "a", "A.", "aaaa", "12345", "Ann2"),
        *("*Ann*", "_Ann_", "[Ann](https://evil.example)", "evil.example", "https://evil.example Ann"),
        *(
            "<b>Ann</b>",
            "{email}",
            "@channel",
            "<!here>",
            "Ann\u202e",
            "A\u0301\u0301\u0301nn",
            "-Ann",
            "`rm`",
        ),
        *("Deleted Account", "Facebook User", "Test", "Dr.", "Uvwxyzabcdefghijklmnopq", None, 5),
    ],
)
def test_what_is_no_name(shown: object) -> None:
    assert first_name(shown) == ""


def test_a_name_ends_with_its_line() -> None:
    assert first_name("Ann\nCall 0900 12345 now") == "Ann"
    assert first_name("A" + "nn" * 100_000) == ""
