"""What is to be asked next of a draft: one question a turn, with its choices."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from actions.changes.addresses import Typed
from actions.changes.draft import Draft, Kind, Step
from actions.changes.facts import Facts
from actions.changes.items import Piece
from actions.changes.ladders import values_of
from actions.changes.orders import shortly, things_named
from actions.changes.recap import currency_of, in_short, told, which_way
from actions.changes.said import Said
from actions.changes.spelling import address_line, form, item_name, method_name, money
from actions.changes.variants import Fit, offered
from actions.changes.whereto import addresses_of
from actions.shop.port import Outcome, Product, Refusal, ShopRefused, Variant

WHOLE = re.compile(r"\b(?:whole|entire|everything|all)\b|\border\w*\b.*\bwith\b", re.IGNORECASE)
"""Whoever says so means all of an order, whatever else is named."""
MOST = 8
"""Choices of one question; more are not read."""


@dataclass(frozen=True)
class Question:
    """One."""

    draft: Draft
    """With what needed no asking filled in, and what is asked for noted."""
    response: str
    """Of domain.yml."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What stands in its braces."""
    choices: Sequence[tuple[str, str]] = ()
    """A title, and what it stands for, each."""
    for_person: bool = False
    """Whether a yes has a person do it (policy.yml, `persons`)."""


def question(draft: Draft, facts: Facts) -> Question:
    """The next one; the last asks for a yes.

    Raises ShopRefused where no answer could make the change possible, and what the shop raises.
    """
    for step in (step for step in draft.needs if step is not Step.CONFIRM):
        asked = ASK[step](draft, facts)
        if isinstance(asked, Question):
            return asked
        draft = asked
    return _confirm(draft, facts) if draft.kind is not Kind.LOOK_UP else Question(draft, "")


def _ask(
    draft: Draft, about: str, response: str, choices: Sequence[tuple[str, str]] = (), **values: str
) -> Question:
    return Question(replace(draft, asked=about), response, values, choices[:MOST])


# --- Which order, which things ------------------------------------------------------------------------------


def _order(draft: Draft, facts: Facts) -> "Draft | Question":
    if draft.order_number:
        order = facts.order(draft.order_number)
        refusal = facts.refusal(draft.kind, order) if order else Refusal.NOT_THERE
        if refusal:
            raise ShopRefused(refusal)
        return draft
    orders = facts.open_to(draft.kind)
    if not orders:
        raise ShopRefused(Refusal.WRONG_STATE)
    named = things_named(Said(draft.said), orders)
    among = [order for order in orders if any(item.product_id in named for item in order.items)] or orders
    choices = [(shortly(order, named), f"order:{order.number}") for order in among]
    return _ask(draft, Step.ORDER.value, "utter_ask_which_order", choices)


def _items(draft: Draft, facts: Facts) -> "Draft | Question":
    pieces = facts.pieces(draft)
    if draft.unclear:
        among = [piece for piece in pieces if piece.place in draft.unclear[0]]
        return _ask(draft, Step.ITEMS.value, "utter_ask_which_of_these", _things(among), items=_listed(among))
    if draft.places:
        return draft
    if len(pieces) == 1:
        return draft.having([pieces[0].place])
    everything = [("All of it", "items:all")] if draft.kind is Kind.RETURN else []
    response = f"utter_ask_items_{draft.kind.value}"
    return _ask(draft, Step.ITEMS.value, response, [*_things(pieces), *everything], items=_listed(pieces))


def _things(pieces: Sequence[Piece]) -> Sequence[tuple[str, str]]:
    return [(item_name(piece.item), f"item:{piece.place}") for piece in pieces]


def _listed(pieces: Sequence[Piece]) -> str:
    return "\n".join(f"• {item_name(piece.item)}" for piece in pieces)


def _targets(draft: Draft, facts: Facts) -> "Draft | Question":
    left = (piece for piece in facts.pieces(draft) if piece.place in draft.places)
    open_piece = next((piece for piece in left if str(piece.place) not in draft.targets), None)
    if open_piece is None:
        return draft
    product = facts.product(open_piece.item.product_id)
    if product is None:
        raise ShopRefused(Refusal.SOLD_OUT)
    return _which(draft, open_piece, product, facts)


def _which(draft: Draft, piece: Piece, product: Product, facts: Facts) -> "Draft | Question":
    """Which variant: where the words fit several, those; where none, the nearest; else what there is."""
    wish, fit = offered(draft.hints.get(str(piece.place), ""), product, piece.item)
    if not fit.variants:
        raise ShopRefused(Refusal.SOLD_OUT)
    about = f"{Step.TARGET.value}:{piece.place}"
    values = {"item": item_name(piece.item), "options": _options(product)}
    choices = _variants(fit, piece, draft, facts)
    if wish.is_empty:
        return _ask(draft, about, "utter_ask_target", choices, **values)
    if not fit.is_exact:
        keep = [("Leave that one", f"keep:{piece.place}")] if len(draft.places) > 1 else []
        return _ask(draft, about, "utter_ask_target_nearest", [*choices[: MOST - 1], *keep], **values)
    return _ask(draft, about, "utter_ask_target_several", choices, **values)


