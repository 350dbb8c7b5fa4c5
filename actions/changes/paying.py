"""Which way to pay a message means: `the visa`, `my gift card`, `the one ending in 4242`, `the other one`."""

from collections.abc import Sequence

from actions.changes.wording import Token, find
from actions.shop.port import PaymentKind, PaymentMethod

NAMES = {
    PaymentKind.GIFT_CARD: (("gift", "card"), ("giftcard",), ("gc",), ("voucher",)),
    PaymentKind.PAYPAL: (("paypal",), ("pay", "pal")),
    PaymentKind.CARD: (("credit", "card"), ("debit", "card"), ("credit",), ("card",)),
}
BRANDS = {"amex": "american", "mastercard": "mastercard", "visa": "visa"}
ORIGINAL = ("original", "originally")
SAME = ("same", "back")
"""Mean the original way too, where paying is spoken of: `keep all else the same` is about other things."""
PAYING = ("way", "method", "payment", "card", "account", "paid", "pay", "money")
OTHER = ("other", "another", "different")


def payments_meant(
    typed: Sequence[Token], methods: Sequence[PaymentMethod], original: str = "", now: str = ""
) -> Sequence[PaymentMethod]:
    """Those that the words fit: one, several, or none where no way to pay is spoken of.

    `original` is the id of the way the order was paid; `now` that of the one under discussion.
    """
    words = [token.word for token in typed]
    digits = [method for method in methods if method.last_four and method.last_four in words]
    branded = [
        m
        for m in methods
        if m.brand and any(word in BRANDS and m.brand.startswith(BRANDS[word]) for word in words)
    ]
    named = digits or branded or _by_kind(typed, methods)
    if any(word in OTHER for word in words) and now and len(methods) > 1:
        others = [method for method in named or methods if method.id != now]
        return others or named
    if len(named) != 1 and original and _means_the_original(words):
        return [method for method in methods if method.id == original] or named
    return named


def _means_the_original(words: Sequence[str]) -> bool:
    same = any(word in SAME for word in words) and any(word in PAYING for word in words)
    return same or any(word in ORIGINAL for word in words)


def speaks_of_payment(typed: Sequence[Token]) -> bool:
    """Whether any way to pay is named, such as one that the customer has not."""
    return any(find(name, typed) >= 0 for names in NAMES.values() for name in names)


def _by_kind(typed: Sequence[Token], methods: Sequence[PaymentMethod]) -> Sequence[PaymentMethod]:
    for kind, names in NAMES.items():  # a gift card before any card
        if any(find(name, typed) >= 0 for name in names):
            return [method for method in methods if method.kind is kind]
    return []
