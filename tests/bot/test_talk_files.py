"""The dialogue files agree with each other, and hold what customers and channels need."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
OF_CHANGES = "change_step"
"""Asked for by questions of its own, such as utter_ask_which_order."""
MADE_BY_ACTIONS = {"choose"}
TOLD_BY_THE_SHOP = {"order_shipped", "order_delayed", "order_delivered", "order_refunded"}
TOLD_BY_THE_DESK = {
    "handoff_queued",
    "agent_joined",
    "handoff_resolved",
    "handoff_returned",
    "no_agent_available",
    "outside_hours",
    "customer_silent",
}
FOUND_WITHOUT_EXAMPLES = {"other_language"}
SAID_BY_FRONTDESK = (
    "utter_takes_a_moment",
    "utter_please_wait",
    "utter_brain_unreachable",
    "utter_too_many_messages",
    "utter_handoff_queued",
)
ALSO_OFFERED_AS_CHOICE = "something_else"
LONGEST_TITLE = 20
"""https://developers.facebook.com/docs/messenger-platform/reference/templates/button"""
MOST_BUTTONS = 3
FEWEST_EXAMPLES = 30
"""Small talk may have fewer: each kind is a part of one intent."""
RASA_OWN_ACTIONS = {"action_listen", "action_deactivate_loop"}
ANNOTATION = re.compile(r"\[([^\]]+)\]\((\w+)\)")

Step = dict[str, Any]


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return content


DOMAIN = read("domain.yml")
RULES: list[dict[str, Any]] = [
    rule
    for path in sorted((ROOT / "data" / "rules").iterdir())
    for rule in read(f"data/rules/{path.name}")["rules"]
]
STORIES: list[dict[str, Any]] = read("data/stories.yml")["stories"]
RESPONSES: dict[str, list[dict[str, Any]]] = DOMAIN["responses"]
INTENTS: set[str] = set(DOMAIN["intents"])
ENTITIES = {name for entity in DOMAIN["entities"] for name in entity}
EXAMPLES: dict[str, list[str]] = {
    block["intent"]: [line.removeprefix("- ") for line in block["examples"].splitlines()]
    for name in ("nlu", "faq", "chitchat")
    for block in read(f"data/{name}.yml")["nlu"]
    if "intent" in block
}
ANSWERS = {label for label in EXAMPLES if "/" in label}
"""Of retrieval intents, such as faq/gift_cards."""


def steps(talks: list[dict[str, Any]]) -> Iterator[Step]:
    """Every step, the alternatives of an "or" each on its own."""
    for talk in talks:
        for step in talk["steps"]:
            yield from step.get("or", [step])


def is_in_form(rule: dict[str, Any]) -> bool:
    return {"active_loop": "order_form"} in rule.get("condition", [])


def bare(example: str) -> str:
    """What is left without annotations, capitals and punctuation; of a lone sign, the sign."""
    words = re.sub(r"[^\w\s]", " ", ANNOTATION.sub(r"\1", example).lower())
    return " ".join(words.split()) or example


def word_pairs(example: str) -> set[str]:
    words = ["", *bare(ANNOTATION.sub(r"\2", example)).split(), ""]
    return {f"{first} {second}" for first, second in pairwise(words)}


def are_alike(one: str, other: str) -> bool:
    """More than three fifths of the word pairs shared: one was made from the other by swapping a word."""
    ours, theirs = word_pairs(one), word_pairs(other)
    return len(ours & theirs) > 0.6 * len(ours | theirs) and len(ours) > 3


def test_every_intent_of_customers_has_examples_and_no_other() -> None:
    plain = {label.partition("/")[0] for label in EXAMPLES}
    assert plain == INTENTS - TOLD_BY_THE_DESK - TOLD_BY_THE_SHOP - MADE_BY_ACTIONS - FOUND_WITHOUT_EXAMPLES
    assert {f"utter_{label}" for label in ANSWERS} == {name for name in RESPONSES if "/" in name}
    assert {label for label in ANSWERS if label.startswith("faq/")} == set(_labels_in("data/faq.yml"))
    assert {label for label in ANSWERS if label.startswith("chitchat/")} == set(
        _labels_in("data/chitchat.yml")
    )


def _labels_in(name: str) -> Iterator[str]:
    return (block["intent"] for block in read(name)["nlu"])


@pytest.mark.parametrize("intent", sorted(EXAMPLES))
def test_examples_are_many_and_varied(intent: str) -> None:
    examples = EXAMPLES[intent]
    assert len({bare(example) for example in examples}) == len(examples)
    assert len(examples) >= FEWEST_EXAMPLES or intent.startswith("chitchat/")
    assert [pair for pair in combinations(examples, 2) if are_alike(*pair)] == []


