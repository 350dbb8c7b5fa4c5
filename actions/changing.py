"""Changes in the talk: begun by wishes once the customer is known, answered step by step, then made."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions import details
from actions.changes import kept
from actions.changes.another import sorted_by_policy
from actions.changes.beginning import begun
from actions.changes.clauses import EITHER, wishes_in
from actions.changes.coding import Coding, letter_of
from actions.changes.draft import Draft
from actions.changes.facts import Begins, Facts, always
from actions.changes.kinds import KINDS, about, kinds_of
from actions.changes.making import ENOUGH, Progress, begin, go_on
from actions.changes.said import Said
from actions.guard import GuardedAction
from actions.handoff import ask_to_make
from actions.identity.codes import Asker, Codes
from actions.identity.mail import PATIENCE as MAIL_PATIENCE
from actions.identity.opening import configured_codes
from actions.mood import is_strong
from actions.proof import CODED, has_typed_code, proven_how
from actions.shop.opening import configured_policy, configured_shop, patiently
from actions.shop.port import PATIENCE, Shop, ShopDown, ShopNonsense, ShopSlow
from actions.shop.sql import today
from actions.telling import tell_change, tell_result
from actions.turns import (
    came_early,
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

THAT_ORDER = re.compile(r"\b(?:it|its|(?:that|this|the|the whole|the same) order)\b", re.IGNORECASE)
"""Words for an order that was spoken of before."""

Open = Callable[[], Shop]


class Attempt:
    """One turn's way to a change: nothing is begun once the customer was told that it takes too long."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._has_ended = False
        self.began = False

    def begins(self) -> None:
        """The shop is about to be asked for the change. Raises ShopSlow where it is too late."""
        with self._lock:
            if self._has_ended:
                raise ShopSlow
            self.began = True

    def ends(self) -> None:
        """Nobody waits for it any more."""
        with self._lock:
            self._has_ended = True


class Changer:
    """Takes a conversation's changes further."""

    def __init__(
        self,
        open_shop: Open = configured_shop,
        day: Callable[[], date] = today,
        open_codes: Callable[[], Codes | None] = configured_codes,
    ) -> None:
        self._open_shop = open_shop
        self._day = day
        self._open_codes = open_codes

    async def begun(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, wishes: Sequence[tuple[str, str]]
    ) -> list[EventType]:
        """The first question about these wishes (intent and words each), or why not; and what is kept."""
        progress = await patiently(self._begin, tracker, wishes)
        return _told(dispatcher, tracker, progress)

    async def answered(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """What the latest message has led to."""
        attempt = Attempt()
        try:
            within = PATIENCE + MAIL_PATIENCE
            progress = await patiently(self._go_on, tracker, domain, attempt, within=within)
        except (ShopDown, ShopSlow, ShopNonsense):
            attempt.ends()
            if not attempt.began:
                raise
            return _unsure(dispatcher, tracker)
        return [*_told(dispatcher, tracker, progress), *_coded(dispatcher, tracker, progress)]

    def _facts(self, tracker: Tracker, begins: Begins = always) -> Facts:
        shop = self._open_shop()
        customer = shop.customer(str(tracker.get_slot("customer_id") or ""))
        if customer is None:
            raise ShopNonsense("The customer is gone between two questions.")
        return Facts(shop, configured_policy(), customer, self._day(), begins)

    def _begin(self, tracker: Tracker, wishes: Sequence[tuple[str, str]]) -> Progress:
        facts, number = self._facts(tracker), str(tracker.get_slot("order_number") or "")
        drafts: list[Draft] = []
        for wish, words in (each for wished in wishes for each in _each_of(*wished)):
            said = Said(words, wish, numbers=_numbers(words))
            spoken_of = number or (_last_order(tracker, drafts) if THAT_ORDER.search(words) else "")
            kinds = kinds_of(wish, said, facts, spoken_of)
            for kind in (kind for kind in kinds if not EITHER.search(words) or facts.open_to(kind)):
                drafts += begun(kind, about(kind, said, kinds), facts, spoken_of)
        return begin(sorted_by_policy(drafts), facts)

    def _go_on(self, tracker: Tracker, domain: DomainDict, attempt: Attempt) -> Progress:
        facts, left, said = self._facts(tracker, attempt.begins), kept.drafts(tracker), _said(tracker)
        asker = Asker(tracker.sender_id, message_id(tracker))
        codes = None if has_typed_code(tracker.slots) else self._open_codes()
        if codes is None:
            return go_on(left, said, facts, f"{asker.conversation} {asker.message_id}", asker.conversation)
        return Coding(codes, asker, facts, letter_of(domain)).go_on(left, said)


def _unsure(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """The same question stands: by the same key another yes finds out what has become of it."""
    tell_result(dispatcher, "order_form", "the shop did not say whether the change is made")
    dispatcher.utter_message(response="utter_change_unsure")
    return [SlotSet("requested_slot", kept.SLOT)]


def _last_order(tracker: Tracker, drafts: Sequence[Draft]) -> str:
    """The number of the order that was spoken of just before, in the same message or in the last change."""
    before = [draft.order_number for draft in drafts if draft.order_number]
    return before[-1] if before else str(tracker.get_slot("last_order") or "")


def _each_of(wish: str, words: str) -> Sequence[tuple[str, str]]:
    """A wish, and what else its words ask for by verbs of their own."""
    return wishes_in(words, wish) if wish != LOOK_UP else [(wish, words)]


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
    intent, is_early = latest_intent(tracker), not pressed and came_early(tracker)
    return Said("" if choice else words, intent, choice, _numbers(words), is_early)


def _numbers(words: str) -> tuple[str, ...]:
    return tuple(details.order_numbers_in(words))


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
        spoken_of = next((told.order_number for told in reversed(progress.told) if told.order_number), "")
        return kept.ended(spoken_of) if kept.is_changing(tracker) else kept.forgotten(tracker, spoken_of)
    if not progress.understood:
        dispatcher.utter_message(response=_instead(tracker, progress.left[0].misses))
    return kept.keeping(progress.left, progress.asked, f"{tracker.sender_id} {message_id(tracker)}")


def _coded(dispatcher: CollectingDispatcher, tracker: Tracker, progress: Progress) -> list[EventType]:
    """What came of a code, for agents; and that it was right."""
    slots = {CODED: progress.coded_for} if progress.coded_for else {}
    how = proven_how({**tracker.slots, **slots})
    if progress.noted:
        tell_result(dispatcher, "action_check_code", progress.noted, {"verified_by": how} if slots else None)
    return [SlotSet(name, value) for name, value in slots.items()]


def _instead(tracker: Tracker, misses: int) -> str:
    """What answers a question in between; to anger, a sorry; else that it was not understood."""
    if entities_named(tracker, "choice"):
        return "utter_button_is_over"
    if answer := selected_answer(tracker):
        return answer
    if misses >= ENOUGH:
        return "utter_change_offer_person"
    return "utter_sorry" if is_strong(latest_words(tracker)) else "utter_change_not_understood"


def _payload(asked: Mapping[str, Any], stands_for: str) -> str:
    """A choice that is an intent of its own stands for itself."""
    if stands_for.startswith("/"):
        return stands_for
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
