"""Sending back: what could come back, requests, and returns that are agreed to.

https://shopify.dev/docs/api/admin-graphql/2026-07/mutations/returnRequest
https://shopify.dev/docs/api/admin-graphql/2026-07/mutations/returnCreate
"""

from typing import Any

from tests.fakes.shopify.changes import error
from tests.fakes.shopify.stock import Node, Stock, pages

LONGEST_CUSTOMER_NOTE = 300
LONGEST_REASON_NOTE = 255
"""Signs: https://shopify.dev/docs/api/admin-graphql/2026-07/input-objects/ReturnLineItemInput"""


class Returns:
    """One method a field."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock

    def returnable(self, info: Any, **asked: Any) -> Node:
        order = self._stock.orders.get(asked.pop("orderId"))
        found = []
        for parcel in (order or {}).get("_parcels", ()):
            lines = [
                {"quantity": left, "fulfillmentLineItem": line}
                for line in parcel["_lines"]
                if (left := self._left(order or {}, line)) > 0
            ]
            parcel_id = self._stock.new_id("ReturnableFulfillment")
            found.append({"id": parcel_id, "returnableFulfillmentLineItems": pages(lines)})
        return pages(found)(info, **asked)

    def return_request(self, info: Any, input: Node) -> Node:
        return self._return(input, "REQUESTED", "RETURN_REQUESTED")

    def return_create(self, info: Any, **asked: Any) -> Node:
        return self._return(asked["returnInput"], "OPEN", "IN_PROGRESS")

    def _return(self, asked: Node, status: str, aggregated: str) -> Node:
        order = self._stock.orders.get(asked["orderId"])
        code = "NOT_FOUND" if order is None else self._not_returnable(order, asked["returnLineItems"])
        if code or order is None:
            return {"return": None, "userErrors": [error(code or "NOT_FOUND")]}
        lines = [self._return_line(order, each) for each in asked["returnLineItems"]]
        new = [
            {"id": self._stock.new_id("ExchangeLineItem"), **each}
            for each in asked.get("exchangeLineItems") or ()
        ]
        made: Node = {"id": self._stock.new_id("Return"), "name": f"{order['name']}-R1", "status": status}
        made |= {"_lines": lines, "returnLineItems": pages(lines), "exchangeLineItems": pages(new)}
        order["_returns"].append(made)
        order["returnStatus"] = aggregated
        return {"return": made, "userErrors": []}

    def _not_returnable(self, order: Node, lines: list[Node]) -> str:
        for each in lines:
            there = _fulfilled(order, each["fulfillmentLineItemId"])
            if there is None:
                return "NOT_FOUND"
            if not 0 < each["quantity"] <= self._left(order, there):
                return "LESS_THAN_OR_EQUAL_TO"
            if not (each.get("returnReason") or each.get("returnReasonDefinitionId")):
                return "BLANK"
            if len(each.get("customerNote") or "") > LONGEST_CUSTOMER_NOTE:
                return "TOO_LONG"
            if len(each.get("returnReasonNote") or "") > LONGEST_REASON_NOTE:
                return "TOO_LONG"
        return ""

    def _return_line(self, order: Node, asked: Node) -> Node:
        return {
            "__typename": "ReturnLineItem",
            "id": self._stock.new_id("ReturnLineItem"),
            "quantity": asked["quantity"],
            "customerNote": asked.get("customerNote"),
            "returnReasonNote": asked.get("returnReasonNote") or "",
            "fulfillmentLineItem": _fulfilled(order, asked["fulfillmentLineItemId"]),
        }

    def _left(self, order: Node, line: Node) -> int:
        """How many of a parcel's line are not already coming back."""
        kept = [each for each in order["_returns"] if each["status"] not in ("CANCELED", "DECLINED")]
        back = [each for made in kept for each in made["_lines"] if each["fulfillmentLineItem"] is line]
        left: int = line["quantity"] - sum(each["quantity"] for each in back)
        return left


def _fulfilled(order: Node, line_id: str) -> Node | None:
    lines = (line for parcel in order["_parcels"] for line in parcel["_lines"])
    return next((line for line in lines if line["id"] == line_id), None)
