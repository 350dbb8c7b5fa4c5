"""What an answer makes of a draft. Everything here may raise what the shop raises."""

import re
from collections.abc import Sequence
from dataclasses import asdict, replace

from actions.changes import meaning
from actions.changes.addresses import Typed, known_address, typed_address, typed_part
from actions.changes.draft import Draft, Kind, Step
from actions.changes.facts import Facts
from actions.changes.items import Meant, Piece, meant, pieces_of
from actions.changes.options import mentioned
from actions.changes.orders import named_elsewhere, numbered, orders_meant, things_named
from actions.changes.paying import payments_meant
from actions.changes.reasons import reason_meant
from actions.changes.said import Said
from actions.changes.variants import is_best_already, offered
from actions.changes.wording import tokens
from actions.shop.port import Address, Order, Product

CLOSE = 3
"""Characters, such as a comma and a space, that stand between two words of one stretch."""


def begun(kind: Kind, said: Said, facts: Facts, order_number: str = "") -> Sequence[Draft]:
    """Drafts for a wish: several where it is about several orders; without one where that is to be asked.

    `order_number` is the order that is spoken of; the words may name others.
    """
    draft = Draft(kind, said=said.text)
    if kind is Kind.CHANGE_HOME:
        return [_with_address(draft, said, facts)]
    return _for_each(draft, said, facts, order_number) or [draft]


def in_another_order(draft: Draft, said: Said, facts: Facts) -> Sequence[Draft]:
    """The same wish for things of other orders, where all that is named is in those."""
    named = things_named(said, facts.orders)
    own = {piece.item.product_id for piece in facts.pieces(draft)}
    if not draft.order_number or Step.ITEMS not in draft.needs or not named or set(named) & own:
        return ()
    return [each for each in _for_each(Draft(draft.kind, said=said.text), said, facts) if each.order_number]


def _for_each(draft: Draft, said: Said, facts: Facts, order_number: str = "") -> Sequence[Draft]:
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
    drafts = [_reread(replace(draft, order_number=order.number), whole, facts) for order in found]
    return [each for each in drafts if not _leaves_all(each, said, facts)] or drafts


def _not_there_yet(draft: Draft, said: Said, orders: Sequence[Order], facts: Facts) -> Sequence[Order]:
    """Those that do not go already where they should."""
    wanted = _known(draft, said, facts)
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
    return _with_payment(_reread(other, said, facts), said, facts)


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


def taken(draft: Draft, said: Said, facts: Facts) -> Sequence[Draft]:
    """What an answer makes of it: the same draft where nothing was understood, several for several orders."""
    if said.choice:
        return [_chosen(draft, said, facts)]
    step, _, which = draft.asked.partition(":")
    if step == Step.ORDER:
        return _for_each(draft, said, facts) or [draft]
    if step == Step.TARGET:
        return [_with_target(draft, int(which), said, facts)]
    if step == Step.ADDRESS:
        return [_with_address(draft, said, facts, part=which)]
    if step == Step.ITEMS and draft.unclear:
        return [_cleared(draft, said, facts)]
    return [_read(draft, said, facts)]


def _read(draft: Draft, said: Said, facts: Facts) -> Draft:
    """Whatever the words say of anything that the draft needs."""
    if Step.ITEMS in draft.needs:
        draft = _with_items(draft, said, facts)
    if Step.REASON in draft.needs:
        draft = replace(draft, reason=reason_meant(said.text, facts.policy.reasons) or draft.reason)
    if Step.ADDRESS in draft.needs:
        draft = _with_address(draft, said, facts)
    if Step.PAYMENT in draft.needs:
        draft = _with_payment(draft, said, facts)
    return draft


def _chosen(draft: Draft, said: Said, facts: Facts) -> Draft:
    kind, which = said.chosen
    if kind == "order":
        return _reread(replace(draft, order_number=which), Said(draft.said), facts)
    if kind == "item":
        return replace(draft.having([*draft.places, int(which)]), unclear=draft.unclear[1:])
    if kind == "items":
        return replace(draft.having([piece.place for piece in facts.pieces(draft)]), unclear=())
    if kind == "variant":
        place, _, variant = which.partition(":")
        return draft.becoming(int(place), variant)
    if kind == "keep":
        return draft.having([place for place in draft.places if place != int(which)])
    if kind == "address":
        return replace(draft, address=asdict(addresses_of(facts)[int(which)]))
    if kind == "reason":
        return replace(draft, reason=which)
    return replace(draft, payment=which) if kind == "pay" else draft


def _reread(draft: Draft, said: Said, facts: Facts) -> Draft:
    """Now that the order is known: the words by which the wish came, then those that named the order."""
    read = _read(draft, Said(draft.said), facts)
    return read if said.text == draft.said or read.places else _read(read, said, facts)


# --- Things -------------------------------------------------------------------------------------------------


