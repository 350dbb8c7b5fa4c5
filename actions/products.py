"""Questions about what is sold, and about what a customer has bought."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.changes.answers import about
from actions.changes.clauses import beside_wishes
from actions.changes.items import mentions
from actions.changes.spelling import item_name, money
from actions.changes.wording import Token, tokens
from actions.guard import GuardedAction
from actions.introduced import without_introduction
from actions.proof import proven_customer
from actions.shop.opening import configured_shop, patiently
from actions.shop.port import Item, Order, Product, Shop
from actions.telling import is_public, say_not_in_public, tell_result
from actions.turns import latest_intent, latest_words, selected_answer

NAME = "action_answer_product"
MOST_ANSWERED = 3
"""Products about which one message is answered; of more only the names are told."""
MOST_NAMED = 8
SHORTEST, LONGEST = 3, 5
"""Letters of a word's beginning by which products are looked for: its end is often misspelled."""
_NO_NAMES = (
    "about also and any are available best bought buy can cheapest come cost could did does each else"
    " expensive find for from get got has have how information item just last like make many more most"
    " much need old option order out please price product sell she should size some stock tell than that"
    " the their them then there these they thing this those want was what when where which who will with"
    " would you your"
)
NO_NAMES = frozenset(_NO_NAMES.split())
"""Words that name no product."""
BOUGHT = re.compile(
    r"\bI(?:'ve| have)? (?:\w+ )?(?:bought|ordered|got|received|paid)\b"
    r"|\b(?:in|of|from) (?:my|that|this) (?:\w+ )?order\b",
    re.I,
)
"""Somebody asks about what they have bought."""
MINE = re.compile(r"\bmy\b", re.I)

Held = tuple[Order, Item]


class ActionAnswerProduct(GuardedAction):
    """Says what a product comes in and costs, to anybody; what was bought, to its proven buyer."""

    def __init__(self, open_shop: Callable[[], Shop] = configured_shop) -> None:
        self._open_shop = open_shop

    def name(self) -> str:
        """As domain.yml knows it."""
        return NAME

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Where no product is found, the sentence for all such questions."""
        words = beside_wishes(without_introduction(latest_words(tracker)))
        typed = tokens(words)
        if BOUGHT.search(words) and is_public(tracker):
            say_not_in_public(dispatcher, tracker)
            return []
        held = await patiently(self._held, tracker, words, typed)
        if held:
            return _tell_held(dispatcher, held)
        if BOUGHT.search(words) and not proven_customer(tracker.slots):
            dispatcher.utter_message(response="utter_product_of_whose_order")
            return []
        found = await patiently(self._found, typed, tracker.get_slot("product"))
        return _tell(dispatcher, tracker, found, typed)

    def _held(self, tracker: Tracker, words: str, typed: Sequence[Token]) -> Sequence[Held]:
        """What the words name of a proven customer's orders; of the order spoken of, if it is there."""
        known = proven_customer(tracker.slots)
        if not known or is_public(tracker) or not (BOUGHT.search(words) or MINE.search(words)):
            return ()
        held = [(order, item) for order in self._open_shop().orders_of(known) for item in order.items]
        named = mentions(typed, {item.product_id: item.name for _, item in held})
        ids = {product_id for mention in named for product_id in mention.product_ids}
        meant = [each for each in held if each[1].product_id in ids]
        of_order = [each for each in meant if each[0].number == tracker.get_slot("order_number")]
        return (of_order or meant)[:MOST_ANSWERED]

    def _found(self, typed: Sequence[Token], before: Any) -> Sequence[Product | str]:
        """The products that the words name, else the one that was spoken of before; of too many the names."""
        shop = self._open_shop()
        names = _named(shop, typed) or _named(shop, tokens(before if isinstance(before, str) else ""))
        if len(names) > MOST_ANSWERED:
            return list(names.values())
        return [product for product_id in names if (product := shop.product(product_id))]


def _named(shop: Shop, typed: Sequence[Token]) -> dict[str, str]:
    """By id, what is sold under the names in the words."""
    words = [token.word for token in typed if len(token.word) >= SHORTEST and token.word not in NO_NAMES]
    names = shop.products_with(list(dict.fromkeys(word[:LONGEST] for word in words))) if words else {}
    ids = (product_id for mention in mentions(typed, names) for product_id in mention.product_ids)
    return {product_id: names[product_id] for product_id in ids}


def _tell(
    dispatcher: CollectingDispatcher, tracker: Tracker, found: Sequence[Product | str], typed: Sequence[Token]
) -> list[EventType]:
    products = [each for each in found if isinstance(each, Product)]
    names = [each for each in found if isinstance(each, str)]
    if names:
        listed = "\n".join(f"• {name}" for name in names[:MOST_NAMED])
        dispatcher.utter_message(response="utter_product_which", products=listed)
    for product in products:
        response, values = about(product, typed)
        dispatcher.utter_message(response=response, **values)
    if not found:
        dispatcher.utter_message(response=selected_answer(tracker) or _not_found(tracker))
    if products:
        dispatcher.utter_message(response="utter_product_more")
    return _spoken_of(dispatcher, [product.name for product in products])


def _not_found(tracker: Tracker) -> str:
    is_stock = latest_intent(tracker) == "stock_question"
    return "utter_stock_question" if is_stock else "utter_product_question"


def _tell_held(dispatcher: CollectingDispatcher, held: Sequence[Held]) -> list[EventType]:
    for order, item in held:
        values = {"item": item_name(item), "price": money(item.price, order.currency)}
        dispatcher.utter_message(
            response="utter_product_of_order", order_number=order.number, options=_options(item), **values
        )
    return _spoken_of(dispatcher, [item.name for _, item in held])


def _options(item: Item) -> str:
    return "\n".join(f"• {option}: {value}" for option, value in item.options.items())


def _spoken_of(dispatcher: CollectingDispatcher, names: Sequence[str]) -> list[EventType]:
    """What `do you have it in red` means from now on."""
    different = list(dict.fromkeys(names))
    if different:
        tell_result(dispatcher, NAME, f"told of {', '.join(different)}", {"product": ", ".join(different)})
    return [SlotSet("product", different[0])] if len(different) == 1 else []
