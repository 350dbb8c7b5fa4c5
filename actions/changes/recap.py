"""A draft in words: for the customer before it is done, and for those who take over."""

from collections.abc import Mapping, Sequence

from actions.changes.addresses import Typed
from actions.changes.draft import Draft, Kind, Step
from actions.changes.facts import Facts
from actions.changes.items import Piece
from actions.changes.spelling import (
    address_line,
    days_until_back,
    form,
    in_a_row,
    item_name,
    method_name,
    money,
)
from actions.shop.port import Outcome, ShopRefused

FIELDS = ("kind", "order", "things", "money", "address", "reason", "payment", "confirmed", "refused")
"""What is told of a draft, each by itself."""
NOTHING: Mapping[str, str] = dict.fromkeys(FIELDS, "")
"""There is no draft any more."""


def fields(draft: Draft, facts: Facts, confirmed: bool = False, refused: str = "") -> Mapping[str, object]:
    """Each thing that is known of it, by FIELDS; empty: nothing is. Raises what the shop raises."""
    known = {
        "kind": draft.kind.value,
        "order": draft.order_number,
        "things": "; ".join(_swaps(draft, facts)),
        "money": _money(draft, facts),
        "address": address_line(Typed(**draft.address).address()) if draft.address else "",
        "reason": draft.reason.replace("_", " "),
        "payment": _method(draft, facts),
        "refused": refused,
    }
    return {**NOTHING, **known, "confirmed": confirmed}


def _money(draft: Draft, facts: Facts) -> str:
    """What it costs or brings, once all of it is known; nothing where the shop would not take it."""
    if draft.asked != Step.CONFIRM:
        return ""
    try:
        outcome = facts.quote(draft)
    except ShopRefused:
        return ""
    amount = money(outcome.amount, currency_of(draft, facts))
    return f"{amount} to {'pay' if outcome.amount > 0 else 'give back'}" if outcome.amount else "none"


def _method(draft: Draft, facts: Facts) -> str:
    named = {method.id: method_name(method) for method in facts.customer.payment_methods}
    return named.get(draft.payment, "")


def which_way(draft: Draft, outcome: Outcome) -> str:
    """Sentences about money differ by which way it goes, where it may go either."""
    if draft.kind not in (Kind.CHANGE_ITEMS, Kind.EXCHANGE) or not outcome.amount:
        return ""
    return "_to_pay" if outcome.amount > 0 else "_back"


def in_short(draft: Draft, facts: Facts) -> str:
    """A draft in one line, for those who read the transcript."""
    where = [address_line(Typed(**draft.address).address())] if draft.address else []
    why = [draft.reason.replace("_", " ")] if draft.reason else []
    return ": ".join(
        part
        for part in (
            f"{draft.kind.value} {draft.order_number}".strip(),
            "; ".join((*_swaps(draft, facts), *where, *why)),
        )
        if part
    )


def told(draft: Draft, outcome: Outcome, facts: Facts) -> Mapping[str, str]:
    """Everything that a sentence about a whole draft may name."""
    pieces = [piece for place in draft.places for piece in facts.pieces(draft) if piece.place == place]
    currency = currency_of(draft, facts)
    return {
        "order_number": draft.order_number,
        "items": in_a_row([item_name(piece.item) for piece in pieces]) or _all_items(draft, facts),
        "swaps": "\n".join(f"• {swap}" for swap in _swaps(draft, facts)),
        "address": address_line(Typed(**draft.address).address()) if draft.address else "",
        "payment": _ways(outcome, draft, facts),
        "amount": money(outcome.amount, currency),
        "days": days_until_back(outcome.at_once, facts.policy.refund_days),
        "reason": draft.reason.replace("_", " "),
    }


def _all_items(draft: Draft, facts: Facts) -> str:
    order = facts.order(draft.order_number)
    return in_a_row([item_name(item) for item in order.items]) if order else ""


def _swap(draft: Draft, piece: Piece, currency: str, facts: Facts) -> str:
    product = facts.product(piece.item.product_id)
    target = draft.targets.get(str(piece.place), "")
    new = next((variant for variant in (product.variants if product else ()) if variant.id == target), None)
    if new is None:
        return item_name(piece.item)
    difference = new.price - piece.item.price
    price = f"{'+' if difference >= 0 else '−'}{money(difference, currency)}" if difference else "same price"
    return f"{item_name(piece.item)} → {form(new.options)} ({price})"


def _ways(outcome: Outcome, draft: Draft, facts: Facts) -> str:
    used = dict.fromkeys((*outcome.payment_method_ids, *((draft.payment,) if draft.payment else ())))
    named = {method.id: method_name(method) for method in facts.customer.payment_methods}
    return in_a_row([named[way] for way in used if way in named])


def _swaps(draft: Draft, facts: Facts) -> Sequence[str]:
    """The things that it is about, each with what it becomes."""
    currency = currency_of(draft, facts)
    pieces = {piece.place: piece for piece in facts.pieces(draft)}
    return [_swap(draft, pieces[place], currency, facts) for place in draft.places if place in pieces]


def currency_of(draft: Draft, facts: Facts) -> str:
    """Of the order's; empty where there is none."""
    order = facts.order(draft.order_number)
    return order.currency if order else ""
