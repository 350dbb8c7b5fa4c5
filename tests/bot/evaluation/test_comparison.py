"""What a designer reads of a model beside the one before it."""

from bot.evaluation.comparison import MOST_LINES, Comparison
from bot.evaluation.measurement import Measurement, Message, Stories


def message(text: str, intent: str, taken: str = "") -> Message:
    return Message(text, intent, taken or intent, right=not taken)


BEFORE = Measurement(
    Stories(3, {"old trouble": "a instead of b"}),
    (message("parcel?", "track", "nlu_fallback"), message("hi", "greet"), message("bye", "bye", "greet")),
)


def test_what_is_as_it_was_is_said_so() -> None:
    same = Comparison(BEFORE, BEFORE)
    assert same.sentence == "stories 2 of 3 (as before), understanding 0.333 (as before)"
    assert same.worse == []


def test_the_first_is_compared_with_nothing() -> None:
    first = Comparison(None, BEFORE)
    assert (first.sentence, first.worse) == ("stories 2 of 3, understanding 0.333", [])


def test_better_and_worse_are_counted_by_intent_and_what_is_worse_is_named() -> None:
    failed = {"old trouble": "a instead of b", "new trouble": "c instead of d"}
    now = Measurement(
        Stories(4, failed),
        (message("parcel?", "track"), message("hi", "greet", "bye"), message("new", "bye", "x")),
    )
    found = Comparison(BEFORE, now)
    assert found.sentence == (
        "stories 2 of 4 (as before), understanding 0.333 (as before): better track 1, worse greet 1, "
        "0 of 1 new messages right"
    )
    assert found.worse == [
        "story new trouble: c instead of d",
        "greet, now taken for bye: hi",
        "bye, taken for x: new",
    ]


def test_of_new_messages_those_that_go_well_are_only_counted() -> None:
    old = (message("hi", "greet"),)
    now = (*old, message("howdy", "greet"), message("moin", "greet", "bye"))
    found = Comparison(Measurement(None, old), Measurement(None, now))
    assert found.sentence == "understanding 0.667 (-0.333), 1 of 2 new messages right"
    assert found.worse == ["greet, taken for bye: moin"]


def test_what_is_much_worse_is_said_first() -> None:
    before = tuple(message(f"{number}", "greet") for number in range(100))
    now = tuple(message(f"{number}", "greet", "bye" if number < 4 else "") for number in range(100))
    found = Comparison(Measurement(None, before), Measurement(None, now))
    assert found.sentence.startswith(
        "MUCH WORSE than before (was a file saved half-way?), understanding 0.960"
    )


def test_of_very_many_some_are_named_and_the_rest_counted() -> None:
    texts = [f"{intent} {number}" for intent in "abcde" for number in range(4)]
    right = tuple(message(text, text[0]) for text in texts)
    wrong = tuple(message(text, text[0], "x") for text in texts)
    found = Comparison(Measurement(None, right), Measurement(None, wrong))
    assert found.sentence == "understanding 0.000 (-1.000): worse a 4, b 4, c 4, others 8"
    assert (len(found.worse), found.worse[-1]) == (MOST_LINES + 1, "… and 10 more")


def test_what_cannot_be_used_is_said_and_what_was_known_is_kept() -> None:
    found = Comparison(BEFORE, Measurement(Stories(3, {}), None, ("customers.csv holds no messages.",)))
    assert found.sentence == "stories 3 of 3 (+1), customers.csv holds no messages."
    assert found.known == Measurement(Stories(3, {}), BEFORE.messages)
