"""Responses that nobody reaches, intents that nothing follows, and what the desk tells without an answer."""

from collections.abc import Iterator, Mapping, Set
from typing import Any

import yaml

from bot.checks.finding import Finding
from bot.checks.spoken import Spoken
from bot.core.comment_rules import Sort
from bot.core.press import SIGNALS, UPDATES
from bot.sentences import GREETING, NEEDED
from bot.talk_files import TalkFiles, listed, named

REQUESTED = "requested_slot"
"""A slot that Rasa itself has: what a form asks for."""
SAID_BY_RASA = ("utter_back", "utter_restart", "utter_default", "utter_ask_rephrase")
"""By Rasa's own actions. https://rasa.com/docs/rasa/default-actions"""
OF_RASA = ("restart", "back", "out_of_scope", "session_start", "nlu_fallback")
"""Intents that Rasa knows without domain.yml."""
OF_ACTIONS = frozenset({"choose"})
"""What only the buttons mean that actions make."""
FOUND_WITHOUT_EXAMPLES = "other_language"
"""By `bot.nlu.foreign.Foreign`."""
SAID_BY_FRONTDESK = frozenset(
    {
        *NEEDED,
        GREETING,
        "utter_private_person",
        *(f"utter_{where}_{sort.value}" for where in ("comment", "private") for sort in Sort),
    }
)
"""Without the bot; which of those about comments is for desk.yml to say."""


def reached(files: TalkFiles) -> Iterator[Finding]:
    """What stands in the files, and leads nowhere."""
    yield from map(Finding, _never_said(files))
    yield from map(Finding, _unanswered(files))
    yield from map(Finding, _unused(files))
    yield from _never_offered(files)
    yield from _unexplained(files)
    yield from _signals(files)
    yield from map(Finding, _updates(files))
    yield from map(Finding, _no_slots(files))


def _no_slots(files: TalkFiles) -> Iterator[str]:
    """Slots that rules and stories name, and nobody has."""
    known = {*named(files.domain.get("slots")), REQUESTED}
    steps = (step for talk in files.talks for step in talk.everything if step.kind == "slot")
    for name in (name for step in steps for name in step.names if name not in known):
        yield f"{name.place}: there is no slot {name} in domain.yml. Correct the name, or add the slot."


def _never_said(files: TalkFiles) -> Iterator[str]:
    spoken, said = Spoken(files.folder), _said(files)
    asked = _asked(files, spoken.words)
    for name in files.responses:
        if name in said or name in asked or spoken.may_say(name):
            continue
        base, slash, answer = name.partition("/")
        label = f"{base.removeprefix('utter_')}/{answer}"
        if slash and base in said:
            yield f"{name.place}: {name} is never said: data/ has no examples of {label}. Write some."
        else:
            yield (
                f"{name.place}: nobody says {name}: no rule or story, no form, no action. "
                "Use it in data/, or delete it."
            )


def _said(files: TalkFiles) -> Set[str]:
    """By rules, stories, config.yml, Rasa and Frontdesk; of retrieval intents what has examples."""
    in_talks = {name for talk in files.talks for name in talk.names("action")}
    answers = {f"utter_{label}" for label in files.labels if "/" in label}
    chosen = {answer for answer in answers if answer.partition("/")[0] in in_talks}
    return {*in_talks, *chosen, *_in_config(files), *SAID_BY_RASA, *SAID_BY_FRONTDESK}


def _in_config(files: TalkFiles) -> Iterator[str]:
    """A policy may name what is said when nothing else is."""
    config = yaml.safe_load((files.folder / "config.yml").read_text(encoding="utf-8"))
    for policy in listed(named(config).get("policies")):
        yield from (value for value in named(policy).values() if isinstance(value, str))


def _asked(files: TalkFiles, quoted: Set[str]) -> Set[str]:
    """By forms, also about slots that an action adds to a form."""
    forms: Mapping[str, Any] = named(files.domain.get("forms"))
    added = {slot for slot in named(files.domain.get("slots")) if slot in quoted}
    asked = {form: {*added, *_required(stated)} for form, stated in forms.items()}
    return {
        name
        for form, slots in asked.items()
        for slot in slots
        for name in (f"utter_ask_{slot}", f"utter_ask_{form}_{slot}")
    }


