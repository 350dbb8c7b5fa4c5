"""Finding customers."""

import re
from collections.abc import Mapping, Sequence

from actions.shop.port import Customer
from actions.shop.shopify.client import Ask, Node
from actions.shop.shopify.people import customer_in
from actions.shop.shopify.queries import CUSTOMER, CUSTOMER_KNOWN_BY, CUSTOMERS_CALLED, OWNER
from actions.shop.shopify.search import called
from actions.shop.shopify.values import at, listed, text, words


def owner_of(ask: Ask, order_id: str) -> Customer | None:
    """Who placed the order; None where Shopify knows no customer for it, as over the counter."""
    order = at(ask(OWNER, id=order_id), "order") or {}
    person = at(order, "customer")
    return customer_in(person, order) if person else None


def person(ask: Ask, customer_id: str) -> Node | None:
    """The customer as Shopify tells them; None: nobody."""
    found = at(ask(CUSTOMER, id=customer_id), "customer") if is_id(customer_id, "Customer") else None
    return found or None


def known_by(ask: Ask, identifier: Mapping[str, str]) -> tuple[Customer, ...]:
    """Whose e-mail address or number it is; Shopify keeps each only once.

    https://shopify.dev/docs/api/admin-graphql/2026-07/input-objects/CustomerIdentifierInput
    """
    found = at(ask(CUSTOMER_KNOWN_BY, identifier=identifier), "customerByIdentifier")
    return (customer_in(found),) if found else ()


def named_at(ask: Ask, name: str, postcodes: Sequence[str]) -> tuple[Customer, ...]:
    """Who has these first and last names and one of these postcodes; Shopify cannot search by postcode.

    https://shopify.dev/docs/api/admin-graphql/2026-07/queries/customers#arguments-query
    """
    search, wanted = called(name), {postcode for postcode in postcodes if postcode}
    named = listed(ask(CUSTOMERS_CALLED, search=search), "customers") if search and wanted else []
    there = (words(each, "id") for each in named if wanted & _postcodes(each))
    people = (person(ask, customer_id) for customer_id in there)
    return tuple(customer_in(found) for found in people if found)


def _postcodes(customer: Node) -> set[str]:
    homes = [at(customer, "defaultAddress") or {}, *listed(customer, "addressesV2")]
    return {re.sub(r"[\s-]", "", text(home, "zip")).upper() for home in homes}


def is_id(given: str, kind: str) -> bool:
    """Whether it is one of Shopify's ids; it answers all others with an error."""
    return re.fullmatch(rf"gid://shopify/{kind}/[0-9]{{1,20}}", given) is not None
