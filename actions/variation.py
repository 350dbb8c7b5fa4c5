"""Say a response of domain.yml in other words than the last time."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.turns import last_said

Variation = dict[str, Any]
Buttons = list[dict[str, str]]
NAMED = re.compile(r"\{(\w+)\}")
"""A name in curly brackets, which something else is said for."""


def say_otherwise(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    domain: DomainDict,
    response: str,
    buttons: Buttons | None = None,
    values: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """The variation that follows the one said last; Rasa's own choice is by chance and may repeat itself.

    `values`: what stands for names in curly brackets.
    """
    written = variations(domain, response, tracker.get_latest_input_channel() or "")
    choices = [{**one, "text": _filled(str(one["text"]), values)} for one in written]
    if not choices:
        dispatcher.utter_message(response=response, buttons=buttons)
        return
    chosen = _following(choices, last_said(tracker, response))
    offered = buttons if buttons is not None else chosen.get("buttons") or []
    dispatcher.utter_message(text=chosen["text"], buttons=offered, utter_action=response)


def say_what_is_known(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    domain: DomainDict,
    response: str,
    known: Mapping[str, str],
) -> None:
    """The first variation all of whose names in curly brackets are known; nothing where there is none."""
    written = variations(domain, response, tracker.get_latest_input_channel() or "")
    fitting = next((one for one in written if set(NAMED.findall(one["text"])) <= known.keys()), None)
    if fitting:
        buttons = fitting.get("buttons") or []
        dispatcher.utter_message(text=_filled(fitting["text"], known), buttons=buttons, utter_action=response)


def variations(domain: DomainDict, response: str, channel: str) -> list[Variation]:
    """The response's variations for that channel, else those for any."""
    responses = (domain or {}).get("responses") or {}
    written = [variation for variation in responses.get(response) or [] if variation.get("text")]
    own = [variation for variation in written if variation.get("channel") == channel]
    return own or [variation for variation in written if not variation.get("channel")]


def title(domain: DomainDict, response: str, channel: str) -> str:
    """The words of a response that serves as a button's title; empty when there is none."""
    written = variations(domain, response, channel)
    return str(written[0]["text"]) if written else ""


def _filled(text: str, values: Mapping[str, str]) -> str:
    return NAMED.sub(lambda found: values.get(found[1], found[0]), text)


def _following(choices: list[Variation], said: str) -> Variation:
    texts = [variation["text"] for variation in choices]
    return choices[(texts.index(said) + 1) % len(choices)] if said in texts else choices[0]
