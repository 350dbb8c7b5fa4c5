"""What is answered to a question about a product: what it comes in, what is to be had, what it costs."""

import re
from collections.abc import Mapping, Sequence

from actions.changes.draft import Draft, Kind, Step
from actions.changes.facts import Facts
from actions.changes.items import Piece, mentions
from actions.changes.ladders import values_of
from actions.changes.options import mentioned, wanted
from actions.changes.recap import currency_of
from actions.changes.said import Said
from actions.changes.spelling import form, money
from actions.changes.variants import has
from actions.changes.wording import Token, find, plain_words
from actions.shop.port import Product, Variant

MOST_LISTED = 8
"""Forms of one product that are listed; more are not read."""
ASKS = re.compile(
    r"^\W*(?:(?:and|so|ok(?:ay)?|but|hmm*|wait)\W+)*"
    r"(?:what(?:'?s| is| are| would| do| does| else| (?:colou?rs?|sizes?|options?|kinds?|types?))"
    r"|which (?:is|are|would|ones|colou?rs?|sizes?|options?|kinds?|types?)|how (?:much|many)"
    r"|(?:is|are) there)\b",
    re.I,
)
"""How a question begins that wants nothing but an answer; `what about the red one` is a wish."""
OF_PRICE = re.compile(r"\b(?:how much|price|costs?|pay|get back|difference)\b", re.I)
OF_FORMS = re.compile(
    r"\b(?:options?|choices?|colou?rs?|sizes?|kinds?|types?|versions?|variants?|available|in stock|else|ones"
    r"|(?:cheap|dear|pric)(?:est|iest)|(?:most|least) expensive|(?:how much|price|costs?))\b",
    re.I,
)
WITH_OTHERS = (Kind.CHANGE_ITEMS, Kind.EXCHANGE)
"""Changes in which other forms of a product are spoken of."""

Answer = tuple[str, Mapping[str, str]]
"""A response of domain.yml, and what stands in its braces."""


def about(product: Product, typed: Sequence[Token], currency: str = "") -> Answer:
    """What the words ask of a product. `currency`: empty where nobody knows it, then amounts stand alone."""
    there = [variant for variant in product.variants if variant.available]
    if not there:
        return "utter_product_sold_out", {"product": product.name}
    said, price = mentioned(typed, product), wanted(typed, product, {}).price
    fitting = [variant for variant in there if has(variant, said)]
    if not fitting:
        named = ", ".join(value for values in said.values() for value in values)
        return "utter_product_not_there", {**_all(product, there, currency), "form": named}
    if price:
        best = min(fitting, key=lambda variant: -price * variant.price)
        told = {"product": product.name, "form": form(best.options), "price": money(best.price, currency)}
        return f"utter_product_{'dearest' if price > 0 else 'cheapest'}", told
    if said:
        return "utter_product_there", {"product": product.name, "forms": _listed(fitting, currency)}
    return "utter_product_options" if len(there) > 1 else "utter_product_one", _all(product, there, currency)


def _all(product: Product, there: Sequence[Variant], currency: str) -> Mapping[str, str]:
    prices = [variant.price for variant in there]
    span = [money(price, currency) for price in dict.fromkeys((min(prices), max(prices)))]
    only = Product(product.id, product.name, tuple(there))
    options = "\n".join(f"• {option}: {', '.join(values)}" for option, values in values_of(only).items())
    count = str(len(there))
    return {"product": product.name, "count": count, "prices": " to ".join(span), "options": options}


def _listed(variants: Sequence[Variant], currency: str) -> str:
    cheapest = sorted(variants, key=lambda variant: variant.price)
    lines = [f"• {form(each.options)}: {money(each.price, currency)}" for each in cheapest[:MOST_LISTED]]
    more = [f"• … ({len(variants) - MOST_LISTED} more)"] if len(variants) > MOST_LISTED else []
    return "\n".join((*lines, *more))


def beside(draft: Draft, said: Said, facts: Facts) -> Answer | None:
    """The answer to a question in the middle of a change, which stays as it is; None: it is none."""
    if not ASKS.search(said.text):
        return None
    if OF_PRICE.search(said.text) and draft.asked in (Step.CONFIRM, Step.PAYMENT):
        return "utter_change_once_more", {}
    product = _spoken_of(draft, said, facts) if draft.kind in WITH_OTHERS else None
    if product is None or not (OF_FORMS.search(said.text) or _names_option(said.typed, product)):
        return None
    return about(product, said.typed, currency_of(draft, facts))


def _spoken_of(draft: Draft, said: Said, facts: Facts) -> Product | None:
    """The product that is named; else the one that is asked about, or that all the change's things are of."""
    pieces = facts.pieces(draft)
    named = mentions(said.typed, {piece.item.product_id: piece.item.name for piece in pieces})
    ids = {product_id for mention in named for product_id in mention.product_ids} or _of(draft, pieces)
    return facts.product(next(iter(ids))) if len(ids) == 1 else None


def _of(draft: Draft, pieces: Sequence[Piece]) -> set[str]:
    step, _, place = draft.asked.partition(":")
    asked = (int(place),) if step == Step.TARGET and place.isdigit() else draft.places
    return {piece.item.product_id for piece in pieces if not asked or piece.place in asked}


def _names_option(typed: Sequence[Token], product: Product) -> bool:
    return any(find(plain_words(option), typed) >= 0 for option in values_of(product))