def _with_items(draft: Draft, said: Said, facts: Facts) -> Draft:
    pieces = facts.pieces(draft)
    becomes = Step.TARGET in draft.needs
    found = _apart(meant(said.typed, pieces, facts.products(pieces), becomes), pieces)
    certain = [piece.place for each in found for piece in each.pieces]
    unclear = tuple(tuple(piece.place for piece in each.unclear) for each in found if each.unclear)
    if not found and not draft.places and len(pieces) == 1:
        found, certain = [Meant(tuple(pieces), says=tuple(said.typed))], [pieces[0].place]
    if not certain and not unclear:
        return _all_to(draft, said, facts) if draft.places else draft
    draft = replace(draft.having(_combined(draft.places, certain, said.text)), unclear=unclear)
    return _with_targets(draft, found, said.text, facts)


def _apart(found: Sequence[Meant], pieces: Sequence[Piece]) -> Sequence[Meant]:
    """Of two that are alike, the second mention means the second."""
    used: set[int] = set()
    apart = []
    for each in found:
        if len(each.pieces) == 1 and each.pieces[0].place in used:
            item = each.pieces[0].item
            others = [p for p in pieces if p.item == item and p.place not in used]
            apart.append(replace(each, pieces=tuple(others[:1]) or each.pieces))
        else:
            apart.append(each)
        used |= {piece.place for piece in apart[-1].pieces}
    return apart


def _combined(before: Sequence[int], now: Sequence[int], text: str) -> Sequence[int]:
    """Beside what was named before, instead of it, or without it."""
    if not before or meaning.ONLY.search(text):
        return now
    if meaning.NOT_THAT.search(text):
        return [place for place in before if place not in now]
    return [*before, *now]


def _all_to(draft: Draft, said: Said, facts: Facts) -> Draft:
    """Another target for the one thing there is, such as `actually make it red`."""
    if Step.TARGET not in draft.needs or len(draft.places) != 1:
        return draft
    return _with_target(draft, draft.places[0], said, facts)


def _with_targets(draft: Draft, found: Sequence[Meant], text: str, facts: Facts) -> Draft:
    if Step.TARGET not in draft.needs:
        return draft
    for each in found:
        for piece in (piece for piece in each.pieces if piece.place in draft.places and each.says):
            draft = _becoming(draft, piece, _spelled(each, text), facts)
    return draft


def _becoming(draft: Draft, piece: Piece, words: str, facts: Facts) -> Draft:
    """With what the words say that a piece should become; with the variant, where they mean exactly one."""
    place = str(piece.place)
    hint = f"{draft.hints.get(place, '')}\n{words}".strip()
    draft = replace(draft, hints={**draft.hints, place: hint})
    product = facts.product(piece.item.product_id)
    if not product:
        return draft
    if named := _named_variant(draft, product, words, facts):
        return draft.becoming(piece.place, named)
    wish, fit = offered(hint, product, piece.item)
    if is_best_already(wish, product, piece.item):
        others = [at for at in draft.places if at != piece.place]
        return draft.having(others) if others else draft.becoming(piece.place, piece.item.variant_id)
    is_one = not wish.is_empty and fit.is_exact and len(fit.variants) == 1
    return draft.becoming(piece.place, fit.variants[0].id) if is_one else draft.undecided(piece.place)


LIKE_ANOTHER = re.compile(
    r"\b(?:type|kind|same|one|version|like)\b[^.,;]*\b(?:order|already (?:have|got|received))\b",
    re.IGNORECASE,
)
"""`the type that's in my pending order`, `the same as the one I already have`."""


def _named_variant(draft: Draft, product: Product, words: str, facts: Facts) -> str:
    """The id of the variant that is named by its id, or as the one of another order; empty: none is."""
    spoken = {token.word for token in tokens(words)}
    ids = [variant.id for variant in product.variants if variant.id in spoken]
    if not ids and LIKE_ANOTHER.search(words):
        others = [order for order in facts.orders if order.number != draft.order_number]
        ids = list(dict.fromkeys(i.variant_id for o in others for i in o.items if i.product_id == product.id))
    return ids[0] if len(ids) == 1 else ""


def _with_target(draft: Draft, place: int, said: Said, facts: Facts) -> Draft:
    """An answer to the question what a thing should become; or second thoughts about which things."""
    pieces = facts.pieces(draft)
    fewer = meaning.ONLY.search(said.text) or meaning.NOT_THAT.search(said.text)
    if fewer and meant(said.typed, pieces, facts.products(pieces)):
        return _with_payment(_with_items(draft, said, facts), said, facts)
    paid = _with_payment(draft, said, facts)
    if paid.payment != draft.payment:
        return paid
    piece = next(piece for piece in pieces if piece.place == place)
    after = _becoming(draft, piece, said.text, facts)
    only = _only_offer(draft, piece, facts)
    agrees = meaning.is_yes(said.text, said.intent) or _names_it(piece, said, facts)
    return draft.becoming(place, only) if only and agrees and only in _offer(after, piece, facts) else after