def _variants(fit: Fit, piece: Piece, draft: Draft, facts: Facts) -> Sequence[tuple[str, str]]:
    """Each by what sets it apart from the others, and its price."""
    currency = currency_of(draft, facts)
    apart = _differing(fit.variants) or tuple(fit.variants[0].options)
    return [
        (
            f"{form({o: v.options[o] for o in apart if o in v.options})} {money(v.price, currency)}",
            _chooses(piece, v),
        )
        for v in fit.variants
    ]


def _chooses(piece: Piece, variant: Variant) -> str:
    return f"variant:{piece.place}:{variant.id}"


def _differing(variants: Sequence[Variant]) -> tuple[str, ...]:
    """The options in which they are not all the same."""
    options = dict.fromkeys(option for variant in variants for option in variant.options)
    return tuple(o for o in options if len({variant.options.get(o) for variant in variants}) > 1)


def _options(product: Product) -> str:
    """What it comes in, of what is to be had."""
    there = replace(product, variants=tuple(variant for variant in product.variants if variant.available))
    return "\n".join(f"• {option}: {', '.join(values)}" for option, values in values_of(there).items())


# --- Where to, why, and how it is paid ----------------------------------------------------------------------


def _address(draft: Draft, facts: Facts) -> "Draft | Question":
    known = Typed(**draft.address)
    missing = known.missing if draft.address else "all"
    if not missing:
        return draft
    if missing != "all":
        return _ask(draft, f"{Step.ADDRESS.value}:{missing}", f"utter_ask_address_{missing}", line=known.line)
    order = facts.order(draft.order_number)
    now = order.address if order else facts.customer.addresses[0] if facts.customer.addresses else None
    others = [(at, address) for at, address in enumerate(addresses_of(facts)) if address != now]
    choices = [(address_line(address), f"address:{at}") for at, address in others]
    return _ask(
        draft, Step.ADDRESS.value, "utter_ask_address", choices, now=address_line(now) if now else "–"
    )


def _reason(draft: Draft, facts: Facts) -> "Draft | Question":
    accepted = facts.policy.reasons
    if draft.reason in accepted or not accepted:
        return draft
    choices = [(reason.replace("_", " ").capitalize(), f"reason:{reason}") for reason in accepted]
    return _ask(draft, Step.REASON.value, "utter_ask_reason", choices, order_number=draft.order_number)


def _payment(draft: Draft, facts: Facts) -> "Draft | Question":
    """Nobody is asked where there is but one way, or where no money moves."""
    ways = facts.payments(draft)
    if not ways:
        facts.quote(replace(draft, payment=draft.payment or _any_payment(facts)))  # says why
        raise ShopRefused(Refusal.NO_SUCH_PAYMENT)
    if any(way.id == draft.payment for way in ways):
        return draft
    if len(ways) == 1:
        return replace(draft, payment=ways[0].id)
    outcome = facts.quote(replace(draft, payment=ways[0].id))
    original = facts.original_payment(draft)
    if not outcome.amount and draft.kind is not Kind.CHANGE_PAYMENT:
        return replace(draft, payment=original if any(w.id == original for w in ways) else ways[0].id)
    choices = [(method_name(way).capitalize(), f"pay:{way.id}") for way in ways]
    response = _payment_question(draft, outcome)
    return _ask(
        draft, Step.PAYMENT.value, response, choices, amount=money(outcome.amount, currency_of(draft, facts))
    )


def _payment_question(draft: Draft, outcome: Outcome) -> str:
    if draft.kind is Kind.CHANGE_PAYMENT:
        return "utter_ask_payment_instead"
    return "utter_ask_payment_to_pay" if outcome.amount > 0 else "utter_ask_payment_for_refund"


def _any_payment(facts: Facts) -> str:
    return next((method.id for method in facts.customer.payment_methods), "")


# --- All of it, once more -----------------------------------------------------------------------------------


def _confirm(draft: Draft, facts: Facts) -> Question:
    outcome = facts.quote(draft)
    values = told(draft, outcome, facts)
    response = f"utter_confirm_{draft.kind.value}{which_way(draft, outcome)}{_if_whole(draft, facts)}"
    choices = [("Yes, do it", "yes:"), ("Change something", "other:"), ("Leave it", "drop:")]
    read_out = {**values, "short": in_short(draft, facts)}
    shown = replace(
        draft,
        asked=Step.CONFIRM.value,
        read_out=read_out,
        key=draft.key if read_out == draft.read_out else "",
        variants=facts.variants(draft),
        agreed=(outcome.amount, outcome.payment_method_ids),
    )
    return Question(shown, response, values, choices, bool(outcome.for_person))


def _if_whole(draft: Draft, facts: Facts) -> str:
    """Another sentence where only some things of an order were named, and all of it would be cancelled."""
    order = facts.order(draft.order_number)
    if draft.kind is not Kind.CANCEL or not order or WHOLE.search(draft.said):
        return ""
    named = things_named(Said(draft.said), [order])
    return "_whole" if named and any(item.product_id not in named for item in order.items) else ""


Asker = Callable[[Draft, Facts], "Draft | Question"]

ASK: Mapping[Step, Asker] = {
    Step.ORDER: _order,
    Step.ITEMS: _items,
    Step.TARGET: _targets,
    Step.ADDRESS: _address,
    Step.REASON: _reason,
    Step.PAYMENT: _payment,
}
