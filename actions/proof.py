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
OF_PROOF = ("verified", "customer_id", "proven_by", "proven_order", "order_state", "order_summary")
"""The slots that say who has proven themselves and by what, which order was opened, and how it is."""
OF_THE_CUSTOMER = ("customer_id", "proven_by")
"""Those of them that say who it is, whichever order they ask about next."""
CODED = "coded_for"
"""The slot that holds for whom the right code was typed: it says nothing of anybody else."""
BY_EMAIL = "order number and e-mail"
BY_NAME = "name and postcode"
NOBODY = Customer("", "", "")
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "herr", "frau"))


def is_proven(slots: Mapping[str, Any]) -> bool:
    """Whether the order that is spoken of is the one that was proven: anybody can mention another number."""
    meant, proven = slots.get("order_number"), slots.get("proven_order")
    return bool(slots.get("verified") and proven) and (details.order_number(meant) or meant) == proven


def proven_customer(slots: Mapping[str, Any]) -> str:
    """The id of the customer who has proven themselves in this talk; empty: nobody has."""
    return str(slots.get("customer_id") or "")


def has_typed_code(slots: Mapping[str, Any]) -> bool:
    """Whether whoever has proven themselves has also read what came to that customer's mailbox."""
    return bool(proven_customer(slots)) and slots.get(CODED) == proven_customer(slots)


def proven_how(slots: Mapping[str, Any]) -> str:
    """By what, in an agent's words: `order number and e-mail, with a code`; empty: nobody has."""
    how = str(slots.get("proven_by") or "") if proven_customer(slots) else ""
    return f"{how}, with a code" if how and has_typed_code(slots) else how


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

    @property
    def things(self) -> tuple[tuple[str, str], ...]:
        """Each thing that is claimed, by kind; one that the proof takes for the same is the same."""
        names = dict.fromkeys(_spellings(self.customer_name))
        claimed = [("order number", self.order_number.casefold()), ("e-mail", self.email.casefold())]
        claimed += [*(("name", name) for name in names), ("postcode", _postcodes(self.postcode)[-1])]
        return tuple((kind, said) for kind, said in claimed if said)


@dataclass(frozen=True)
class Proven:
    """A customer who has proven themselves, and the number of the order by which they did."""

    customer: Customer
    order_number: str
    """Empty where they have not said which."""
    how: str
    """By what, in an agent's words."""


def prove(claim: Claim, shop: Shop) -> Proven | None:
    """Who it is, with the order that the claim names; or None. Raises what the shop raises."""
    if claim.order_number:
        owner = shop.owner(claim.order_number) or NOBODY
        by_email, by_name = _has_email(owner, claim), _is_person(owner, claim)
        how = BY_EMAIL if by_email else BY_NAME
        return Proven(owner, claim.order_number, how) if by_email | by_name else None
    there = shop.customers_at(_postcodes(claim.postcode), claim.customer_name)
    people = [person for person in there if _is_person(person, claim)]
    return Proven(people[0], "", BY_NAME) if len(people) == 1 else None


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
