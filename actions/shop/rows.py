"""Rows of the shop's tables as values of its port. Raises ShopNonsense for what cannot be."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from actions.shop.port import (
    Address,
    Customer,
    Fulfilment,
    Item,
    Order,
    OrderState,
    PaymentKind,
    PaymentMethod,
    Sending,
    ShopNonsense,
    Transaction,
    Variant,
)

Row = Mapping[str, Any]
Kind = TypeVar("Kind", bound=Enum)
PLACE = ("line", "city", "postcode", "country", "line2", "region")
"""The columns of an address, as Address takes them."""


def customer(row: Row, addresses: Sequence[Row], methods: Sequence[Row]) -> Customer:
    """A customer, with what belongs to them."""
    name = f"{row['first_name'] or ''} {row['last_name'] or ''}".strip()
    return Customer(
        id=_words(row, "id"),
        name=name,
        email=str(row["email"] or ""),
        addresses=tuple(map(address, addresses)),
        phone=str(row["phone"] or ""),
        payment_methods=tuple(map(payment_method, methods)),
    )


def address(row: Row) -> Address:
    """A customer's or an order's."""
    return Address(*(str(row[name] or "") for name in PLACE))


def payment_method(row: Row) -> PaymentMethod:
    """A way to pay."""
    kind, last_four = _one_of(PaymentKind, row, "kind"), str(row["last_four"] or "")
    return PaymentMethod(_words(row, "id"), kind, str(row["brand"] or ""), last_four, _count(row, "balance"))


def variant(row: Row) -> Variant:
    """A variant, with its product's name."""
    return Variant(
        id=_words(row, "id"),
        product_id=_words(row, "product_id"),
        product=_words(row, "name"),
        options=_options(row),
        price=_count(row, "price"),
        available=bool(row["available"]),
    )


def order(row: Row, parts: Mapping[str, Sequence[Row]]) -> Order:
    """An order, with the rows of items, fulfilments, transactions and sendings that belong to it."""
    if not parts["items"]:
        raise ShopNonsense("The order has no items.")
    return Order(
        number=_words(row, "number"),
        customer_id=_words(row, "customer_id"),
        state=_one_of(OrderState, row, "state"),
        items=tuple(map(_item, parts["items"])),
        total=_count(row, "total"),
        currency=_words(row, "currency"),
        address=address(row),
        placed_at=_maybe(datetime, row, "placed_at"),
        expected_on=_maybe(date, row, "expected_on"),
        delivered_on=_maybe(date, row, "delivered_on"),
        fulfilments=tuple(map(_fulfilment, parts["fulfilments"])),
        transactions=tuple(map(_transaction, parts["transactions"])),
        cancel_reason=str(row["cancel_reason"] or ""),
        items_changed=bool(row["items_changed"]),
        sending=_sending(parts["sendings"][0]) if parts["sendings"] else None,
    )


def _item(row: Row) -> Item:
    return Item(
        variant_id=_words(row, "variant_id"),
        product_id=_words(row, "product_id"),
        name=_words(row, "name"),
        options=_options(row),
        quantity=_count(row, "quantity"),
        price=_count(row, "price"),
    )


def _fulfilment(row: Row) -> Fulfilment:
    return Fulfilment(str(row["carrier"] or ""), str(row["tracking"] or ""), _ids(row, "items"))


def _transaction(row: Row) -> Transaction:
    return Transaction(bool(row["is_refund"]), _count(row, "amount"), _words(row, "payment_method_id"))


def _sending(row: Row) -> Sending:
    return Sending(
        _ids(row, "items"), _ids(row, "new_items"), _words(row, "payment_method_id"), int(row["difference"])
    )


def _one_of(kind: type[Kind], row: Row, name: str) -> Kind:
    try:
        return kind(row[name])
    except ValueError as error:
        raise ShopNonsense(f"{name} is nothing that anybody knows.") from error


def _words(row: Row, name: str) -> str:
    value = row[name]
    if not isinstance(value, str) or not value.strip():
        raise ShopNonsense(f"{name} is empty or no text.")
    return value


def _count(row: Row, name: str) -> int:
    value = row[name]
    if not isinstance(value, int) or value < 0:
        raise ShopNonsense(f"{name} is no whole number.")
    return value


def _maybe(kind: type[Any], row: Row, name: str) -> Any:
    value = row[name]
    if value is not None and not isinstance(value, kind):
        raise ShopNonsense(f"{name} is no {kind.__name__}.")
    return value


def _options(row: Row) -> Mapping[str, str]:
    value = row["options"]
    if not isinstance(value, dict) or not all(isinstance(word, str) for word in value.values()):
        raise ShopNonsense("options are no words by name.")
    return value


def _ids(row: Row, name: str) -> tuple[str, ...]:
    value = row[name]
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ShopNonsense(f"{name} is no list of ids.")
    return tuple(value)
