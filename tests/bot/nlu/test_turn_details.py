"""What is told of a turn, out of its events."""

from typing import Any

from bot.nlu.turn_details import details


def asked(*intents: tuple[str, float], **understood: Any) -> dict[str, Any]:
    """A customer's message, with what was guessed, likeliest first."""
    ranking = [{"name": name, "confidence": confidence} for name, confidence in intents]
    return {"event": "user", "parse_data": {"intent": ranking[0], "intent_ranking": ranking, **understood}}


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def action(name: str) -> dict[str, Any]:
    return {"event": "action", "name": name}


def test_the_next_guesses_are_few_and_do_not_repeat_the_first() -> None:
    found = details([], [asked(("a", 0.5), ("b", 0.2), ("c", 0.1), ("d", 0.1), ("e", 0.1))])
    assert [guess["intent"] for guess in found["guesses"]] == ["a", "b", "c", "d"]


def test_a_retrieval_intent_is_named_with_its_answer() -> None:
    chosen = {"faq": {"response": {"intent_response_key": "faq/gift_cards"}}}
    found = details([], [asked(("faq", 0.9), ("greet", 0.1), response_selector=chosen)])
    assert [guess["intent"] for guess in found["guesses"]] == ["faq/gift_cards", "greet"]


def test_guesses_are_told_by_their_confidence_whatever_was_decided() -> None:
    decided = {"name": "nlu_fallback", "confidence": 0.1}
    ranking = [decided, *({"name": name, "confidence": sure} for name, sure in (("a", 0.4), ("b", 0.6)))]
    found = details([], [asked(("a", 0.4), intent=decided, intent_ranking=ranking)])
    assert [guess["intent"] for guess in found["guesses"]] == ["nlu_fallback", "b", "a"]


def test_further_requests_of_a_message_are_told_and_the_next_message_is_not() -> None:
    first, second = (
        {**asked((name, 1.0)), "message_id": number, "text": name}
        for name, number in (("faq", "m1"), ("track_order", "m1#2"))
    )
    other = {**asked(("bye", 1.0)), "message_id": "m10", "text": "bye"}
    events = [first, slot("topic", "a"), second, slot("topic", "b"), action("order_form"), other, action("x")]
    found = details([], events)
    [further] = found["further"]
    assert (found["text"], found["slots"], found["actions"]) == ("faq", {"topic": (None, "a")}, [])
    assert (further["text"], further["slots"], further["actions"]) == (
        "track_order",
        {"topic": ("a", "b")},
        ["order_form"],
    )


def test_slots_are_told_where_they_are_not_what_they_were() -> None:
    before = [slot("topic", "returns"), slot("email", "a@b.test")]
    turn = [asked(("inform", 1.0)), slot("topic", "orders"), slot("email", "a@b.test"), slot("topic", None)]
    assert details(before, turn)["slots"] == {"topic": ("returns", None)}


def test_a_turn_ends_where_the_next_begins() -> None:
    first = [asked(("greet", 1.0)), action("utter_greet"), action("action_listen")]
    for after in (asked(("bye", 1.0)), action("action_session_start")):
        found = details([], [*first, after, slot("late", 1), action("utter_goodbye")])
        assert (found["actions"], found["slots"]) == (["utter_greet"], {})
