"""Look up the customer's order, once they have shown that it is theirs."""

import asyncio
from collections.abc import Callable
from datetime import date

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.guard import GuardedAction
from actions.misses import Misses
from actions.proof import IDENTITY, Claim, Proven, prove
from actions.settled import is_left, order_sentence
from actions.shop.opening import configured_shop
from actions.shop.port import Item, Order, Shop, ShopNonsense, ShopSlow
from actions.telling import is_public, say_not_in_public, tell_result
from actions.turns import complained

MOST_MISSES = 5
"""Look-ups that match nothing, in one conversation, before only a person can help."""
PATIENCE = 5.0
"""Seconds that a customer waits for the shop."""
UNKNOWN = "–"
"""Stands for what the shop has not said, such as the carrier of a parcel not yet picked up."""
SIGNS = {"GBP": "£", "USD": "$", "EUR": "€"}

NAME = "action_look_up_order"


class ActionLookUpOrder(GuardedAction):
    """Says how the order is, or that nothing matches, or that the shop cannot say."""

    def __init__(
        self,
        open_shop: Callable[[], Shop] = configured_shop,
        patience: float = PATIENCE,
        all_misses: Misses | None = None,
    ) -> None:
        self._open_shop = open_shop
        self._patience = patience
        self._all_misses = all_misses or Misses()

    def name(self) -> str:
        """As domain.yml knows it."""
        return NAME

    async def act(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Show the order to whom it belongs; count the others' attempts."""
        misses = int(tracker.get_slot("misses") or 0)
        if is_public(tracker):
            say_not_in_public(dispatcher, tracker)
            return [*_forgotten(), SlotSet("verified", None)]
        claim = Claim.of(tracker.slots)
        if misses >= MOST_MISSES or self._all_misses.are_too_many(claim):
            return _give_up(dispatcher)
        if not claim.is_complete:
            raise RuntimeError("The form ended without what a look-up needs.")
        found = await self._find(claim)
        if found:
            return _show(dispatcher, tracker, domain, *found)
        self._all_misses.add(claim)
        return _miss(dispatcher, claim, misses + 1)

    def after_failure(self, tracker: Tracker) -> list[EventType]:
        """The customer's details stay, so that "Try again" needs no more words."""
        return [SlotSet("verified", None)]

    async def _find(self, claim: Claim) -> tuple[Proven, Order] | None:
        """Asks on a thread of its own, so that a slow shop holds up nobody else."""
        try:
            return await asyncio.wait_for(asyncio.to_thread(self._ask, claim), self._patience)
        except asyncio.TimeoutError as error:
            raise ShopSlow from error

    def _ask(self, claim: Claim) -> tuple[Proven, Order] | None:
        shop = self._open_shop()
        proven = prove(claim, shop)
        if not proven:
            return None
        order = shop.order(proven.order_number)
        if not order:
            raise ShopNonsense("The order is gone between two questions.")
        return proven, order


def _show(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict, proven: Proven, order: Order
) -> list[EventType]:
    customer, state = proven.customer, order.state.value
    facts = {"name": customer.name, "email": customer.email, "order_number": order.number}
    known = {**facts, "customer_id": str(customer.id), "order_state": state, "verified": True}
    stands = state.replace("_", " ")
    tell_result(dispatcher, NAME, f"found {order.number} ({stands})", known)
    wish = str(tracker.get_slot("topic") or "") or ("complaint" if complained(tracker) else "")
    if not (_was_shown(tracker, order) and is_left(wish, state, domain)):
        dispatcher.utter_message(response=order_sentence(wish, state, domain), **_particulars(order))
    summary = f"{order.number} ({stands}): {_list(order.items)}, {_money(order)}"
    found = {"order_number": order.number, "customer_name": customer.name, "order_state": state}
    return [
        SlotSet("verified", True),
        SlotSet("proven_order", order.number),
        SlotSet("customer_id", str(customer.id)),
        SlotSet("order_summary", summary),
        *(SlotSet(name, value) for name, value in found.items()),
    ]


def _was_shown(tracker: Tracker, order: Order) -> bool:
    """Whether the customer has read how this order is: whoever then wants something of it needs no more."""
    shown = tracker.get_slot("proven_order"), tracker.get_slot("order_state")
    return shown == (order.number, order.state.value)


def _miss(dispatcher: CollectingDispatcher, claim: Claim, misses: int) -> list[EventType]:
    """What was said stays, so that whoever corrects one thing need not say the other again.

    A postcode goes: given once more it comes as five digits, and those are one only where there is none.
    """
    tell_result(dispatcher, NAME, f"no match ({misses} of {MOST_MISSES} attempts)", _claimed(claim))
    is_last = misses >= MOST_MISSES
    dispatcher.utter_message(response="utter_too_many_misses" if is_last else "utter_not_verified")
    wrong = [] if claim.email else [SlotSet("postcode", None)]
    forgotten = _forgotten() if is_last else [*wrong, *_unproven()]
    return [SlotSet("misses", float(misses)), *forgotten, SlotSet("verified", None if is_last else False)]


def _give_up(dispatcher: CollectingDispatcher) -> list[EventType]:
    tell_result(dispatcher, NAME, "not tried (too many attempts without a match)", {"verified": False})
    dispatcher.utter_message(response="utter_too_many_misses")
    return [*_forgotten(), SlotSet("verified", None)]


def _claimed(claim: Claim) -> dict[str, object]:
    """What an agent may want to know of an attempt; `verified` says that it is no more than a claim."""
    return {"order_number": claim.order_number, "order_state": "", "verified": False}


def _forgotten() -> list[EventType]:
    return [*(SlotSet(name, None) for name in IDENTITY), *_unproven()]


def _unproven() -> list[EventType]:
    return [SlotSet(name, None) for name in ("proven_order", "order_state", "order_summary")]


def _particulars(order: Order) -> dict[str, str]:
    return {
        "order_number": order.number,
        "items": _list(order.items),
        "carrier": order.fulfilment.carrier or UNKNOWN,
        "tracking": order.fulfilment.tracking or UNKNOWN,
        "expected": _day(order.expected_on) if order.expected_on else UNKNOWN,
        "placed": _day(order.placed_at.date()) if order.placed_at else UNKNOWN,
        "total": _money(order),
    }


def _list(items: tuple[Item, ...]) -> str:
    return ", ".join(_item(item) for item in items)


def _item(item: Item) -> str:
    times = f"{item.quantity} × " if item.quantity > 1 else ""
    return f"{times}{item.name} ({item.variant})" if item.variant else f"{times}{item.name}"


def _money(order: Order) -> str:
    amount = f"{order.total / 100:,.2f}"
    return f"{SIGNS[order.currency]}{amount}" if order.currency in SIGNS else f"{amount} {order.currency}"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
