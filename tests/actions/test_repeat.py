"""Say that again."""

from actions.repeat import ActionRepeat
from tests.actions.stage import Event, answered, ran, run, said

CHOICES = [{"title": "Track my order", "payload": "/track_order"}]


def bot(response: str, text: str, buttons: list[dict[str, str]]) -> Event:
    return {**answered(response, text), "data": {"buttons": buttons}}


def test_all_of_the_last_answer_with_its_buttons() -> None:
    before = [
        said("greet", "hi"),
        bot("utter_greet", "Hi!", CHOICES),
        bot("utter_help", "I know orders.", []),
    ]
    outcome = run(ActionRepeat(), events=[*before, ran("action_listen"), said("repeat", "sorry?")])
    assert [(message["text"], message["buttons"]) for message in outcome.messages] == [
        ("Hi!", CHOICES),
        ("I know orders.", []),
    ]
    assert outcome.responses == ["utter_greet", "utter_help"], "so that yes means the same as before"


def test_what_is_only_for_frontdesk_is_not_repeated() -> None:
    told: Event = {"event": "bot", "text": None, "data": {"custom": {"handoff": {}}}, "metadata": {}}
    before = [said("greet", "hi"), bot("utter_greet", "Hi!", []), said("thanks", "ta"), told]
    outcome = run(ActionRepeat(), events=[*before, said("repeat", "what")])
    assert [message["text"] for message in outcome.messages] == ["Hi!"]


def test_nothing_was_said_yet() -> None:
    assert run(ActionRepeat(), events=[said("repeat", "what?")]).responses == ["utter_nothing_to_repeat"]


def test_the_second_time_in_a_row_there_is_a_way_on() -> None:
    once = [said("greet", "hi"), bot("utter_greet", "Hi!", []), said("repeat", "what?"), ran("action_repeat")]
    again = [*once, bot("utter_greet", "Hi!", []), ran("action_listen"), said("repeat", "pardon?")]
    assert run(ActionRepeat(), events=again).responses == ["utter_said_twice"]
