"""Where an order should go, and how it is paid: what words say of that."""

import re
from collections.abc import Sequence
from dataclasses import asdict, replace

from actions.changes.addresses import (
    Typed,
    corrected,
    known_address,
    spelled_in,
    typed_address,
    typed_part,
)
from actions.changes.draft import Draft, Kind, Step
from actions.changes.facts import Facts
from actions.changes.orders import things_named
from actions.changes.paying import payments_meant
from actions.changes.said import Said
from actions.shop.port import Address

WHERE = re.compile(r"\bwhere\b[^.,;]*?(?=,|;|\.|\band\b|$)", re.IGNORECASE)
"""`the one where the luggage set went`: says an address, and not what it is about."""


def addresses_of(facts: Facts) -> Sequence[Address]:
    """The customer's own, then those of their orders, each once."""
    return list(dict.fromkeys([*facts.customer.addresses, *(order.address for order in facts.orders)]))


def with_address(draft: Draft, said: Said, facts: Facts, part: str = "") -> Draft:
    """With the address that the words name or spell; `part`: the one of it that was asked for."""
    so_far = Typed(**{name: str(value) for name, value in draft.address.items()})
    country = so_far.country or next((a.country for a in addresses_of(facts)), "")
    if part:
        return replace(draft, address=asdict(typed_part(part, said.text, country).or_else(so_far)))
    spelled = typed_address(spelled_in(said.text), country)
    if spelled.line and spelled.postcode:
        return replace(draft, address=asdict(_as_known(spelled, facts)))
    theirs = known(draft, said, facts)
    if len(theirs) == 1:
        return replace(draft, address=asdict(theirs[0]))
    if draft.asked == Step.CONFIRM and corrected(said.text, so_far) != so_far:
        return replace(draft, address=asdict(corrected(said.text, so_far)))
    typed = typed_address(said.text, country)
    is_one = typed.line and (typed.city or typed.postcode or draft.asked.startswith(Step.ADDRESS))
    return replace(draft, address=asdict(typed)) if is_one and any(map(str.isdigit, typed.line)) else draft


def _as_known(spelled: Typed, facts: Facts) -> Typed | Address:
    """The customer's own address, where it is that one; with all that was left out."""
    same = (a for a in addresses_of(facts) if _place(a) == _place(spelled))
    return next(same, spelled)


def _place(address: Typed | Address) -> tuple[str, str]:
    return address.line.casefold(), address.postcode.replace(" ", "").casefold()


def known(draft: Draft, said: Said, facts: Facts) -> Sequence[Address]:
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


def _where_things_went(said: Said, facts: Facts) -> Sequence[str]:
    """The number of the one order that holds what is named there."""
    clause = WHERE.search(said.text)
    named = things_named(Said(clause[0]), facts.orders) if clause else ()
    numbers = [order.number for order in facts.orders if any(i.product_id in named for i in order.items)]
    return numbers if len(numbers) == 1 else ()


def with_payment(draft: Draft, said: Said, facts: Facts) -> Draft:
    """With the way to pay that the words name, where it is one."""
    found = _ways_meant(draft, said, facts)
    return replace(draft, payment=found[0]) if len(found) == 1 else draft


def repeats_payment(draft: Draft, said: Said, facts: Facts) -> bool:
    """Whether just the way to pay is said that is chosen already."""
    return Step.PAYMENT in draft.needs and _ways_meant(draft, said, facts) == [draft.payment]


def _ways_meant(draft: Draft, said: Said, facts: Facts) -> Sequence[str]:
    """The ids of the customer's ways to pay that the words fit."""
    original = facts.original_payment(draft)
    found = payments_meant(said.typed, facts.customer.payment_methods, original, draft.payment or original)
    return [way.id for way in found]
