"""A whole shop from a file: all of it, or nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

from actions.shop.filling import Rows, fill, holds_orders
from actions.shop.migrate import BadShop, keeping, opened
from actions.shop.nodes import Node
from actions.shop.port import OrderState, PaymentKind
from actions.shop.shape import CURRENCY, MODIFIED, PLACE, SOURCES, STATUSES
from actions.shop.tables import metadata

USER = ("user_id", "name", "address", "email", "payment_methods", "orders")
ORDER = ("order_id", "user_id", "address", "items", "status", "fulfillments", "payment_history")
RETURN = ("return_items", "return_payment_method_id")
EXCHANGE = (
    "exchange_items",
    "exchange_new_items",
    "exchange_payment_method_id",
    "exchange_price_difference",
)
DAYS = ("placed_at", "expected_on", "delivered_on")
MORE = ("cancel_reason", *RETURN, *EXCHANGE, "currency", "items_changed", *DAYS)
CURRENCIES = re.compile("[A-Z]{3}")

Row = dict[str, Any]


def import_shop(url: str, path: Path, replace: bool = False) -> Rows:
    """Fill the shop's database with what the file holds, and say what that was.

    Raises BadFile; and BadShop, where the shop holds orders already and is not to be replaced.
    """
    rows = read_shop(Node.read(path))
    with opened(url) as engine, keeping(engine) as connection:
        if holds_orders(connection) and not replace:
            raise BadShop("The shop holds orders already; with --replace they all go, and the file's come.")
        fill(connection, rows)
    return rows


def read_shop(file: Node) -> Rows:
    """The rows that stand for the file. Raises BadFile."""
    file.fields(("products", "users", "orders"))
    reader = _Reader(file)
    for product_id, node in file["products"].named():
        reader.read_product(product_id, node)
    for user_id, node in file["users"].named():
        reader.read_user(user_id, node)
    for number, node in file["orders"].named():
        reader.read_order(number, node)
    reader.line_up()
    return reader.rows


@dataclass
class _Reader:
    """Reads one file from its top to its end."""

    file: Node
    rows: dict[str, list[Row]] = field(
        default_factory=lambda: {table.name: [] for table in metadata.sorted_tables}
    )
    variants: dict[str, Row] = field(default_factory=dict)
    """What may be ordered, as an order's items repeat it."""
    ways: dict[str, set[str]] = field(default_factory=dict)
    """Each customer's ways to pay."""

    def read_product(self, product_id: str, node: Node) -> None:
        name = node.fields(("name", "product_id", "variants"))["name"].id()
        _check_key(product_id, node["product_id"])
        self.rows["products"].append({"id": product_id, "position": self._next("products"), "name": name})
        if not node["variants"].value:
            raise node["variants"].wrong("is empty: a product is sold in one form at least")
        for variant_id, form in node["variants"].named():
            self._read_variant(variant_id, form, {"product_id": product_id, "name": name})

    def _read_variant(self, variant_id: str, node: Node, product: Row) -> None:
        _check_key(variant_id, node.fields(("item_id", "options", "available", "price"))["item_id"])
        if variant_id in self.variants:
            raise node.wrong("has the id of a variant before")
        options = {name: value.text() for name, value in node["options"].named()}
        self.variants[variant_id] = {**product, "options": options}
        known = {"id": variant_id, "position": self._next("variants"), "product_id": product["product_id"]}
        sold = {"price": node["price"].amount(), "available": node["available"].truth()}
        self.rows["variants"].append({**known, "options": options, **sold})

    def read_user(self, user_id: str, node: Node) -> None:
        _check_key(user_id, node.fields(USER, ("phone",))["user_id"])
        name, phone = node["name"].fields(("first_name", "last_name")), node.get("phone")
        known = {"first_name": name["first_name"].text(), "last_name": name["last_name"].text()}
        reached = {"email": node["email"].text(), "phone": phone.text() if phone else ""}
        self.rows["customers"].append(
            {"id": user_id, "position": self._next("customers"), **known, **reached}
        )
        self.rows["addresses"].append({"customer_id": user_id, **_place(node["address"])})
        self.ways[user_id] = set()
        for position, (way_id, way) in enumerate(node["payment_methods"].named()):
            self.ways[user_id].add(way_id)
            of = {"customer_id": user_id, "id": way_id, "position": position}
            self.rows["payment_methods"].append({**of, **_payment_method(way_id, way)})

    def read_order(self, number: str, node: Node) -> None:
        _check_key(number, node.fields(ORDER, MORE)["order_id"])
        customer = node["user_id"].id()
        if customer not in self.ways:
            raise node["user_id"].wrong("is no user of the file")
        bought = [self._item(item) for item in node["items"].each()]
        if not bought:
            raise node["items"].wrong("is empty")
        total = sum(item["price"] for item in bought)
        known = {"number": number, "position": self._next("orders"), "customer_id": customer, "total": total}
        self.rows["orders"].append({**known, **_place(node["address"]), **_fate(node)})
        of = {"order_number": number}
        self.rows["items"] += [{**of, **item} for item in bought]
        self.rows["fulfilments"] += [{**of, **_parcel(parcel)} for parcel in node["fulfillments"].each()]
        paid = node["payment_history"].each()
        self.rows["transactions"] += [{**of, **_transaction(each, self.ways[customer])} for each in paid]
        self.rows["sendings"] += [{**of, **sending} for sending in _sendings(node)]

    def _item(self, node: Node) -> Row:
        node.fields(("name", "product_id", "item_id", "price", "options"))
        variant_id = node["item_id"].id()
        sold = self.variants.get(variant_id)
        if sold is None:
            raise node["item_id"].wrong("is no variant of the file's products")
        for name, wanted in sold.items():
            if node[name].value != wanted:
                raise node[name].wrong(f"is not what the products say of {variant_id}")
        return {"variant_id": variant_id, "quantity": 1, "price": node["price"].amount()}

    def line_up(self) -> None:
        """A customer's orders come in the order in which the customer lists them."""
        placed = {row["number"]: row for row in self.rows["orders"]}
        for user_id, node in self.file["users"].named():
            listed, theirs = (
                node["orders"].texts(),
                [n for n in placed if placed[n]["customer_id"] == user_id],
            )
            if sorted(listed) != sorted(theirs):
                raise node["orders"].wrong("does not list exactly the orders of that user")
            positions = [placed[number]["position"] for number in theirs]
            for number, position in zip(listed, positions, strict=True):
                placed[number]["position"] = position

    def _next(self, table: str) -> int:
        return len(self.rows[table])


