"""Whether a customer may see an order: what they said of themselves, compared with what the shop knows.

Every comparison is made, whatever the one before it found, and all failures look the same: nothing tells
which part was wrong, or whether there is such an order.
"""

import hmac
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions import details
from actions.shop.port import Customer, Shop

IDENTITY = ("order_number", "email", "customer_name", "postcode")
"""The slots that together open an order."""
OF_PROOF = ("verified", "proven_order", "order_state", "order_summary")
"""The slots that say which order was opened, and how it is."""
NOBODY = Customer("", "", "")
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "herr", "frau"))


def is_proven(slots: Mapping[str, Any]) -> bool:
    """Whether the order that is spoken of is the one that was proven: anybody can mention another number."""
    meant, proven = slots.get("order_number"), slots.get("proven_order")
    return bool(slots.get("verified") and proven) and (details.order_number(meant) or meant) == proven


@dataclass(frozen=True)
class Claim:
    """What a customer said of themselves; empty words for what they did not say."""

    order_number: str = ""
    email: str = ""
    customer_name: str = ""
    postcode: str = ""

    @staticmethod
    def of(slots: Mapping[str, Any]) -> "Claim":
        """What the slots hold, each brought into its form."""
        return Claim(
            details.order_number(slots.get("order_number")),
            details.email(slots.get("email")),
            details.customer_name(slots.get("customer_name")),
            details.postcode(slots.get("postcode")),
        )

    @property
    def is_complete(self) -> bool:
        """Whether there is enough to look for."""
        return bool(self.order_number and self.email) or bool(self.customer_name and self.postcode)


@dataclass(frozen=True)
class Proven:
    """A customer, and the number of an order that they may see."""

    customer: Customer
    order_number: str


def prove(claim: Claim, shop: Shop) -> Proven | None:
    """The order that the claim opens, or None. Raises what the shop raises."""
    if claim.order_number:
        owner = shop.owner(claim.order_number) or NOBODY
        known = _has_email(owner, claim) | _is_person(owner, claim)
        return Proven(owner, claim.order_number) if known else None
    people = [person for person in shop.customers_at(_postcodes(claim.postcode)) if _is_person(person, claim)]
    orders = shop.orders_of(people[0].id) if len(people) == 1 else ()
    return Proven(people[0], orders[0].number) if orders else None


def _has_email(customer: Customer, claim: Claim) -> bool:
    return _same(customer.email.strip().casefold(), claim.email.casefold())


def _is_person(customer: Customer, claim: Claim) -> bool:
    names = _any_same(_spellings(customer.name), _spellings(claim.customer_name))
    places = _any_same([_key(home.postcode) for home in customer.addresses], _postcodes(claim.postcode))
    return names & places


def _any_same(known: Sequence[str], claimed: Sequence[str]) -> bool:
    compared = [_same(one, other) for one in known for other in claimed]  # all, before any is looked at
    return any(compared)


def _same(known: str, claimed: str) -> bool:
    """Equal and not empty, in a time that does not depend on where they differ."""
    equal = hmac.compare_digest(known.encode(), claimed.encode())
    return equal & bool(known) & bool(claimed)


def _spellings(name: str) -> tuple[str, str]:
    """A name's words in alphabetical order: without accents, and as Germans write umlauts without them."""
    small = name.casefold().replace("ı", "i")
    return _words(small), _words(unicodedata.normalize("NFC", small).translate(GERMAN))


def _words(name: str) -> str:
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return " ".join(sorted(set(re.findall(r"[^\W_]+", letters.replace("'", "").replace("’", ""))) - TITLES))


def _postcodes(claimed: str) -> tuple[str, ...]:
    """The ways the shop may have stored it: as typed, and an American one without its last four digits."""
    key = _key(claimed)
    return (key, key[:5]) if re.fullmatch(r"\d{9}", key) else (key,)


def _key(postcode: str) -> str:
    return re.sub(r"[\s-]", "", postcode).upper()
