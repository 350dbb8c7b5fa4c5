"""What may be asked at the top of a question, and who answers it."""

import re
from collections.abc import Callable
from typing import Any

from graphql import GraphQLError

from tests.fakes.shopify.changes import Changes
from tests.fakes.shopify.edits import Edits
from tests.fakes.shopify.returns import Returns
from tests.fakes.shopify.search import BadSearch, found
from tests.fakes.shopify.stock import Node, Stock, pages

Answer = Callable[..., Any]


class Root:
    """The fields of Query and Mutation, on one stock."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self.changes, self.returns, self.edits = Changes(stock), Returns(stock), Edits(stock)

    def questions(self, zone: str) -> dict[str, Any]:
        """The fields that change nothing; `zone`: the shop's clock."""
        stock = self._stock
        return {
            "shop": {"id": "gid://shopify/Shop/1", "name": "Fake", "ianaTimezone": zone},
            "orders": self._orders,
            "order": lambda info, id: stock.orders.get(_checked(id, "Order")),
            "customer": lambda info, id: stock.customers.get(_checked(id, "Customer")),
            "customers": self._customers,
            "customerByIdentifier": self._known_by,
            "products": self._products,
            "product": lambda info, id: stock.products.get(_checked(id, "Product")),
            "returnableFulfillments": self.returns.returnable,
            "job": self.changes.job,
            "nodes": lambda info, ids: [stock.variants.get(_checked(each, "ProductVariant")) for each in ids],
        }

    def mutations(self) -> dict[str, Answer]:
        """The fields that change something."""
        changes, returns, edits = self.changes, self.returns, self.edits
        return {
            "orderCancel": changes.order_cancel,
            "orderUpdate": changes.order_update,
            "customerAddressCreate": changes.customer_address_create,
            "customerUpdateDefaultAddress": changes.customer_update_default_address,
            "refundCreate": changes.refund_create,
            "returnRequest": returns.return_request,
            "returnCreate": returns.return_create,
            "orderEditBegin": edits.order_edit_begin,
            "orderEditAddVariant": edits.order_edit_add_variant,
            "orderEditSetQuantity": edits.order_edit_set_quantity,
            "orderEditCommit": edits.order_edit_commit,
        }

    def _orders(self, info: Any, query: str = "", **asked: Any) -> Node:
        try:
            wanted = [each for each in self._stock.orders.values() if not query or _is_found(each, query)]
        except BadSearch as error:
            raise GraphQLError(str(error)) from error
        return pages(wanted)(info, **asked)

    def _products(self, info: Any, query: str = "", **asked: Any) -> Node:
        try:
            wanted = [each for each in self._stock.products.values() if not query or _is_sold(each, query)]
        except BadSearch as error:
            raise GraphQLError(str(error)) from error
        return pages(wanted)(info, **asked)

    def _customers(self, info: Any, query: str = "", **asked: Any) -> Node:
        try:
            wanted = [each for each in self._stock.customers.values() if not query or _is_called(each, query)]
        except BadSearch as error:
            raise GraphQLError(str(error)) from error
        return pages(wanted)(info, **asked)

    def _known_by(self, info: Any, identifier: Node) -> Node | None:
        name, value = next(iter(identifier.items()))
        field = {"emailAddress": "defaultEmailAddress", "phoneNumber": "defaultPhoneNumber"}[name]
        known = (each for each in self._stock.customers.values() if each[field])
        return next((each for each in known if each[field][name] == value), None)


def _is_found(order: Node, query: str) -> bool:
    """By its name, from the beginning; so names that are only alike are found too."""

    def matches(field: str, value: str) -> bool:
        if field not in ("", "name"):
            raise BadSearch(f"{field} is no field of an order here.")
        return str(order["name"]).lstrip("#").upper().startswith(value.lstrip("#").upper())

    return found(query, matches)


def _is_sold(product: Node, query: str) -> bool:
    """By its status, and by how any word of its title begins."""

    def matches(field: str, value: str) -> bool:
        if field == "status":
            return bool(product["status"] == value.upper())
        if field != "title" or not value.endswith("*"):
            raise BadSearch(f"{field} is no field of a product here, or {value} no beginning.")
        title = re.split(r"[^a-z0-9]+", str(product["title"]).lower())
        return any(word.startswith(value[:-1].lower()) for word in title)

    return found(query, matches)


def _is_called(customer: Node, query: str) -> bool:
    """By first and last name, each whole, whatever its capitals."""
    first, _, last = str(customer["displayName"]).lower().partition(" ")

    def matches(field: str, value: str) -> bool:
        if field not in ("first_name", "last_name"):
            raise BadSearch(f"{field} is no field of a customer here.")
        return value.lower() in (first if field == "first_name" else last).split()

    return found(query, matches)


def _checked(given: str, kind: str) -> str:
    if not given.startswith(f"gid://shopify/{kind}/"):
        raise GraphQLError(f"Invalid global id '{given}'")
    return given
