"""Which of a customer's orders a wish is about: by number, by what is in it, by `my last order`."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from actions import details
from actions.changes.addresses import known_address
from actions.changes.items import Piece, meant, mentions, pieces_of
from actions.changes.said import Said
from actions.changes.spelling import in_a_row, item_name
from actions.shop.port import Order, Product

Products = Callable[[Sequence[Piece]], Mapping[str, Product]]
"""Gives the products that pieces are of, by id."""

LATEST = re.compile(
    r"\b(?:last|latest|recent|most recent|newest|just (?:placed|bought|ordered|received|got)|today)\b", re.I
)
OLDEST = re.compile(r"\b(?:oldest|older|first) (?:one|order)\b", re.I)
ALL_OF_THEM = re.compile(
    r"\b(?:all|both|every|each)\b[\w\s]{0,20}\borders?\b|\b(?:all|both) of them\b"
    r"|^\W*(?:all|both|everything)\W*$"
    r"|\b(?:all (?:the )?things|everything)\b(?! else)(?! (?:in|of|from) (?:it|the|this|that|my)\b)"
    r"(?!.*\b(?:this|that) order)",
    re.I,
)
ALL_OF_THOSE = re.compile(
    r"\b(?:all|both) (?:of )?(?:my|the|those|these)\b|\bboth \w+s\b|\bdifferent orders\b", re.I
)


def orders_meant(
    said: Said, orders: Sequence[Order], products: Products, known: Sequence[Order] = ()
) -> Sequence[Order]:
    """Those that the words mean, each with something to do; nothing where they do not tell which.

    `known` are all of the customer's: where a thing of another is named, the only order is not meant.
    """
    if ALL_OF_THEM.search(said.text):
        return orders
    found = _by_things(said, orders, products) or _by_words(said.text, orders)
    return orders if len(orders) == 1 and not found and not named_elsewhere(said, orders, known) else found


def numbered(said: Said, orders: Sequence[Order]) -> Sequence[Order]:
    """Those whose numbers are said; not one that is only to be followed: `the same address as #W8277957`."""
    return [
        order
        for order in orders
        if order.number in said.numbers and not details.is_a_model(order.number, said.text)
    ]


def named_elsewhere(said: Said, orders: Sequence[Order], known: Sequence[Order]) -> Sequence[Order]:
    """The orders that hold what is named, where none of `orders` does."""
    named = things_named(said, known)
    holding = [order for order in known if any(item.product_id in named for item in order.items)]
    return [] if any(order in holding for order in orders) else holding


def _by_things(said: Said, orders: Sequence[Order], products: Products) -> Sequence[Order]:
    """The orders in which everything that is named is found; nothing where one thing is in several."""
    within = {order.number: {piece.item.product_id for piece in pieces_of(order)} for order in orders}
    names = {piece.item.product_id: piece.item.name for order in orders for piece in pieces_of(order)}
    named = [set(mention.product_ids) for mention in mentions(said.typed, names)]
    if named and ALL_OF_THOSE.search(said.text):
        holding = [order for order in orders if any(ids & within[order.number] for ids in named)]
        return _with_what_is_meant(said, holding, products) or holding
    holders = [[order for order in orders if ids & within[order.number]] for ids in named]
    alone = {found[0].number for found in holders if len(found) == 1}
    chosen = [order for order in orders if order.number in alone]
    left = [found for found in holders if not any(order in chosen for order in found)]
    if not left and chosen:
        return chosen
    together = [order for order in orders if left and all(order in found for found in left)]
    narrowed = _looking(said, together, products) if len(together) > 1 else together
    return [*chosen, *narrowed] if len(narrowed) == 1 else ()


def _looking(said: Said, orders: Sequence[Order], products: Products) -> Sequence[Order]:
    """By how the thing looks that each of them has, by which is the latest, or where it was sent."""
    by_looks = _with_what_is_meant(said, orders, products)
    return by_looks if len(by_looks) == 1 else _by_words(said.text, orders)


def _with_what_is_meant(said: Said, orders: Sequence[Order], products: Products) -> Sequence[Order]:
    pieces = [piece for order in orders for piece in pieces_of(order)]
    found = [piece for each in meant(said.typed, pieces, products(pieces)) for piece in each.pieces]
    numbers = {piece.order_number for piece in found}
    return [order for order in orders if order.number in numbers]


def _by_words(text: str, orders: Sequence[Order]) -> Sequence[Order]:
    if len(orders) > 1 and LATEST.search(text):
        return orders[:1]
    if len(orders) > 1 and OLDEST.search(text):
        return orders[-1:]
    there = [order for order in orders if known_address(text, [order.address], None)]
    return there if len(there) == 1 else ()


def shortly(order: Order, named: Collection[str] = (), most: int = 2) -> str:
    """An order in a few words: its number, and the things that are spoken of, or the first ones."""
    spoken_of = [item for item in order.items if item.product_id in named]
    if spoken_of:
        return f"{order.number}: {in_a_row([item_name(item) for item in spoken_of])}"
    names = [item.name for item in order.items]
    more = f" + {len(names) - most}" if len(names) > most else ""
    return f"{order.number}: {', '.join(names[:most])}{more}"


def things_named(said: Said, orders: Sequence[Order]) -> Collection[str]:
    """The products that the words name, by id."""
    names = {item.product_id: item.name for order in orders for item in order.items}
    return {product_id for mention in mentions(said.typed, names) for product_id in mention.product_ids}
