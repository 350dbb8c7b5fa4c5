"""A whole draft in words: what would be done, for how much, and with which way to pay."""

from collections.abc import Mapping

from actions.changes.addresses import Typed
from actions.changes.draft import Draft, Kind
from actions.changes.facts import Facts
from actions.changes.items import Piece
from actions.changes.spelling import address_line, form, in_a_row, item_name, method_name, money
from actions.shop.port import Outcome


def which_way(draft: Draft, outcome: Outcome) -> str:
    """Sentences about money differ by which way it goes, where it may go either."""
    if draft.kind not in (Kind.CHANGE_ITEMS, Kind.EXCHANGE) or not outcome.amount:
        return ""
    return "_to_pay" if outcome.amount > 0 else "_back"


def in_short(draft: Draft, facts: Facts) -> str:
    """A draft in one line, for those who read the transcript."""
    pieces = {piece.place: piece for piece in facts.pieces(draft)}
    things = [
        _swap(draft, pieces[place], facts.currency(draft), facts) for place in draft.places if place in pieces
    ]
    where = [address_line(Typed(**draft.address).address())] if draft.address else []
    why = [draft.reason.replace("_", " ")] if draft.reason else []
    return ": ".join(
        part
        for part in (f"{draft.kind.value} {draft.order_number}".strip(), "; ".join((*things, *where, *why)))
        if part
    )


def told(draft: Draft, outcome: Outcome, facts: Facts) -> Mapping[str, str]:
    """Everything that a sentence about a whole draft may name."""
    pieces = [piece for place in draft.places for piece in facts.pieces(draft) if piece.place == place]
    currency = facts.currency(draft)
    return {
        "order_number": draft.order_number,
        "items": in_a_row([item_name(piece.item) for piece in pieces]) or _all_items(draft, facts),
        "swaps": "\n".join(f"• {_swap(draft, piece, currency, facts)}" for piece in pieces),
        "address": address_line(Typed(**draft.address).address()) if draft.address else "",
        "payment": _ways(outcome, draft, facts),
        "amount": money(outcome.amount, currency),
        "days": "at once"
        if outcome.at_once
        else "in {} to {} business days".format(*facts.policy.refund_days),
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
