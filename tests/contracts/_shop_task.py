"""What the tasks' write actions make of the file, worked out on the file alone, by none of the shop's code.

Written from the policy that comes with it. All sums are taken in hundredths, so that they are exact.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Data = dict[str, Any]
Arguments = Mapping[str, Any]


def cancel_pending_order(data: Data, given: Arguments) -> None:
    """Every payment goes back."""
    order = data["orders"][given["order_id"]]
    if order["status"] != "pending":
        return
    refunds = [{**paid, "transaction_type": "refund"} for paid in order["payment_history"]]
    for refund in refunds:
        _pay(data, order, refund["payment_method_id"], -_cents(refund["amount"]))
    order["status"], order["cancel_reason"] = "cancelled", given["reason"]
    order["payment_history"] += refunds


def modify_pending_order_address(data: Data, given: Arguments) -> None:
    """Of the order alone."""
    order = data["orders"][given["order_id"]]
    if order["status"] == "pending":
        order["address"] = _place(given)


def modify_user_address(data: Data, given: Arguments) -> None:
    """Of the user alone."""
    data["users"][given["user_id"]]["address"] = _place(given)


def modify_pending_order_items(data: Data, given: Arguments) -> None:
    """Each item becomes its new one, and the difference is paid or given back."""
    order = data["orders"][given["order_id"]]
    difference = _difference(data, order, given)
    if order["status"] != "pending" or not _holds(data, order, given, difference):
        return
    for old, new in _pairs(given):
        item = next(item for item in order["items"] if item["item_id"] == old)
        form = _form(data, new)
        item.update(item_id=new, price=form["price"], options=form["options"])
    kind, way = "payment" if difference > 0 else "refund", given["payment_method_id"]
    moved = {"transaction_type": kind, "amount": abs(difference) / 100, "payment_method_id": way}
    order["payment_history"].append(moved)
    order["status"] = "pending (item modified)"
    _pay(data, order, way, difference)


def return_delivered_order_items(data: Data, given: Arguments) -> None:
    """Announced; no money moves yet."""
    order = data["orders"][given["order_id"]]
    if order["status"] == "delivered":
        order["status"] = "return requested"
        order["return_items"] = sorted(given["item_ids"])
        order["return_payment_method_id"] = given["payment_method_id"]


def exchange_delivered_order_items(data: Data, given: Arguments) -> None:
    """Announced, with what it will cost."""
    order = data["orders"][given["order_id"]]
    difference = _difference(data, order, given)
    if order["status"] == "delivered" and _holds(data, order, given, difference):
        order["status"] = "exchange requested"
        order["exchange_items"] = sorted(given["item_ids"])
        order["exchange_new_items"] = sorted(given["new_item_ids"])
        order["exchange_payment_method_id"] = given["payment_method_id"]
        order["exchange_price_difference"] = difference / 100


def modify_pending_order_payment(data: Data, given: Arguments) -> None:
    """The new way pays, then the old one gets its money back."""
    order, new = data["orders"][given["order_id"]], given["payment_method_id"]
    paid = order["payment_history"][0]
    amount = _cents(paid["amount"])
    if order["status"] == "pending" and _holds(data, order, given, amount):
        order["payment_history"] += [
            {"transaction_type": "payment", "amount": paid["amount"], "payment_method_id": new},
            {**paid, "transaction_type": "refund"},
        ]
        _pay(data, order, new, amount)
        _pay(data, order, paid["payment_method_id"], -amount)


WRITES: Mapping[str, Callable[[Data, Arguments], None]] = {
    tool.__name__: tool
    for tool in (
        cancel_pending_order,
        modify_pending_order_address,
        modify_user_address,
        modify_pending_order_items,
        modify_pending_order_payment,
        return_delivered_order_items,
        exchange_delivered_order_items,
    )
}


def _pairs(given: Arguments) -> Sequence[tuple[str, str]]:
    return list(zip(given["item_ids"], given["new_item_ids"], strict=True))


def _form(data: Data, item_id: str) -> Data:
    forms: list[Data] = [
        product["variants"][item_id]
        for product in data["products"].values()
        if item_id in product["variants"]
    ]
    return forms[0]


def _difference(data: Data, order: Data, given: Arguments) -> int:
    prices = {item["item_id"]: _cents(item["price"]) for item in order["items"]}
    return sum(_cents(_form(data, new)["price"]) - prices[old] for old, new in _pairs(given))


def _holds(data: Data, order: Data, given: Arguments, amount: int) -> bool:
    way = data["users"][order["user_id"]]["payment_methods"][given["payment_method_id"]]
    return "balance" not in way or _cents(way["balance"]) >= amount


def _pay(data: Data, order: Data, way_id: str, amount: int) -> None:
    way = data["users"][order["user_id"]]["payment_methods"][way_id]
    if "balance" in way:
        way["balance"] = (_cents(way["balance"]) - amount) / 100


def _place(given: Arguments) -> Data:
    return {name: given[name] for name in ("address1", "address2", "city", "country", "state", "zip")}


def _cents(amount: float) -> int:
    return round(amount * 100)
