"""When the bot did not understand: first offer what was likely meant, then a person. No turn is reverted."""

from itertools import islice
from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.forms import form_is_open
from actions.guard import GuardedAction
from actions.summary import summary
from actions.telling import Wish, ask_for_person
from actions.turns import ran, since_the_desk
from actions.variation import Buttons, say_otherwise, title

NAME = "action_misunderstood"
LIKELY = 2
"""How many intents are offered, beside something else: more than three buttons do not fit on Messenger.

https://developers.facebook.com/docs/messenger-platform/reference/templates/button
"""
OFF_TOPIC = "out_of_scope"
FAR_OFF = 0.9
"""Confidence in that from which on nothing is offered but what the bot is for."""
IN_ALL = 3
"""Times that it does not understand …"""
LATELY = 6
"""… within so many turns, before it gives up, even if it understood something between."""


class ActionMisunderstood(GuardedAction):
    """Offers choices; the second time in a row, or the third of late, a person."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return NAME

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Decides by what is in the tracker alone."""
        if _too_often(tracker):
            say_otherwise(dispatcher, tracker, domain, "utter_handing_over_after_misunderstanding")
            ask_for_person(dispatcher, tracker, Wish("misunderstood", summary(tracker)))
            return []
        asked_for = tracker.get_slot("requested_slot") if form_is_open(tracker) else None
        if asked_for:
            say_otherwise(dispatcher, tracker, domain, f"utter_help_{asked_for}")
        elif _is_far_off(tracker):
            say_otherwise(dispatcher, tracker, domain, "utter_out_of_scope")
        else:
            say_otherwise(dispatcher, tracker, domain, "utter_did_not_understand", _choices(tracker, domain))
        return []


def _too_often(tracker: Tracker) -> bool:
    """Whether the turn before this one was not understood either, or several before it were not.

    What is surely nothing for a shop takes several: no colleague can book a taxi.
    """
    missed = [ran(turn, NAME) for turn in islice(since_the_desk(tracker), 1, LATELY)]
    in_a_row = any(missed[:1]) and not _is_far_off(tracker)
    return in_a_row or sum(missed) >= IN_ALL - 1


def _choices(tracker: Tracker, domain: DomainDict) -> Buttons:
    channel = tracker.get_latest_input_channel() or ""
    offered = [
        {"title": words, "payload": f"/{label}"}
        for label in _ranked(tracker)
        if (words := title(domain, _choice(label), channel))
    ]
    something_else = title(domain, "utter_choice_something_else", channel)
    last = [{"title": something_else, "payload": "/help"}] if something_else else []
    return [choice for choice in offered if choice["payload"] != "/help"][:LIKELY] + last


def _choice(label: str) -> str:
    """Whose words are the button's title; a slash would make an answer to a question of it."""
    return f"utter_choice_{label.replace('/', '_')}"


def _ranked(tracker: Tracker) -> list[str]:
    """What the latest message may have meant, likeliest first; of questions which, such as faq/stores."""
    message: dict[str, Any] = tracker.latest_message or {}
    answers: dict[str, Any] = message.get("response_selector") or {}
    ranking = [intent for intent in message.get("intent_ranking") or [] if intent.get("name") not in answers]
    for kind in answers.get("all_retrieval_intents") or []:
        found = (answers.get(kind) or {}).get("ranking") or []
        ranking += [{"name": a["intent_response_key"], "confidence": a["confidence"]} for a in found]
    ranking.sort(key=lambda meant: -float(meant.get("confidence") or 0.0))
    return [str(meant.get("name") or "") for meant in ranking]


def _is_far_off(tracker: Tracker) -> bool:
    """Whether it is so surely nothing for a shop that to guess would be silly."""
    message: dict[str, Any] = tracker.latest_message or {}
    intent: dict[str, Any] = message.get("intent") or {}
    return intent.get("name") == OFF_TOPIC and float(intent.get("confidence") or 0.0) >= FAR_OFF
