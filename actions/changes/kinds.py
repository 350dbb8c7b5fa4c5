"""Which kind of change a wish comes to, by how far the orders are that it may be about."""

import re
from collections.abc import Mapping

from actions.changes.draft import Kind
from actions.changes.facts import Facts
from actions.changes.orders import orders_meant
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
HOME = re.compile(
    r"\b(?:default|profile|account|user|home|my own|customer)(?:'s)? (?:\w+ )?address"
    r"|address (?:in|on|of) my (?:profile|account)",
    re.I,
)
"""An address that is the customer's, not an order's."""


def kind_of(wish: str, said: Said, facts: Facts, order_number: str = "") -> Kind | None:
    """None: it is for a person."""
    kinds = KINDS.get(wish, ())
    if wish == "change_address" and HOME.search(said.text):
        return Kind.CHANGE_HOME
    fitting = [kind for kind in kinds if _fits(kind, said, facts, order_number)]
    return next(iter((*fitting, *kinds)), None)


def _fits(kind: Kind, said: Said, facts: Facts, order_number: str) -> bool:
    """Whether it is open to the order that is spoken of, or to those that the words mean."""
    if kind is Kind.CHANGE_HOME:
        return True
    open_to = facts.open_to(kind)
    numbers = said.numbers or ((order_number,) if order_number else ())
    if numbers:
        return any(order.number in numbers for order in open_to)
    return bool(orders_meant(said, open_to, facts.products) or open_to)
