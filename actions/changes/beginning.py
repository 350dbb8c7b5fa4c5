"""A wish becomes drafts: one for each order that is meant. Everything here may raise what the shop raises."""

from collections.abc import Sequence
from dataclasses import replace

from actions.changes import meaning
from actions.changes.draft import Draft, Kind, Step
from actions.changes.facts import Facts
from actions.changes.items import meant, pieces_of
from actions.changes.orders import named_elsewhere, numbered, orders_meant, things_named
from actions.changes.reading import reread
from actions.changes.said import Said
from actions.changes.whereto import WHERE, known, with_address, with_payment
from actions.shop.port import Order


def begun(kind: Kind, said: Said, facts: Facts, order_number: str = "") -> Sequence[Draft]:
    """Drafts for a wish: several where it is about several orders; without one where that is to be asked.

    `order_number` is the order that is spoken of; the words may name others.
    """
    draft = Draft(kind, said=said.text)
    if kind is Kind.CHANGE_HOME:
        return [with_address(draft, said, facts)]
    return for_each(draft, said, facts, order_number) or [draft]


def in_another_order(draft: Draft, said: Said, facts: Facts) -> Sequence[Draft]:
    """The same wish for things of other orders, where all that is named is in those."""
    named = things_named(said, facts.orders)
    own = {piece.item.product_id for piece in facts.pieces(draft)}
    if not draft.order_number or Step.ITEMS not in draft.needs or not named or set(named) & own:
        return ()
    return [each for each in for_each(Draft(draft.kind, said=said.text), said, facts) if each.order_number]


def also_in_other_orders(draft: Draft, said: Said, facts: Facts) -> Sequence[Draft]:
    """The same wish for what is named beside and is in one other order: `the watch, and the e-reader`."""
    if not draft.order_number or Step.ITEMS not in draft.needs or not said.text:
        return ()
    own = {piece.item.product_id for piece in facts.pieces(draft)}
    others = [order for order in facts.open_to(draft.kind) if order.number != draft.order_number]
    named = set(things_named(said, others)) - own
    holding = {thing: [o for o in others if any(i.product_id == thing for i in o.items)] for thing in named}
    orders = dict.fromkeys(found[0].number for found in holding.values() if len(found) == 1)
    return [reread(Draft(draft.kind, number, said=said.text), said, facts) for number in orders]


def for_each(draft: Draft, said: Said, facts: Facts, order_number: str = "") -> Sequence[Draft]:
    """The draft for every order that is meant; nothing where the words do not tell."""
    eligible, whole = facts.open_to(draft.kind), said
    if Step.ADDRESS in draft.needs:
        eligible = _not_there_yet(draft, said, eligible, facts)
        said = replace(said, text=WHERE.sub("", said.text))
    found = (
        numbered(said, facts.orders)
        or orders_meant(said, _here_first(eligible, order_number), facts.products, facts.orders)
        or _by_thing(draft, said, eligible, facts)
        or [order for order in facts.orders if order.number == order_number]
        or named_elsewhere(said, eligible, facts.orders)[:1]
    )
    drafts = [reread(replace(draft, order_number=order.number), whole, facts) for order in found]
    return [each for each in drafts if not _leaves_all(each, said, facts)] or drafts


def _not_there_yet(draft: Draft, said: Said, orders: Sequence[Order], facts: Facts) -> Sequence[Order]:
    """Those that do not go already where they should."""
    wanted = known(draft, said, facts)
    left = [order for order in orders if order.address not in wanted]
    return left if len(wanted) == 1 and left else orders


def of_another_order(draft: Draft, said: Said, facts: Facts) -> Draft | None:
    """`actually the more expensive one`, which is in another order; None: it is not about that."""
    if not draft.order_number or Step.ITEMS not in draft.needs or not meaning.HOWEVER.search(said.text):
        return None
    orders = _by_thing(draft, said, facts.open_to(draft.kind), facts)
    if not orders or orders[0].number == draft.order_number:
        return None
    other = Draft(draft.kind, orders[0].number, said=draft.said)
    return with_payment(reread(other, said, facts), said, facts)


def _here_first(orders: Sequence[Order], order_number: str) -> Sequence[Order]:
    """Where an order is spoken of, no other is meant just for being the only one that is open to it."""
    return orders if len(orders) != 1 or order_number in ("", orders[0].number) else ()


def _leaves_all(draft: Draft, said: Said, facts: Facts) -> bool:
    """Whether everything in the order is left out: the boots' in `all orders except the boots`."""
    if Step.ITEMS not in draft.needs:
        return False
    pieces = facts.pieces(draft)
    found = meant(said.typed, pieces, facts.products(pieces))
    return bool(found) and not any(each.pieces or each.unclear for each in found)


def _by_thing(draft: Draft, said: Said, orders: Sequence[Order], facts: Facts) -> Sequence[Order]:
    """`the 32GB one`, of the things that the wish has named."""
    named = things_named(Said(draft.said), orders)
    pieces = [piece for order in orders for piece in pieces_of(order) if piece.item.product_id in named]
    found = [piece for each in meant(said.typed, pieces, facts.products(pieces)) for piece in each.pieces]
    numbers = {piece.order_number for piece in found}
    return [order for order in orders if order.number in numbers] if len(numbers) == 1 else ()
