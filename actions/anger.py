"""Bring a person early to a customer who is beside themselves; say little, and never answer in kind."""

from itertools import islice

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.forms import form_closed, form_is_open
from actions.guard import GuardedAction
from actions.mood import is_strong
from actions.summary import summary
from actions.telling import Wish, ask_for_person
from actions.turns import latest_words, person_is_coming, ran, since_the_desk

COMPLAINT, ABUSE = "action_complaint", "action_abuse"


class ActionComplaint(GuardedAction):
    """Is sorry and offers a person; in strong words, or the second time, a person is asked for at once."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return COMPLAINT

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """While an order is asked for, the offer is a word beside."""
        if is_strong(latest_words(tracker)) or _again(tracker):
            return _bring_person(dispatcher, tracker, "complaint", "utter_sorry_person")
        dispatcher.utter_message(response="utter_sorry" if form_is_open(tracker) else "utter_complaint")
        return []


class ActionAbuse(GuardedAction):
    """Stays calm and offers a person; in strong words, or the second time, a person is asked for."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return ABUSE

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """What was said is no reason to be short with somebody."""
        if is_strong(latest_words(tracker)) or _again(tracker):
            return _bring_person(dispatcher, tracker, "abuse", "utter_sorry_person")
        dispatcher.utter_message(response="utter_abuse")
        return []


class ActionLegalThreat(GuardedAction):
    """A person is asked for at once."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return "action_legal_threat"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Nothing is promised and nothing is denied."""
        return _bring_person(dispatcher, tracker, "legal_threat", "utter_legal_threat")


class ActionCalm(GuardedAction):
    """Whatever was asked: bot/nlu/early_person.py runs this when the customer is angry again and again."""

    def name(self) -> str:
        """As domain.yml and config.yml know it."""
        return "action_calm"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """A person is asked for at once."""
        return _bring_person(dispatcher, tracker, "angry", "utter_sorry_person")


def _again(tracker: Tracker) -> bool:
    """Whether they have complained or sworn before, since a person last dealt with it."""
    earlier = islice(since_the_desk(tracker), 1, None)
    return any(ran(turn, COMPLAINT) or ran(turn, ABUSE) for turn in earlier)


def _bring_person(
    dispatcher: CollectingDispatcher, tracker: Tracker, reason: str, response: str
) -> list[EventType]:
    """Say so and ask, unless somebody is to come already; whatever was being asked is given up."""
    if person_is_coming(tracker):
        dispatcher.utter_message(response="utter_person_is_coming")
    else:
        dispatcher.utter_message(response=response)
        ask_for_person(dispatcher, tracker, Wish(reason, summary(tracker), "high"))
    return form_closed(tracker)
