"""Which things of an order are meant, and what each should become: what words say of that."""

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.changes import meaning
from actions.changes.draft import Draft, Step
from actions.changes.facts import Facts
from actions.changes.items import Meant, Piece, meant
from actions.changes.options import Wanted, mentioned, wanted
from actions.changes.said import Said
from actions.changes.variants import is_best_already, offered
from actions.changes.whereto import with_payment
from actions.changes.wording import Token, tokens
from actions.shop.port import Product

CLOSE = 3
"""Characters, such as a comma and a space, that stand between two words of one stretch."""

CLAUSE = re.compile(r"[,.;!?]+\s|\b(?:and|but|then)\b")
LIKE_ANOTHER = re.compile(
    r"\b(?:type|kind|same|one|version|like)\b[^.,;]*\b(?:order|already (?:have|got|received))\b",
    re.IGNORECASE,
)
"""`the type that's in my pending order`, `the same as the one I already have`."""


def with_items(draft: Draft, said: Said, facts: Facts) -> Draft:
    """With the things that the words name, beside or instead of those before, and what they should become."""
    pieces = facts.pieces(draft)
    becomes = Step.TARGET in draft.needs
    said = _decisive(said, pieces, facts)
    found = _apart(meant(said.typed, pieces, facts.products(pieces), becomes), pieces)
    certain = [piece.place for each in found for piece in each.pieces]
    unclear = tuple(tuple(piece.place for piece in each.unclear) for each in found if each.unclear)
    if not found and not draft.places and len(pieces) == 1:
        found, certain = [Meant(tuple(pieces), says=tuple(said.typed))], [pieces[0].place]
    if not certain and not unclear:
        return _all_to(draft, said, facts) if draft.places else draft
    draft = replace(draft.having(_combined(draft.places, certain, said.text)), unclear=unclear)
    return _with_targets(draft, found, said.text, facts)


def _decisive(said: Said, pieces: Sequence[Piece], facts: Facts) -> Said:
    """Of `leave the keyboard, only do the thermostat` the second: what is left out goes without saying."""
    clauses = [clause for clause in CLAUSE.split(said.text) if meaning.ONLY.search(clause)]
    if not meaning.NOT_THAT.search(said.text) or not clauses:
        return said
    only = replace(said, text=clauses[-1])
    return only if meant(only.typed, pieces, facts.products(pieces)) else said


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


def leaves_nothing(draft: Draft, said: Said, facts: Facts) -> bool:
    """Whether each thing that it is about is to stay: `no, keep the mouse`."""
    if not draft.places or not meaning.NOT_THAT.search(said.text):
        return False
    pieces = facts.pieces(draft)
    named = [
        piece.place for each in meant(said.typed, pieces, facts.products(pieces)) for piece in each.pieces
    ]
    return set(draft.places) <= set(named)


def _all_to(draft: Draft, said: Said, facts: Facts) -> Draft:
    """Another target for the one thing there is, such as `actually make it red`."""
    if Step.TARGET not in draft.needs or len(draft.places) != 1:
        return draft
    return with_target(draft, draft.places[0], said, facts)


def _with_targets(draft: Draft, found: Sequence[Meant], text: str, facts: Facts) -> Draft:
    if Step.TARGET not in draft.needs:
        return draft
    for each in found:
        for piece in (piece for piece in each.pieces if piece.place in draft.places):
            said = each.says or _contradicting(each, piece, facts)
            draft = _becoming(draft, piece, _spelled(said, text), facts) if said else draft
    return draft


def _contradicting(each: Meant, piece: Piece, facts: Facts) -> Sequence[Token]:
    """What stands beside a thing and is not how it is: `my shirt, it's too big. One size smaller`."""
    product = facts.product(piece.item.product_id)
    wish = wanted(each.described, product, piece.item.options) if product else Wanted()
    differs = any(piece.item.options.get(option) not in values for option, values in wish.values.items())
    return each.described if differs or wish.price else ()


def _becoming(draft: Draft, piece: Piece, words: str, facts: Facts) -> Draft:
    """With what the words say that a piece should become; with the variant, where they mean exactly one."""
    product, place = facts.product(piece.item.product_id), str(piece.place)
    if not product:
        return draft
    if named := _named_variant(draft, product, words, facts):
        return draft.becoming(piece.place, named)
    if wanted(tokens(words), product, piece.item.options).says_nothing:
        return draft
    hint = f"{draft.hints.get(place, '')}\n{words}".strip()
    draft = replace(draft, hints={**draft.hints, place: hint})
    wish, fit = offered(hint, product, piece.item)
    if is_best_already(wish, product, piece.item):
        others = [at for at in draft.places if at != piece.place]
        return draft.having(others) if others else draft.becoming(piece.place, piece.item.variant_id)
    is_one = not wish.is_empty and fit.is_exact and len(fit.variants) == 1
    return draft.becoming(piece.place, fit.variants[0].id) if is_one else draft.undecided(piece.place)


def _named_variant(draft: Draft, product: Product, words: str, facts: Facts) -> str:
    """The id of the variant that is named by its id, or as the one of another order; empty: none is."""
    spoken = {token.word for token in tokens(words)}
    ids = [variant.id for variant in product.variants if variant.id in spoken]
    if not ids and LIKE_ANOTHER.search(words):
        others = [order for order in facts.orders if order.number != draft.order_number]
        ids = list(dict.fromkeys(i.variant_id for o in others for i in o.items if i.product_id == product.id))
    return ids[0] if len(ids) == 1 else ""


def with_target(draft: Draft, place: int, said: Said, facts: Facts) -> Draft:
    """An answer to the question what a thing should become; or second thoughts about which things."""
    pieces = facts.pieces(draft)
    fewer = meaning.ONLY.search(said.text) or meaning.NOT_THAT.search(said.text)
    if fewer and meant(said.typed, pieces, facts.products(pieces)):
        return with_payment(with_items(draft, said, facts), said, facts)
    paid = with_payment(draft, said, facts)
    if paid.payment != draft.payment:
        return paid
    piece = next(piece for piece in pieces if piece.place == place)
    after = _becoming(draft, piece, said.text, facts)
    only = _only_offer(draft, piece, facts)
    agrees = only in _offer(after, piece, facts) and _names_it(piece, said, facts)
    return draft.becoming(place, only) if agrees else after


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


def cleared(draft: Draft, said: Said, facts: Facts) -> Draft:
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
            draft = _becoming(draft, piece, _spelled(says.says, said.text), facts)
    return draft


def _spelled(says: Sequence[Token], text: str) -> str:
    """As it was typed, with a line for each stretch of words."""
    lines: list[tuple[int, int]] = []
    for token in says:
        if lines and 0 <= token.start - lines[-1][1] <= CLOSE:
            lines[-1] = lines[-1][0], token.end
        else:
            lines.append((token.start, token.end))
    return "\n".join(text[start:end] for start, end in lines)


def _places(each: Meant) -> set[int]:
    return {piece.place for piece in (*each.pieces, *each.unclear)}