def test_no_example_stands_under_two_intents() -> None:
    counted = Counter(bare(example) for examples in EXAMPLES.values() for example in examples)
    assert [example for example, times in counted.items() if times > 1] == []


def test_near_duplicates_are_noticed() -> None:
    assert are_alike("please cancel [FD-10001](order_number)", "Please cancel [FD-10002](order_number)!")
    assert not are_alike("where is my parcel", "my parcel has not come")


def test_annotated_entities_are_known() -> None:
    found = {
        entity
        for examples in EXAMPLES.values()
        for text in examples
        for _, entity in ANNOTATION.findall(text)
    }
    assert found == {"order_number", "number", "email", "postcode", "PERSON"}
    assert found <= ENTITIES


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_buttons_fit_and_lead_somewhere(name: str) -> None:
    for variation in RESPONSES[name]:
        buttons = variation.get("buttons", [])
        assert len(buttons) <= MOST_BUTTONS
        for button in buttons:
            assert 0 < len(button["title"]) <= LONGEST_TITLE
            assert leads_somewhere(button)


def leads_somewhere(button: dict[str, str]) -> bool:
    """To an intent, or where an action says."""
    known = {f"/{intent}" for intent in (INTENTS | ANSWERS) - TOLD_BY_THE_DESK - TOLD_BY_THE_SHOP}
    return button["payload"] in known if "payload" in button else button["url"] == "{private_way}"


@pytest.mark.parametrize("name", sorted(name for name in RESPONSES if name.startswith("utter_choice_")))
def test_choices_are_buttons_too(name: str) -> None:
    known = {label.replace("/", "_") for label in INTENTS | ANSWERS}
    assert name.removeprefix("utter_choice_") in known | {ALSO_OFFERED_AS_CHOICE}
    assert all(len(variation["text"]) <= LONGEST_TITLE for variation in RESPONSES[name])


@pytest.mark.parametrize("intent", sorted(TOLD_BY_THE_DESK))
def test_what_the_desk_tells_has_a_rule_with_and_without_the_form(intent: str) -> None:
    told = [rule for rule in RULES if {"intent": intent} in rule["steps"]]
    assert sorted(is_in_form(rule) for rule in told) == [False, True]
    assert all(rule["steps"][-1]["action"].startswith("utter_") for rule in told)


@pytest.mark.parametrize("intent", sorted(INTENTS - TOLD_BY_THE_DESK))
def test_every_intent_has_an_answer_everywhere(intent: str) -> None:
    answering = [rule for rule in RULES if {"intent": intent} in list(steps([rule]))]
    assert {is_in_form(rule) for rule in answering} == {False, True}


def test_rules_and_stories_name_what_exists() -> None:
    known = set(RESPONSES) | set(DOMAIN["actions"]) | set(DOMAIN["forms"]) | RASA_OWN_ACTIONS
    known |= {f"utter_{label.partition('/')[0]}" for label in ANSWERS}
    used = {step["action"] for step in steps([*RULES, *STORIES]) if "action" in step}
    assert used <= known
    intents = {step["intent"] for step in steps([*RULES, *STORIES]) if "intent" in step}
    assert intents <= INTENTS | {"nlu_fallback"}


def test_every_topic_and_order_state_is_answered() -> None:
    topics = DOMAIN["slots"]["topic"]["values"]
    answered_by_the_look_up = ["track_order", "refund_status"]
    assert [topic for topic in topics if f"utter_next_{topic}" not in RESPONSES] == answered_by_the_look_up
    states = DOMAIN["slots"]["order_state"]["values"]
    assert [state for state in states if f"utter_order_status_{state}" not in RESPONSES] == []


def test_the_form_can_ask_help_and_refuse() -> None:
    for slot in set(DOMAIN["forms"]["order_form"]["required_slots"]) - {OF_CHANGES}:
        assert {f"utter_ask_{slot}", f"utter_help_{slot}", f"utter_invalid_{slot}"} <= set(RESPONSES)


def test_not_understanding_is_said_in_different_words() -> None:
    assert len({variation["text"] for variation in RESPONSES["utter_did_not_understand"]}) >= 4


@pytest.mark.parametrize("name", SAID_BY_FRONTDESK)
def test_frontdesk_can_say_its_sentences_alone(name: str) -> None:
    assert all(variation["text"] and "{" not in variation["text"] for variation in RESPONSES[name])


def test_nothing_is_carried_into_a_new_session() -> None:
    assert DOMAIN["session_config"]["carry_over_slots_to_new_session"] is False


def test_no_turn_is_ever_reverted() -> None:
    policies = {policy["name"]: policy for policy in read("config.yml")["policies"]}
    assert policies["RulePolicy"]["core_fallback_action_name"] == "action_misunderstood"
