"""Look up the customer's order, once they have shown that it is theirs."""

from collections.abc import Callable
from datetime import date
from secrets import token_hex

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.changes.spelling import item_name, money
from actions.finding import Found, find
from actions.guard import GuardedAction
from actions.identity.misses import CONVERSATION, Attempt, Limit, Misses
from actions.identity.opening import configured_misses
from actions.proof import CODED, IDENTITY, OF_PROOF, Claim, proven_customer, proven_how
from actions.refunds import WISH as REFUND
from actions.refunds import refund_sentence
from actions.settled import is_left, order_sentence
from actions.shop.opening import configured_policy, configured_shop, patiently
from actions.shop.port import PATIENCE, Item, Order, Shop
from actions.telling import account, is_public, network, say_not_in_public, tell_result
from actions.turns import complained, message_id
from actions.variation import say_what_is_known

MOST_MISSES = CONVERSATION.most
"""Look-ups that match nothing, in one conversation, before only a person can help."""

NAME = "action_look_up_order"


class ActionLookUpOrder(GuardedAction):
    """Says how the order is, or that nothing matches, or that the shop cannot say."""

    def __init__(
        self,
        open_shop: Callable[[], Shop] = configured_shop,
        patience: float = PATIENCE,
        open_misses: Callable[[], Misses] = configured_misses,
    ) -> None:
        self._open_shop = open_shop
        self._patience = patience
        self._open_misses = open_misses

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
            return [*_forgotten(), SlotSet("verified", None), SlotSet(CODED, None)]
        claim = Claim.of(tracker.slots)
        if misses >= MOST_MISSES:
            return _give_up(dispatcher, CONVERSATION)
        if not claim.is_complete and not tracker.get_slot("customer_id"):
            raise RuntimeError("The form ended without what a look-up needs.")
        known, attempt = proven_customer(tracker.slots), _attempt(tracker, claim)
        found = await patiently(self._sought, attempt, known, within=self._patience)
        if isinstance(found, Limit):
            return _give_up(dispatcher, found)
        if found:
            return [*_who(found), *_what(dispatcher, tracker, domain, found)]
        return _miss(dispatcher, claim, misses + 1)

    def _sought(self, attempt: Attempt, known: str) -> Found | Limit | None:
        """Whom and what it is about; None: a miss. It counts until it is known to be none."""
        misses = self._open_misses()
        if reached := misses.begin(attempt):
            return reached
        is_miss = False
        try:
            found = find(self._open_shop(), attempt.claim, known)
            is_miss = found is None
        finally:
            if not is_miss:
                misses.forgive(attempt)
        return found

    def after_failure(self, tracker: Tracker) -> list[EventType]:
        """The customer's details stay, so that "Try again" needs no more words."""
        return [SlotSet("verified", None)]


def _attempt(tracker: Tracker, claim: Claim) -> Attempt:
    return Attempt(
        tracker.sender_id, account(tracker), network(tracker), claim, message_id(tracker) or token_hex()
    )


def _who(found: Found) -> list[EventType]:
    customer, how = found.customer, {"proven_by": found.how} if found.how else {}
    known = {"verified": True, "customer_id": customer.id, "customer_name": customer.name, **how}
    return [SlotSet(name, value) for name, value in known.items()]


def _what(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict, found: Found
) -> list[EventType]:
    """Shows the order; of several nothing yet: which of them is asked next (action_next_steps)."""
    if found.order:
        return _show(dispatcher, tracker, domain, found, found.order)
    tell_result(dispatcher, NAME, "found the customer", _facts(tracker, found))
    if not found.has_orders:
        dispatcher.utter_message(response="utter_no_orders")
    return [SlotSet(name, None) for name in ("order_number", "proven_order", "order_state", "order_summary")]


def _facts(tracker: Tracker, found: Found) -> dict[str, object]:
    customer = found.customer
    known = {"customer_id": customer.id, **({"proven_by": found.how} if found.how else {})}
    told = {"name": customer.name, "email": customer.email, "customer_id": customer.id}
    return {**told, "verified": True, "verified_by": proven_how({**tracker.slots, **known})}


def _show(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict, found: Found, order: Order
) -> list[EventType]:
    state = order.state.value
    known = {**_facts(tracker, found), "order_number": order.number, "order_state": state}
    stands = state.replace("_", " ")
    tell_result(dispatcher, NAME, f"found {order.number} ({stands})", known)
    wish = str(tracker.get_slot("topic") or "") or ("complaint" if complained(tracker) else "")
    if wish == REFUND:
        response, values = refund_sentence(order, found.customer, configured_policy().refund_days)
        dispatcher.utter_message(response=response, **values)
    elif not (_was_shown(tracker, order) and is_left(wish, state, domain)):
        sentence = order_sentence(wish, state, domain)
        say_what_is_known(dispatcher, tracker, domain, sentence, particulars(order))
    summary = f"{order.number} ({stands}): {_list(order.items)}, {money(order.total, order.currency)}"
    slots = {"proven_order": order.number, "order_summary": summary}
    slots |= {"order_number": order.number, "order_state": state}
    return [SlotSet(name, value) for name, value in slots.items()]


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


def _give_up(dispatcher: CollectingDispatcher, limit: Limit) -> list[EventType]:
    """The customer reads the same whichever limit it is; agents read which."""
    result = f"not tried (too many attempts without a match: this {limit.name})"
    tell_result(dispatcher, NAME, result, {"verified": False, "verified_by": ""})
    dispatcher.utter_message(response="utter_too_many_misses")
    return [*_forgotten(), SlotSet("verified", None)]


def _claimed(claim: Claim) -> dict[str, object]:
    """What an agent may want to know of an attempt; `verified` says that it is no more than a claim."""
    return {"order_number": claim.order_number, "order_state": "", "verified": False, "verified_by": ""}


def _forgotten() -> list[EventType]:
    return [*(SlotSet(name, None) for name in IDENTITY), *_unproven()]


def _unproven() -> list[EventType]:
    return [SlotSet(name, None) for name in OF_PROOF if name != "verified"]


def particulars(order: Order) -> dict[str, str]:
    """What a sentence about an order may name, of what is known of it."""
    known = {
        "order_number": order.number,
        "items": _list(order.items),
        "carrier": order.fulfilment.carrier,
        "tracking": order.fulfilment.tracking,
        "expected": _day(order.expected_on) if order.expected_on else "",
        "placed": _day(order.placed_at.date()) if order.placed_at else "",
        "total": money(order.total, order.currency),
    }
    return {name: value for name, value in known.items() if value}


def _list(items: tuple[Item, ...]) -> str:
    return ", ".join(map(item_name, items))


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
