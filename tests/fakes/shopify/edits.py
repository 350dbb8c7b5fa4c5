"""Order edits: begun, staged, and committed, or never seen by anybody.

https://shopify.dev/docs/apps/build/orders-fulfillment/order-management-apps/edit-orders
"""

from typing import Any

from tests.fakes.shopify.changes import error
from tests.fakes.shopify.stock import Line, Node, Stock, hundredths, in_words, money, pages, price_of, settle


class Edits:
    """One method a mutation."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self.begun: dict[str, Node] = {}
        """Edits that are not committed, by id."""

    def order_edit_begin(self, info: Any, id: str) -> Node:
        order = self._stock.orders.get(id)
        if order is None or order.get("cancelledAt"):
            return {"calculatedOrder": None, "userErrors": [error("", "The order cannot be edited")]}
        lines = [
            {
                "id": self._stock.new_id("CalculatedLineItem"),
                "quantity": line["currentQuantity"],
                "_line": line,
            }
            | {"variant": line["variant"]}
            for line in order["_lines"]
        ]
        edit: Node = {
            "id": self._stock.new_id("CalculatedOrder"),
            "_order": order,
            "_lines": lines,
            "_new": [],
        }
        edit |= {"lineItems": pages(lines), "_was": _quantities(order)}
        self.begun[edit["id"]] = edit
        return {"calculatedOrder": self._counted(edit), "userErrors": []}

    def order_edit_add_variant(self, info: Any, **asked: Any) -> Node:
        edit, variant = self.begun[asked["id"]], self._stock.variants.get(asked["variantId"])
        if variant is None:
            return {"userErrors": [error("", "Variant does not exist")]}
        edit["_new"].append((variant, asked["quantity"]))
        return {"calculatedOrder": self._counted(edit), "userErrors": []}

    def order_edit_set_quantity(self, info: Any, **asked: Any) -> Node:
        edit = self.begun[asked["id"]]
        line = next(each for each in edit["_lines"] if each["id"] == asked["lineItemId"])
        line["quantity"] = asked["quantity"]
        return {"calculatedLineItem": line, "calculatedOrder": self._counted(edit), "userErrors": []}

    def order_edit_commit(self, info: Any, **asked: Any) -> Node:
        edit = self.begun.pop(asked["id"])
        order = edit["_order"]
        if edit["_was"] != _quantities(order) or order.get("cancelledAt"):
            return {"order": None, "userErrors": [error("", "The order has changed since the edit began")]}
        for line in edit["_lines"]:
            line["_line"]["currentQuantity"] = line["quantity"]
        for variant, quantity in edit["_new"]:
            order["_lines"].append(
                self._stock.line(Line(variant, quantity), order["presentmentCurrencyCode"])
            )
        order["edited"] = True
        settle(order)
        return {"order": order, "userErrors": []}

    def _counted(self, edit: Node) -> Node:
        kept = sum(each["quantity"] * hundredths(price_of(each["_line"])) for each in edit["_lines"])
        new = sum(quantity * hundredths(variant["price"]) for variant, quantity in edit["_new"])
        currency = edit["_order"]["presentmentCurrencyCode"]
        return edit | {"totalPriceSet": money(in_words(kept + new), currency)}


def _quantities(order: Node) -> list[int]:
    return [line["currentQuantity"] for line in order["_lines"]]
