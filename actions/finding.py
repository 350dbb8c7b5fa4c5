"""Who a customer is, and which order they mean: what they said of themselves, looked up in the shop."""

from dataclasses import dataclass, replace

import structlog

from actions.proof import Claim, Proven, prove
from actions.shop.port import Customer, Order, Shop, ShopNonsense

log = structlog.get_logger()


@dataclass(frozen=True)
class Found:
    """A customer who has proven who they are."""

    customer: Customer
    order: Order | None
    """The one that is meant; None: it is still to be said which."""
    has_orders: bool = True
    how: str = ""
    """By what they have just proven it, in an agent's words; empty: they had before."""


def find(shop: Shop, claim: Claim, known: str = "") -> Found | None:
    """None where nothing matches. `known` is the id of a customer who has proven themselves in this talk.

    An order of somebody else's is proven anew, like anybody's. Raises what the shop raises.
    """
    customer = shop.customer(known) if known else None
    if customer and (found := _of(shop, customer, claim.order_number)):
        return found
    proven = _prove(claim, shop) if claim.is_complete else None
    found = _of(shop, proven.customer, proven.order_number, was_proven=True) if proven else None
    return replace(found, how=proven.how) if proven and found else None


def _prove(claim: Claim, shop: Shop) -> Proven | None:
    """A record that makes no sense proves nothing: to say so would tell that it is there."""
    try:
        return prove(claim, shop)
    except ShopNonsense:
        log.error("shop_record_makes_no_sense", during="proof")
        return None


def _of(shop: Shop, customer: Customer, number: str, was_proven: bool = False) -> Found | None:
    if not number:
        orders = shop.orders_of(customer.id)
        return Found(customer, orders[0] if len(orders) == 1 else None, has_orders=bool(orders))
    owner = customer if was_proven else shop.owner(number)
    if owner is None or owner.id != customer.id:
        return None  # before it is read: even a record that makes no sense would tell that there is one
    order = shop.order(number)
    if was_proven and not order:
        raise ShopNonsense("The order is gone between two questions.")
    return Found(customer, order) if order and order.customer_id == customer.id else None
