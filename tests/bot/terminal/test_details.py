"""What a designer reads of a message."""

from typing import Any

from bot.terminal.details import in_lines


def turn(text: str, intent: str, *further: Any) -> dict[str, Any]:
    guesses = [{"intent": intent, "confidence": 0.9}]
    shown = {"guesses": guesses, "entities": [], "slots": {}, "actions": [f"utter_{intent}"]}
    return {"text": text, **shown, "further": list(further)}


def test_one_request_is_not_repeated() -> None:
    assert in_lines(turn("hi", "greet")) == "  · understood: greet 0.90\n  · actions: utter_greet"


def test_each_of_several_requests_is_told_by_its_words() -> None:
    told = in_lines(turn("hi", "greet", turn("and bye", "goodbye"))).splitlines()
    assert [line for line in told if "request:" in line] == ["  · request: hi", "  · request: and bye"]
    assert told[-1] == "  · actions: utter_goodbye"
