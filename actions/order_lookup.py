"""Look up the customer's order, once they have shown that it is theirs."""

from collections.abc import Callable
from datetime import date

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.changes.spelling import item_name, money
from actions.finding import Found, find
from actions.guard import GuardedAction
from actions.misses import Misses
from actions.proof import IDENTITY, OF_PROOF, Claim, proven_customer
from actions.refunds import WISH as REFUND
from actions.refunds import refund_sentence
from actions.settled import is_left, order_sentence
from actions.shop.opening import configured_policy, configured_shop, patiently
from actions.shop.port import PATIENCE, Customer, Item, Order, Shop
from actions.telling import is_public, say_not_in_public, tell_result
from actions.turns import complained

MOST_MISSES = 5
"""Look-ups that match nothing, in one conversation, before only a person can help."""
UNKNOWN = "–"
"""Stands for what the shop has not said, such as the carrier of a parcel not yet picked up."""

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
        if not claim.is_complete and not tracker.get_slot("customer_id"):
            raise RuntimeError("The form ended without what a look-up needs.")
        known = proven_customer(tracker.slots)
        found = await patiently(lambda: find(self._open_shop(), claim, known), within=self._patience)
        if found:
            return [*_who(found.customer), *_what(dispatcher, tracker, domain, found)]
        self._all_misses.add(claim)
        return _miss(dispatcher, claim, misses + 1)

    def after_failure(self, tracker: Tracker) -> list[EventType]:
        """The customer's details stay, so that "Try again" needs no more words."""
        return [SlotSet("verified", None)]


def _who(customer: Customer) -> list[EventType]:
    known = {"verified": True, "customer_id": customer.id, "customer_name": customer.name}
    return [SlotSet(name, value) for name, value in known.items()]


def _what(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict, found: Found
) -> list[EventType]:
    """Shows the order; of several nothing yet: which of them is asked next (action_next_steps)."""
    if found.order:
        return _show(dispatcher, tracker, domain, found.customer, found.order)
    tell_result(dispatcher, NAME, "found the customer", _facts(found.customer))
    if not found.has_orders:
        dispatcher.utter_message(response="utter_no_orders")
    return [SlotSet(name, None) for name in ("order_number", "proven_order", "order_state", "order_summary")]


def _facts(customer: Customer) -> dict[str, object]:
    told = {"name": customer.name, "email": customer.email, "customer_id": customer.id}
    return {**told, "verified": True}


def _show(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict, customer: Customer, order: Order
) -> list[EventType]:
    state = order.state.value
    known = {**_facts(customer), "order_number": order.number, "order_state": state}
    stands = state.replace("_", " ")
    tell_result(dispatcher, NAME, f"found {order.number} ({stands})", known)
    wish = str(tracker.get_slot("topic") or "") or ("complaint" if complained(tracker) else "")
    if wish == REFUND:
        response, values = refund_sentence(order, customer, configured_policy().refund_days)
        dispatcher.utter_message(response=response, **values)
    elif not (_was_shown(tracker, order) and is_left(wish, state, domain)):
        dispatcher.utter_message(response=order_sentence(wish, state, domain), **_particulars(order))
    summary = f"{order.number} ({stands}): {_list(order.items)}, {money(order.total, order.currency)}"
    found = {"proven_order": order.number, "order_summary": summary}
    found |= {"order_number": order.number, "order_state": state}
    return [SlotSet(name, value) for name, value in found.items()]


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
    return [SlotSet(name, None) for name in OF_PROOF if name != "verified"]


def _particulars(order: Order) -> dict[str, str]:
    return {
        "order_number": order.number,
        "items": _list(order.items),
        "carrier": order.fulfilment.carrier or UNKNOWN,
        "tracking": order.fulfilment.tracking or UNKNOWN,
        "expected": _day(order.expected_on) if order.expected_on else UNKNOWN,
        "placed": _day(order.placed_at.date()) if order.placed_at else UNKNOWN,
        "total": money(order.total, order.currency),
    }


def _list(items: tuple[Item, ...]) -> str:
    return ", ".join(map(item_name, items))


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
