"""Changes in the talk: begun by wishes once the customer is known, answered step by step, then made."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions import details
from actions.changes import kept
from actions.changes.draft import Draft
from actions.changes.facts import Facts
from actions.changes.kinds import KINDS, kind_of
from actions.changes.making import ENOUGH, Progress, begin, go_on
from actions.changes.said import Said
from actions.changes.taking import begun
from actions.guard import GuardedAction
from actions.handoff import ask_to_make
from actions.shop.opening import configured_policy, configured_shop, patiently
from actions.shop.port import Shop, ShopNonsense
from actions.shop.sql import today
from actions.telling import tell_change
from actions.turns import (
    entities_named,
    last_response,
    latest_intent,
    latest_words,
    message_id,
    selected_answer,
)
from actions.variation import say_otherwise

ORDINALS = {
    **{word: place for place, word in enumerate(("first", "second", "third", "fourth", "fifth", "sixth"))},
    **{str(place + 1): place for place in range(8)},
    "last": -1,
}
LONGEST_TITLE = 20
"""Letters of a button that every platform shows; choices with more are listed and numbered."""

STALE = "stale:"
"""The choice of whoever presses a button under an older question."""
LOOK_UP = "look_up"
"""The wish of whoever only wants to see an order, and has several."""

Open = Callable[[], Shop]


class Changer:
    """Takes a conversation's changes further."""

    def __init__(self, open_shop: Open = configured_shop, day: Callable[[], date] = today) -> None:
        self._open_shop = open_shop
        self._day = day

    async def begun(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, wishes: Sequence[tuple[str, str]]
    ) -> list[EventType]:
        """The first question about these wishes (intent and words each), or why not; and what is kept."""
        progress = await patiently(self._begin, tracker, wishes)
        return _told(dispatcher, tracker, progress)

    async def answered(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """What the latest message has led to."""
        progress = await patiently(self._go_on, tracker)
        return _told(dispatcher, tracker, progress)

    def _facts(self, tracker: Tracker) -> Facts:
        shop = self._open_shop()
        customer = shop.customer(str(tracker.get_slot("customer_id") or ""))
        if customer is None:
            raise ShopNonsense("The customer is gone between two questions.")
        return Facts(shop, configured_policy(), customer, self._day())

    def _begin(self, tracker: Tracker, wishes: Sequence[tuple[str, str]]) -> Progress:
        facts, number = self._facts(tracker), str(tracker.get_slot("order_number") or "")
        drafts: list[Draft] = []
        for wish, words in wishes:
            said = Said(words, wish, numbers=_numbers(words))
            kind = kind_of(wish, said, facts, number)
            drafts += begun(kind, said, facts, number) if kind else []
        return begin(drafts, facts)

    def _go_on(self, tracker: Tracker) -> Progress:
        facts, left = self._facts(tracker), kept.drafts(tracker)
        return go_on(
            left, _said(tracker), facts, f"{tracker.sender_id} {message_id(tracker)}", tracker.sender_id
        )


def has_kind(wish: str) -> bool:
    """Whether a wish is one that the bot can see to."""
    return wish in KINDS


def _said(tracker: Tracker) -> Said:
    """The latest message: a button's meaning, the number of a listed choice, or words."""
    asked, words = kept.question(tracker), latest_words(tracker)
    pressed = next(iter(entities_named(tracker, "choice")), "")
    of_question, _, stands_for = pressed.partition(" ")
    choice = (
        (stands_for if of_question == kept.token(asked) else STALE) if pressed else _by_number(words, asked)
    )
    return Said("" if choice else words, latest_intent(tracker), choice, _numbers(words))


def _numbers(words: str) -> tuple[str, ...]:
    return tuple(details.order_numbers(words))


def _by_number(words: str, asked: Mapping[str, Any]) -> str:
    """`2`, `the second one`, `number 3`: of what was listed."""
    said = [word.strip(".!?,") for word in words.casefold().split()]
    left = [
        word for word in said if word not in ("the", "one", "number", "no", "option", "please", "#", "choice")
    ]
    choices = asked.get("choices") or []
    place = ORDINALS.get(left[0]) if len(left) == 1 else None
    return str(choices[place][1]) if place is not None and place < len(choices) and choices else ""


def _told(dispatcher: CollectingDispatcher, tracker: Tracker, progress: Progress) -> list[EventType]:
    """Say what has come of it; the question itself is asked by the form (`action_ask_change_step`)."""
    for told in progress.told:
        if told.result or told.fields:
            tell_change(dispatcher, told.result, told.fields)
        dispatcher.utter_message(response=told.response, **told.values)
    if progress.asked:
        tell_change(dispatcher, "", progress.fields)
    if progress.passed_on:
        ask_to_make(dispatcher, tracker, progress.passed_on)
    if progress.shown:
        return kept.shown(tracker, progress.shown)
    if progress.asked is None:
        return kept.ended() if kept.is_changing(tracker) else kept.forgotten(tracker)
    if not progress.understood:
        dispatcher.utter_message(response=_instead(tracker, progress.left[0].misses))
    return kept.keeping(progress.left, progress.asked)


def _instead(tracker: Tracker, misses: int) -> str:
    """The answer to a question in between, or small talk; else that it was not understood."""
    if entities_named(tracker, "choice"):
        return "utter_button_is_over"
    if answer := selected_answer(tracker):
        return answer
    return "utter_change_not_understood" if misses < ENOUGH else "utter_change_offer_person"


def _payload(asked: Mapping[str, Any], stands_for: str) -> str:
    return "/choose" + json.dumps({"choice": f"{kept.token(asked)} {stands_for}"})


class ActionAskChangeStep(GuardedAction):
    """Asks what is to be known next of a change."""

    def name(self) -> str:
        """As Rasa derives it from the slot's name."""
        return f"action_ask_{kept.SLOT}"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """With buttons; long choices are listed, and their buttons are numbers."""
        asked = kept.question(tracker)
        choices = [(str(title), str(stands_for)) for title, stands_for in asked.get("choices") or []]
        listed = any(len(title) > LONGEST_TITLE for title, _ in choices)
        lines = (
            "".join(f"\n{number}. {title}" for number, (title, _) in enumerate(choices, 1)) if listed else ""
        )
        buttons = [
            {"title": str(number) if listed else title, "payload": _payload(asked, stands_for)}
            for number, (title, stands_for) in enumerate(choices, 1)
        ]
        dispatcher.utter_message(
            response=str(asked.get("response")), buttons=buttons, choices=lines, **asked.get("values", {})
        )
        return []


class ActionWhatElse(GuardedAction):
    """Asks what else there is, once a change was made or left."""

    def name(self) -> str:
        """As domain.yml knows it."""
        return "action_what_else"

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """The order that was spoken of is not as it was; whoever waits for a person is asked nothing."""
        if last_response(tracker) != "utter_passed_to_person":
            say_otherwise(dispatcher, tracker, domain, "utter_anything_else")
        return [SlotSet(name, None) for name in ("topic", "order_state", "order_summary")]