def _required(form: Any) -> Iterator[str]:
    """A list of slots; in older files their mappings, by slot."""
    slots = named(form).get("required_slots", form)
    yield from (slot for slot in (slots if isinstance(slots, list | dict) else ()) if isinstance(slot, str))


def _unanswered(files: TalkFiles) -> Iterator[str]:
    """Examples of an answer that is not there."""
    for label in files.labels.values():
        if "/" in label and f"utter_{label}" not in files.responses:
            yield f"{label.place}: {label} has no answer. Write utter_{label} under responses in domain.yml."


def _never_offered(files: TalkFiles) -> Iterator[Finding]:
    """Answers whose button has no words, where others of their intent have some (action_misunderstood)."""
    for name in files.responses:
        intent, slash, answer = name.removeprefix("utter_").partition("/")
        button, others = f"utter_choice_{intent}_{answer}", f"utter_choice_{intent}_"
        are_offered = any(other.startswith(others) for other in files.responses)
        if slash and are_offered and button not in files.responses:
            yield Finding(
                f"{name.place}: {intent}/{answer} is never offered when the bot is not sure, as its button "
                f"has no words. Write {button} under responses, of 20 letters at most.",
                is_hint=True,
            )


def _unused(files: TalkFiles) -> Iterator[str]:
    """An intent that fills a slot is of use without a rule."""
    used = {name.partition("/")[0] for talk in files.talks for name in talk.names("intent")}
    used |= {intent for slot in named(files.domain.get("slots")).values() for intent in _filling(slot)}
    for name in files.intents.values():
        if name not in {*used, *SIGNALS, *UPDATES, *OF_RASA}:
            yield f"{name.place}: no rule or story uses {name}. Write a rule in data/, or delete it."


def _unexplained(files: TalkFiles) -> Iterator[Finding]:
    """An intent may be for buttons alone."""
    explained = {str(label).partition("/")[0] for label in files.labels}
    for name in files.intents.values():
        if name not in {*explained, *SIGNALS, *UPDATES, *OF_RASA, *OF_ACTIONS, FOUND_WITHOUT_EXAMPLES}:
            yield Finding(
                f"{name.place}: {name} has no examples in data/, so only a button can mean it. "
                "Write some, if customers are to say it in their own words.",
                is_hint=True,
            )


def _filling(slot: Any) -> Iterator[str]:
    for mapping in listed(named(slot).get("mappings")):
        intents = named(mapping).get("intent")
        yield from (str(intent) for intent in (intents if isinstance(intents, list) else [intents]))


def _signals(files: TalkFiles) -> Iterator[Finding]:
    """A bot that was made for Rasa alone knows none of them, and may stay so."""
    known = [name for name in sorted(SIGNALS) if name in files.intents]
    if not known:
        lacking = ", ".join(sorted(SIGNALS))
        yield Finding(
            "domain.yml: customers are told nothing of what happens at the desk. "
            f"Add the intents {lacking}, and a rule for each.",
            is_hint=True,
        )
        return
    for name in sorted(SIGNALS - set(known)):
        yield Finding(
            f"domain.yml: intents lacks {name}, which the desk tells the bot. Add it, and a rule for it."
        )
    rules = [talk for talk in files.talks if talk.kind == "rule" and not talk.is_in_form]
    ruled = {name for rule in rules for name in rule.names("intent")}
    for name in (files.intents[name] for name in known if name not in ruled):
        yield Finding(
            f"{name.place}: the desk tells the bot {name}, and no rule answers that always counts. "
            "Write one without a condition in data/rules/desk.yml."
        )


def _updates(files: TalkFiles) -> Iterator[str]:
    """A bot may know none of them: then customers are told nothing of their orders unless they ask."""
    known = [files.intents[name] for name in sorted(UPDATES) if name in files.intents]
    ruled = {name for talk in files.talks if talk.kind == "rule" for name in talk.names("intent")}
    for intent in known:
        if intent not in ruled:
            yield f"{intent.place}: the shop tells the bot {intent}, and no rule answers. Write one in data/."
    for name in sorted(UPDATES - set(map(str, known)) if known else ()):
        yield f"domain.yml: intents lacks {name}, which the shop tells the bot. Add it, and a rule for it."
