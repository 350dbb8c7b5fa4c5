"""Finding orders, whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from actions.shop.port import Order, ShopNonsense
from actions.shop.shopify.client import Ask, Node
from actions.shop.shopify.queries import BRIEF, ORDER, ORDERS_NAMED, ORDERS_OF, PAGE, WHOLE
from actions.shop.shopify.reading import is_cut, order_in, zone_in
from actions.shop.shopify.search import is_named, named
from actions.shop.shopify.values import at, listed, text, words


@dataclass(frozen=True)
class Found:
    """An order as Shopify tells it, and as the port does."""

    node: Node
    order: Order

    @property
    def id(self) -> str:
        """Shopify's own: gid://shopify/Order/1."""
        return words(self.node, "id")


def id_of(ask: Ask, number: str) -> str | None:
    """Shopify's id of the order that the customer calls so; None: there is none, or not only one."""
    like = listed(ask(ORDERS_NAMED, search=named(number)), "orders")
    found = [words(each, "id") for each in like if is_named(words(each, "name"), number)]
    return found[0] if len(found) == 1 else None


def find(ask: Ask, number: str) -> Found | None:
    """The order of that number."""
    order_id = id_of(ask, number)
    return fetch(ask, order_id) if order_id else None


def fetch(ask: Ask, order_id: str) -> Found | None:
    """The order of that id. Raises ShopNonsense where it is larger than can be read at once."""
    answer = ask(ORDER, id=order_id, **WHOLE)
    node = at(answer, "order")
    if node is None:
        return None
    if is_cut(node, WHOLE):
        raise ShopNonsense("The order is larger than can be read at once.")
    return Found(node, order_in(node, zone_in(answer)))


def orders_of(ask: Ask, customer_id: str) -> Iterator[Order]:
    """The most recent first."""
    after = None
    while True:
        answer = ask(ORDERS_OF, id=customer_id, first=PAGE, after=after, **BRIEF)
        for node in listed(answer, "customer", "orders"):
            yield _whole(ask, answer, node)
        if at(answer, "customer", "orders", "pageInfo", "hasNextPage") is not True:
            return
        after = text(answer, "customer", "orders", "pageInfo", "endCursor")


def _whole(ask: Ask, answer: Node, node: Node) -> Order:
    if not is_cut(node, BRIEF):
        return order_in(node, zone_in(answer))
    found = fetch(ask, words(node, "id"))
    if found is None:
        raise ShopNonsense("An order went away while it was read.")
    return found.order