def _only_offer(draft: Draft, piece: Piece, facts: Facts) -> str:
    """The one variant that was offered; empty where there were several."""
    offer = _offer(draft, piece, facts)
    return offer[0] if len(offer) == 1 else ""


def _offer(draft: Draft, piece: Piece, facts: Facts) -> Sequence[str]:
    """The ids of the variants that fit what was said."""
    product = facts.product(piece.item.product_id)
    hint = draft.hints.get(str(piece.place), "")
    if not product or not hint:
        return ()
    return [variant.id for variant in offered(hint, product, piece.item)[1].variants]


def _names_it(piece: Piece, said: Said, facts: Facts) -> bool:
    """Whether the words name a form, such as `the silver one`."""
    product = facts.product(piece.item.product_id)
    return bool(product and mentioned(said.typed, product))


def _cleared(draft: Draft, said: Said, facts: Facts) -> Draft:
    """Which of those that a thing may be: an answer to that question."""
    first, *others = draft.unclear
    pieces = [piece for piece in facts.pieces(draft) if piece.place in first]
    found = [
        piece.place for each in meant(said.typed, pieces, facts.products(pieces)) for piece in each.pieces
    ]
    if not found:
        return draft
    cleared = replace(draft.having([*draft.places, *found]), unclear=tuple(others))
    return _with_hints(cleared, found, Said(draft.said), facts)


def _with_hints(draft: Draft, places: Sequence[int], said: Said, facts: Facts) -> Draft:
    """What the wish said that these should become, now that it is clear which they are."""
    pieces = facts.pieces(draft)
    found = meant(said.typed, pieces, facts.products(pieces))
    says = next((each for each in found if each.says and set(places) & _places(each)), None)
    for piece in pieces:
        if says and piece.place in places and Step.TARGET in draft.needs:
            draft = _becoming(draft, piece, _spelled(says, said.text), facts)
    return draft


def _spelled(each: Meant, text: str) -> str:
    """As it was typed, with a line for each stretch of words."""
    lines: list[tuple[int, int]] = []
    for token in each.says:
        if lines and 0 <= token.start - lines[-1][1] <= CLOSE:
            lines[-1] = lines[-1][0], token.end
        else:
            lines.append((token.start, token.end))
    return "\n".join(text[start:end] for start, end in lines)


def _places(each: Meant) -> set[int]:
    return {piece.place for piece in (*each.pieces, *each.unclear)}


# --- Address and money --------------------------------------------------------------------------------------


def addresses_of(facts: Facts) -> Sequence[Address]:
    """The customer's own, then those of their orders, each once."""
    return list(dict.fromkeys([*facts.customer.addresses, *(order.address for order in facts.orders)]))


def _with_address(draft: Draft, said: Said, facts: Facts, part: str = "") -> Draft:
    known = Typed(**{name: str(value) for name, value in draft.address.items()})
    country = known.country or next((a.country for a in addresses_of(facts)), "")
    if part:
        return replace(draft, address=asdict(typed_part(part, said.text, country).or_else(known)))
    theirs = _known(draft, said, facts)
    if len(theirs) == 1:
        return replace(draft, address=asdict(theirs[0]))
    typed = typed_address(said.text, country)
    is_one = typed.line and (typed.city or typed.postcode or draft.asked.startswith(Step.ADDRESS))
    return replace(draft, address=asdict(typed)) if is_one and any(map(str.isdigit, typed.line)) else draft


def _known(draft: Draft, said: Said, facts: Facts) -> Sequence[Address]:
    """An address of theirs that the words mean, or that of another order that they name."""
    there = _where_things_went(said, facts)
    others = [
        order.address
        for order in facts.orders
        if (order.number in said.numbers and order.number != draft.order_number) or order.number in there
    ]
    own = facts.order(draft.order_number)
    candidates = [address for address in addresses_of(facts) if not own or address != own.address]
    home = (
        facts.customer.addresses[0]
        if facts.customer.addresses and draft.kind is not Kind.CHANGE_HOME
        else None
    )
    return others or known_address(said.text, candidates, home)


WHERE = re.compile(r"\bwhere\b[^.,;]*?(?=,|;|\.|\band\b|$)", re.IGNORECASE)
"""`the one where the luggage set went`: says an address, and not what it is about."""


def _where_things_went(said: Said, facts: Facts) -> Sequence[str]:
    """The number of the one order that holds what is named there."""
    clause = WHERE.search(said.text)
    named = things_named(Said(clause[0]), facts.orders) if clause else ()
    numbers = [order.number for order in facts.orders if any(i.product_id in named for i in order.items)]
    return numbers if len(numbers) == 1 else ()


def _with_payment(draft: Draft, said: Said, facts: Facts) -> Draft:
    original = facts.original_payment(draft)
    found = payments_meant(said.typed, facts.customer.payment_methods, original, draft.payment or original)
    return replace(draft, payment=found[0].id) if len(found) == 1 else draft
