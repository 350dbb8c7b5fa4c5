"""The mutations, as their documentation describes them: each does it and shows it, or says why not.

https://shopify.dev/docs/api/admin-graphql/2026-07/mutations/orderCancel and its neighbours.
"""

import json
from typing import Any

from graphql import get_directive_values

from tests.fakes.shopify.stock import Node, Stock, hundredths, money, settle

LONGEST_STAFF_NOTE = 255
LONGEST_CUSTOMER_NOTE = 300
LONGEST_REASON_NOTE = 255
"""Signs: https://shopify.dev/docs/api/admin-graphql/2026-07/input-objects/ReturnLineItemInput"""
WHOLE_ADDRESS = ("firstName", "lastName", "company", "phone", "address1", "address2", "city", "zip")


class Changes:
    """What may be done to the stock; one method a mutation."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self.jobs: dict[str, Node] = {}
        """By id: what is still to be done, and how often it is asked for until it is."""
        self.job_looks = 1
        """How often a job is looked at until it is done."""
        self.jobs_fail = False
        """Whether jobs end without having done anything."""
        self.refunded: dict[str, tuple[str, Node]] = {}
        """By key: what was asked for, and the answer."""

    # Calling off

    def order_cancel(self, info: Any, **asked: Any) -> Node:
        order = self._stock.orders.get(asked["orderId"])
        code = "NOT_FOUND" if order is None else self._not_cancellable(order, asked)
        if code or order is None:
            return {"job": None, "orderCancelUserErrors": [error(code or "NOT_FOUND")]}
        job: Node = {"id": self._stock.new_id("Job"), "done": False, "_left": self.job_looks}
        job["_do"] = lambda: (
            None if self.jobs_fail or order.get("cancelledAt") else self._cancelled(order, asked)
        )
        self.jobs[job["id"]] = job
        return {"job": {"id": job["id"], "done": False}, "orderCancelUserErrors": []}

    def job(self, info: Any, id: str) -> Node | None:
        job = self.jobs.get(id)
        if job and not job["done"]:
            job["_left"] -= 1
            if job["_left"] <= 0:
                job["done"] = True
                job["_do"]()
        return job

    def _not_cancellable(self, order: Node, asked: Node) -> str:
        is_sent = order["displayFulfillmentStatus"] in ("FULFILLED", "PARTIALLY_FULFILLED")
        is_long = len(asked.get("staffNote") or "") > LONGEST_STAFF_NOTE
        return "INVALID" if order.get("cancelledAt") or is_sent or order["_returns"] or is_long else ""

    def _cancelled(self, order: Node, asked: Node) -> None:
        paid = [each for each in order["_payments"] if each["kind"] in ("SALE", "CAPTURE")]
        if paid and asked["refundMethod"].get("originalPaymentMethodsRefund"):
            for each in paid:
                order["_payments"].append({**each, "id": self._stock.new_id("Transaction"), "kind": "REFUND"})
            order["displayFinancialStatus"] = "REFUNDED"
        elif not paid:
            order["displayFinancialStatus"] = "VOIDED"
        for line in order["_lines"]:
            line["currentQuantity"] = 0
        settle(order)
        order |= {"cancelledAt": "2026-11-23T12:00:00Z", "cancelReason": asked["reason"]}
        order["cancellation"] = {"staffNote": asked.get("staffNote")}

    # Another address

    def order_update(self, info: Any, input: Node) -> Node:
        order = self._stock.orders.get(input["id"])
        if order is None:
            return {"order": None, "userErrors": [error("", "Order does not exist")]}
        if "shippingAddress" in input:
            order["shippingAddress"] = self._place(input["shippingAddress"])
        for field in input.get("metafields") or ():
            name = field.get("namespace") or "$app", field["key"]
            order["_metafields"][name] = {"id": self._stock.new_id("Metafield"), **field}
        return {"order": order, "userErrors": []}

    def customer_address_create(self, info: Any, **asked: Any) -> Node:
        customer = self._stock.customers.get(asked["customerId"])
        if customer is None:
            return {"address": None, "userErrors": [error("", "Customer does not exist")]}
        place = self._place(asked["address"])
        if any(_same(place, home) for home in customer["_addresses"]):
            return {"address": None, "userErrors": [error("", "Address already exists")]}
        customer["_addresses"].append(place)
        if asked.get("setAsDefault"):
            customer["defaultAddress"] = place
        return {"address": place, "userErrors": []}

    def customer_update_default_address(self, info: Any, **asked: Any) -> Node:
        customer = self._stock.customers.get(asked["customerId"])
        homes = [each for each in (customer or {}).get("_addresses", ()) if each["id"] == asked["addressId"]]
        if not customer or not homes:
            return {"customer": None, "userErrors": [error("", "Address does not exist")]}
        customer["defaultAddress"] = homes[0]
        return {"customer": customer, "userErrors": []}

    def _place(self, given: Node) -> Node:
        """An address overwrites the one before: what is not given is empty."""
        place = {name: given.get(name) for name in (*WHOLE_ADDRESS, "provinceCode")}
        return {
            "id": self._stock.new_id("MailingAddress"),
            **place,
            "countryCodeV2": given.get("countryCode"),
        }

    # Giving back

    def refund_create(self, info: Any, input: Node) -> Node:
        """https://shopify.dev/docs/api/usage/implementing-idempotency"""
        key, asked = _key(info), json.dumps(input, sort_keys=True, default=str)
        if key in self.refunded:
            before, answer = self.refunded[key]
            if before != asked:
                raise ValueError("the idempotency key was used for something else")
            return answer
        answer = self._refunded(input)
        if not answer["userErrors"]:
            self.refunded[key] = asked, answer
        return answer

    def _refunded(self, asked: Node) -> Node:
        order = self._stock.orders.get(asked["orderId"])
        moved = [_payable(order or {}, each) for each in asked.get("transactions") or ()]
        if order is None or not moved or not all(moved):
            return {"refund": None, "userErrors": [error("", "Refund amount is more than was paid")]}
        for parent, each in zip(moved, asked["transactions"], strict=True):
            back = money(each["amount"], order["presentmentCurrencyCode"])
            made = {
                **parent,
                "id": self._stock.new_id("OrderTransaction"),
                "kind": "REFUND",
                "amountSet": back,
            }
            order["_payments"].append(made)
        order["displayFinancialStatus"] = "PARTIALLY_REFUNDED"
        refund = {"id": self._stock.new_id("Refund"), "note": asked.get("note")}
        order["_refunds"].append(refund)
        return {"refund": refund, "order": order, "userErrors": []}


def _payable(order: Node, asked: Node) -> Node:
    """The payment that a refund takes from; empty where it holds too little."""
    parents = [each for each in order.get("_payments", ()) if each["id"] == asked.get("parentId")]
    paid = [each for each in parents if each["kind"] in ("SALE", "CAPTURE") and asked["kind"] == "REFUND"]
    if not paid or paid[0]["gateway"] != asked["gateway"]:
        return {}
    there = hundredths(paid[0]["amountSet"]["presentmentMoney"]["amount"])
    return paid[0] if 0 < hundredths(asked["amount"]) <= there else {}


def _key(info: Any) -> str:
    """The key of `@idempotent`, without which nothing is given back."""
    directive = info.schema.get_directive("idempotent")
    given = get_directive_values(directive, info.field_nodes[0], info.variable_values)
    if given:
        return str(given["key"])
    raise ValueError("the @idempotent directive is required")


def _same(one: Node, other: Node) -> bool:
    names = ("address1", "address2", "city", "zip", "provinceCode", "countryCodeV2")
    return all((one.get(name) or "") == (other.get(name) or "") for name in names)


def error(code: str, message: str = "It cannot be done") -> Node:
    return {"code": code or None, "field": ["id"], "message": message}
