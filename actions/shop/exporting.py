"""A whole shop into a file, in the shape in which it is imported."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from actions.shop.engine import reading, shop_engine
from actions.shop.money import pieces
from actions.shop.port import (
    Address,
    Customer,
    Fulfilment,
    Item,
    Order,
    OrderState,
    PaymentKind,
    PaymentMethod,
    Product,
    Sending,
    Transaction,
    Variant,
)
from actions.shop.reads import read_customers, read_orders, read_products
from actions.shop.shape import CURRENCY, PLACE, SOURCES, status
from actions.shop.tables import customers, orders

Object = dict[str, Any]


def export_shop(url: str, path: Path) -> Object:
    """Write the shop into the file, and say what it holds. Raises what the shop raises, and OSError."""
    engine = shop_engine(url)
    try:
        with reading(engine) as connection:
            shop = exported(connection)
    finally:
        engine.dispose()
    path.write_text(json.dumps(shop, indent=4, ensure_ascii=False), encoding="utf-8")
    return shop


def exported(connection: Connection) -> Object:
    """The shop as it is in this transaction."""
    placed = {order.number: order for order in read_orders(connection)}
    in_order = select(orders.c.number).order_by(orders.c.position, orders.c.number)
    lined_up = [placed[number] for number in connection.execute(in_order).scalars()]
    names = connection.execute(select(customers.c.id, customers.c.first_name, customers.c.last_name))
    called = {user_id: {"first_name": first, "last_name": last} for user_id, first, last in names}
    return {
        "products": {product.id: _product(product) for product in read_products(connection)},
        "users": {
            person.id: _user(person, called[person.id], lined_up) for person in read_customers(connection)
        },
        "orders": {order.number: _order(order) for order in lined_up},
    }


def _product(product: Product) -> Object:
    forms = {variant.id: _variant(variant) for variant in product.variants}
    return {"name": product.name, "product_id": product.id, "variants": forms}


def _variant(variant: Variant) -> Object:
    return {
        "item_id": variant.id,
        "options": dict(variant.options),
        "available": variant.available,
        "price": _money(variant.price),
    }


def _user(person: Customer, name: Mapping[str, str], placed: Sequence[Order]) -> Object:
    home = person.addresses[0] if person.addresses else Address("", "", "", "")
    return {
        "user_id": person.id,
        "name": dict(name),
        "address": _place(home),
        "email": person.email,
        "payment_methods": {way.id: _payment_method(way) for way in person.payment_methods},
        "orders": [order.number for order in placed if order.customer_id == person.id],
        **_stated(phone=person.phone),
    }


def _payment_method(way: PaymentMethod) -> Object:
    source = next(word for word, kind in SOURCES.items() if kind is way.kind)
    held = {"balance": _money(way.balance)} if way.kind is PaymentKind.GIFT_CARD else {}
    return {"source": source, "id": way.id, **_stated(brand=way.brand, last_four=way.last_four), **held}


def _order(order: Order) -> Object:
    moments = {name: getattr(order, name) for name in ("placed_at", "expected_on", "delivered_on")}
    return {
        "order_id": order.number,
        "user_id": order.customer_id,
        "address": _place(order.address),
        "items": [_item(piece) for piece in pieces(order)],
        "status": status(order),
        "fulfillments": [_parcel(parcel) for parcel in order.fulfilments],
        "payment_history": [_transaction(each) for each in order.transactions],
        **_stated(cancel_reason=order.cancel_reason.replace("_", " ")),
        **(_sending(order.sending) if order.sending else {}),
        **_stated(currency=order.currency if order.currency != CURRENCY else ""),
        **_stated(items_changed=order.items_changed and order.state is not OrderState.PAID),
        **{name: moment.isoformat() for name, moment in moments.items() if moment},
    }


def _item(piece: Item) -> Object:
    return {
        "name": piece.name,
        "product_id": piece.product_id,
        "item_id": piece.variant_id,
        "price": _money(piece.price),
        "options": dict(piece.options),
    }


def _parcel(parcel: Fulfilment) -> Object:
    tracking = parcel.tracking.split(", ") if parcel.tracking else []
    return {"tracking_id": tracking, "item_ids": list(parcel.items), **_stated(carrier=parcel.carrier)}


def _transaction(each: Transaction) -> Object:
    return {
        "transaction_type": "refund" if each.is_refund else "payment",
        "amount": _money(each.amount),
        "payment_method_id": each.payment_method_id,
    }


def _sending(sending: Sending) -> Object:
    """Sorted, as the file's shape has it: which new item is for which old one is not in it."""
    if not sending.new_items:
        return {
            "return_items": sorted(sending.items),
            "return_payment_method_id": sending.payment_method_id,
        }
    return {
        "exchange_items": sorted(sending.items),
        "exchange_new_items": sorted(sending.new_items),
        "exchange_payment_method_id": sending.payment_method_id,
        "exchange_price_difference": _money(sending.difference),
    }


def _place(address: Address) -> Object:
    return {theirs: getattr(address, ours) for theirs, ours in PLACE.items()}


def _stated(**fields: Any) -> Object:
    """Only what there is: an empty field would be one more than the file had."""
    return {name: value for name, value in fields.items() if value}


def _money(amount: int) -> float:
    return amount / 100
