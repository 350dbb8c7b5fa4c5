"""Which of a customer's orders a wish is about: by number, by what is in it, by `my last order`."""

import re
from collections.abc import Sequence

from actions.changes.addresses import known_address
from actions.changes.items import mentions, pieces_of
from actions.changes.said import Said
from actions.shop.port import Order

LATEST = re.compile(
    r"\b(?:last|latest|recent|most recent|newest|just (?:placed|bought|ordered|received|got)|today)\b", re.I
)
OLDEST = re.compile(r"\b(?:oldest|older|first) (?:one|order)\b", re.I)
ALL_OF_THEM = re.compile(r"\b(?:all|both|every|any)\b[\w\s]{0,20}\borders?\b|\b(?:all|both) of them\b", re.I)


def orders_meant(said: Said, orders: Sequence[Order]) -> Sequence[Order]:
    """Those that the words mean, each with something to do; nothing where they do not tell which."""
    numbered = [order for order in orders if order.number in said.numbers]
    if numbered:
        return numbered
    if ALL_OF_THEM.search(said.text):
        return orders
    found = _by_things(said, orders) or _by_words(said.text, orders)
    return orders if len(orders) == 1 and not found else found


def _by_things(said: Said, orders: Sequence[Order]) -> Sequence[Order]:
    """The fewest orders in which everything that is named is found, most named things first."""
    within = {order.number: {piece.item.product_id for piece in pieces_of(order)} for order in orders}
    names = {piece.item.product_id: piece.item.name for order in orders for piece in pieces_of(order)}
    named = [set(mention.product_ids) for mention in mentions(said.typed, names)]
    chosen: list[Order] = []
    while named:
        counts = {order.number: sum(bool(ids & within[order.number]) for ids in named) for order in orders}
        best = [order for order in orders if counts[order.number] == max(counts.values())]
        narrowed = _by_words(said.text, best) if len(best) > 1 else best
        if len(narrowed) != 1:
            return chosen  # several have it: which of them is to be asked
        chosen.append(narrowed[0])
        named = [ids for ids in named if not ids & within[narrowed[0].number]]
    return chosen


def _by_words(text: str, orders: Sequence[Order]) -> Sequence[Order]:
    if len(orders) > 1 and LATEST.search(text):
        return orders[:1]
    if len(orders) > 1 and OLDEST.search(text):
        return orders[-1:]
    there = [order for order in orders if known_address(text, [order.address], None)]
    return there if len(there) == 1 else ()


def shortly(order: Order, most: int = 2) -> str:
    """An order in a few words: its number and the first of its things."""
    names = [item.name for item in order.items]
    more = f" + {len(names) - most}" if len(names) > most else ""
    return f"{order.number} ({', '.join(names[:most])}{more})"
