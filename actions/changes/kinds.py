"""Which kind of change a wish comes to, by how far the orders are that it may be about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.changes.draft import Kind
from actions.changes.facts import Facts
from actions.changes.orders import named_elsewhere, numbered, things_named
from actions.changes.said import Said

KINDS: Mapping[str, tuple[Kind, ...]] = {
    "look_up": (Kind.LOOK_UP,),
    "cancel_order": (Kind.CANCEL,),
    "change_order": (Kind.CHANGE_ITEMS, Kind.EXCHANGE),
    "change_address": (Kind.CHANGE_ADDRESS,),
    "change_payment": (Kind.CHANGE_PAYMENT,),
    "return_item": (Kind.RETURN,),
    "exchange_item": (Kind.EXCHANGE, Kind.CHANGE_ITEMS),
    "request_refund": (Kind.RETURN, Kind.CANCEL),
    "edit_account": (Kind.CHANGE_HOME,),
}
"""By intent; of several the first that fits."""
_HOME = (
    r"(?:default|profile|account|user|home|my own|customer)(?:'s)? (?:\w+ )?address"
    r"|address (?:in|on|of) my (?:profile|account)"
)
HOME = re.compile(rf"(?<!to my )(?<!to the )(?<!with my )\b(?:{_HOME})", re.I)
"""An address that is the customer's, not an order's, where it is not the one to which an order should go."""
OF_ORDERS = re.compile(r"\borders?\b", re.I)
NOT_YET_HERE = re.compile(r"\bpending\b|\b(?:not|n't|yet to) (?:yet )?(?:be )?(?:shipped|sent|arrive)", re.I)
HERE = re.compile(r"\b(?:received|delivered|arrived|came|already have)\b", re.I)


def kinds_of(wish: str, said: Said, facts: Facts, order_number: str = "") -> Sequence[Kind]:
    """What a wish comes to, mostly one; nothing: it is for a person."""
    if wish == "change_address" and HOME.search(said.text):
        orders_too = OF_ORDERS.search(HOME.sub("", said.text))
        return (Kind.CHANGE_ADDRESS, Kind.CHANGE_HOME) if orders_too else (Kind.CHANGE_HOME,)
    kinds = _sorted(KINDS.get(wish, ()), said)
    fitting = [kind for kind in kinds if _fits(kind, said, facts, order_number)]
    return (*fitting, *kinds)[:1]


def about(kind: Kind, said: Said, kinds: Sequence[Kind]) -> Said:
    """What of the words such a kind is about, where the wish comes to several: an order, not the home."""
    if kind is Kind.CHANGE_ADDRESS and Kind.CHANGE_HOME in kinds:
        return replace(said, text=HOME.sub(" ", said.text))
    return said


def _sorted(kinds: Sequence[Kind], said: Said) -> Sequence[Kind]:
    """What is said of how far the order is goes before which of several is usual."""
    if NOT_YET_HERE.search(said.text) or HERE.search(said.text):
        first = Kind.EXCHANGE if HERE.search(said.text) else Kind.CHANGE_ITEMS
        return sorted(kinds, key=lambda kind: kind is not first)
    return kinds


def _fits(kind: Kind, said: Said, facts: Facts, order_number: str) -> bool:
    """Whether it is open to the orders whose things are named; else to that spoken of, or any."""
    if kind is Kind.CHANGE_HOME:
        return True
    open_to = facts.open_to(kind)
    if said.numbers:
        return bool(numbered(said, open_to))
    if named_elsewhere(said, open_to, facts.orders):
        return False
    if order_number and not things_named(said, facts.orders):
        return any(order.number == order_number for order in open_to)
    return bool(open_to)
