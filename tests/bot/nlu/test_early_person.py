"""When the policy for anger has something to say."""

from collections.abc import Iterable

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed")

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.early_person import EarlyPerson

INTENTS = ["track_order", "praise", "complaint", "outside_hours"]
DOMAIN = Domain.from_dict({"intents": INTENTS, "actions": ["action_calm"]})
FIRST, SECOND = "where is it, this is ridiculous", "STILL NO ANSWER FROM YOU"


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> EarlyPerson:
    storage = LocalModelStorage(tmp_path_factory.mktemp("storage"))
    context = ExecutionContext(GraphSchema({}))
    found: EarlyPerson = EarlyPerson.create(
        EarlyPerson.get_default_config(), storage, Resource("early"), context
    )
    return found


def talk(messages: Iterable[str | tuple[str, str]]) -> list[Event]:
    """Messages, each with its intent where that is another than track_order, and the bot listening."""
    events: list[Event] = [ActionExecuted("action_listen")]
    for message in messages:
        text, intent = message if isinstance(message, tuple) else (message, "track_order")
        events += [UserUttered(text, {"name": intent}), ActionExecuted("action_listen")]
    return events[:-1]


def predicted(policy: EarlyPerson, events: list[Event]) -> str:
    """The action, or nothing."""
    tracker = DialogueStateTracker.from_events("web:1", events, DOMAIN.slots, domain=DOMAIN)
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    if not prediction.max_confidence:
        return ""
    return str(DOMAIN.action_names_or_texts[prediction.max_confidence_index])


@pytest.mark.parametrize(
    ("messages", "action"),
    [
        ([FIRST], ""),
        ([FIRST, SECOND], "action_calm"),
        ([FIRST, "hello?", "FD-10432", SECOND], "action_calm"),
        ([FIRST, "hello?", "FD-10432", "are you there", SECOND], ""),
        ([FIRST, "hello?"], ""),
        ([("LOVE IT SO MUCH!!!", "praise"), ("BEST SHOP EVER!!!", "praise")], ""),
        ([FIRST, ("your service is useless", "complaint")], ""),
        ([FIRST, ("/outside_hours", "outside_hours"), SECOND], ""),
        ([FIRST, SECOND, "/track_order"], ""),
    ],
)
def test_the_second_strong_message_of_late_calls_for_a_person(
    policy: EarlyPerson, messages: list[str | tuple[str, str]], action: str
) -> None:
    assert predicted(policy, talk(messages)) == action


def test_then_it_listens(policy: EarlyPerson) -> None:
    assert predicted(policy, [*talk([FIRST, SECOND]), ActionExecuted("action_calm")]) == "action_listen"


def test_between_actions_it_is_silent(policy: EarlyPerson) -> None:
    assert predicted(policy, [*talk([FIRST, SECOND]), ActionExecuted("action_restart")]) == ""