def _check_key(key: str, node: Node) -> None:
    if node.id() != key:
        raise node.wrong(f"is not {key}, under which it stands")


def _place(node: Node) -> Row:
    node.fields(tuple(PLACE))
    return {ours: node[theirs].text() for theirs, ours in PLACE.items()}


def _payment_method(way_id: str, node: Node) -> Row:
    _check_key(way_id, node.fields(("source", "id"), ("brand", "last_four", "balance"))["id"])
    source = node["source"].text()
    if source not in SOURCES:
        raise node["source"].wrong(f"is none of {', '.join(SOURCES)}")
    brand, last_four, balance = node.get("brand"), node.get("last_four"), node.get("balance")
    if balance and SOURCES[source] is not PaymentKind.GIFT_CARD:
        raise balance.wrong("is there, and only a gift card has one")
    return {
        "kind": SOURCES[source].value,
        "brand": brand.text() if brand else "",
        "last_four": last_four.text() if last_four else "",
        "balance": balance.amount() if balance else 0,
    }


def _fate(node: Node) -> Row:
    word, currency, reason = node["status"].text(), node.get("currency"), node.get("cancel_reason")
    if word not in STATUSES:
        raise node["status"].wrong(f"is none of {', '.join(STATUSES)}")
    changed = node.get("items_changed")
    return {
        "state": STATUSES[word].value,
        "items_changed": word == MODIFIED or (changed is not None and changed.truth()),
        "currency": _currency(currency) if currency else CURRENCY,
        "cancel_reason": reason.text().replace(" ", "_") if reason else "",
        "placed_at": _moment(node, "placed_at"),
        "expected_on": _day(node, "expected_on"),
        "delivered_on": _day(node, "delivered_on"),
    }


def _currency(node: Node) -> str:
    if not CURRENCIES.fullmatch(node.text()):
        raise node.wrong("is no currency; write its three letters, such as USD")
    return node.text()


def _moment(node: Node, name: str) -> datetime | None:
    """UTC, and so is what names no zone."""
    stated = node.get(name)
    if stated is None:
        return None
    try:
        found = datetime.fromisoformat(stated.text().replace("Z", "+00:00"))
    except ValueError as error:
        raise stated.wrong("is no time, such as 2026-11-23T14:30:00Z") from error
    return found.astimezone(timezone.utc).replace(tzinfo=None) if found.tzinfo else found


def _day(node: Node, name: str) -> date | None:
    stated = node.get(name)
    if stated is None:
        return None
    try:
        return date.fromisoformat(stated.text())
    except ValueError as error:
        raise stated.wrong("is no day, such as 2026-11-23") from error


def _parcel(node: Node) -> Row:
    carrier = node.fields(("tracking_id", "item_ids"), ("carrier",)).get("carrier")
    tracking = ", ".join(node["tracking_id"].texts())
    return {
        "carrier": carrier.text() if carrier else "",
        "tracking": tracking,
        "items": node["item_ids"].texts(),
    }


def _transaction(node: Node, ways: set[str]) -> Row:
    node.fields(("transaction_type", "amount", "payment_method_id"))
    kind, way = node["transaction_type"].text(), node["payment_method_id"].id()
    if kind not in ("payment", "refund"):
        raise node["transaction_type"].wrong("is neither payment nor refund")
    if way not in ways:
        raise node["payment_method_id"].wrong("is no way to pay of that user")
    return {"is_refund": kind == "refund", "amount": node["amount"].amount(), "payment_method_id": way}


def _sendings(node: Node) -> list[Row]:
    """None or one, as the order's state says."""
    state = STATUSES[node["status"].text()]
    if state is OrderState.EXCHANGE_REQUESTED or node.get("exchange_items"):
        new, difference = node["exchange_new_items"].texts(), node["exchange_price_difference"].difference()
        way = node["exchange_payment_method_id"].id()
        sent: Mapping[str, Any] = {"items": node["exchange_items"].texts(), "new_items": new}
        return [{**sent, "payment_method_id": way, "difference": difference}]
    if state is OrderState.RETURN_REQUESTED or node.get("return_items"):
        way, nothing = node["return_payment_method_id"].id(), {"new_items": [], "difference": 0}
        return [{"items": node["return_items"].texts(), **nothing, "payment_method_id": way}]
    return []
