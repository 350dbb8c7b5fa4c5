"""What a change writes into the shop's tables, once it is allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from itertools import groupby
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from actions.shop.money import pieces, places, price_difference, transactions_of
from actions.shop.policy import KINDS
from actions.shop.port import (
    Actor,
    Cancel,
    Change,
    ChangeAddress,
    ChangeHome,
    ChangeItems,
    ChangePayment,
    Customer,
    Exchange,
    Order,
    OrderState,
    Outcome,
    PaymentKind,
    Return,
    ShopNonsense,
    Transaction,
    Variant,
)
from actions.shop.tables import addresses, changes, items, orders, payment_methods, sendings, transactions


@dataclass(frozen=True)
class Case:
    """All that a change is about, as it was read in its transaction."""

    customer: Customer | None
    order: Order | None
    variants: Mapping[str, Variant]
    """The new items that there are."""


def known_outcome(connection: Connection, key: str, change: Change) -> Outcome | None:
    """What was answered to this key before. Raises ShopNonsense where it stood for another change."""
    row = connection.execute(select(changes).where(changes.c.key == key)).mappings().first()
    if row is None:
        return None
    if (row["kind"], row["change"]) != (KINDS[type(change)], _plain(change)):
        raise ShopNonsense("That key stands for another change; each needs a key of its own.")
    noted = row["outcome"]
    return Outcome(noted["amount"], tuple(noted["payment_method_ids"]), noted["at_once"])


def note_change(
    connection: Connection, key: str, change: Change, case: Case, actor: Actor, outcome: Outcome
) -> None:
    """The key and what is answered to it, for the next time and for the shop's records."""
    row = {
        "key": key,
        "kind": KINDS[type(change)],
        "order_number": case.order.number if case.order else None,
        "customer_id": _there(case.customer).id,
        "actor": actor.name,
        "conversation_id": actor.conversation_id,
        "made_at": datetime.now(timezone.utc).replace(tzinfo=None),
        "change": _plain(change),
        "details": dict(actor.details),
        "outcome": {
            "amount": outcome.amount,
            "payment_method_ids": list(outcome.payment_method_ids),
            "at_once": outcome.at_once,
        },
    }
    connection.execute(changes.insert(), row)


def write_change(connection: Connection, change: Change, case: Case) -> None:
    """The change itself: the order or the home, then the money."""
    if isinstance(change, ChangeHome):
        _write_home(connection, change)
        return
    order = _there(case.order)
    match change:
        case Cancel():
            _write_order(connection, order, state=OrderState.CANCELLED.value, cancel_reason=change.reason)
        case ChangeAddress():
            _write_order(connection, order, **asdict(change.address))
        case ChangePayment() if order.state is OrderState.PENDING:
            _write_order(connection, order, state=OrderState.PAID.value)
        case ChangeItems():
            _write_items(connection, change, order, case.variants)
        case Return() | Exchange():
            _write_sending(connection, change, order, case.variants)
    moved = transactions_of(change, order, case.variants)
    _write_money(connection, order, _there(case.customer), moved)


def _write_order(connection: Connection, order: Order, **values: Any) -> None:
    connection.execute(orders.update().where(orders.c.number == order.number).values(**values))


def _write_home(connection: Connection, change: ChangeHome) -> None:
    """The default address is the first; a customer without one gets one."""
    theirs = select(addresses.c.id).where(addresses.c.customer_id == change.customer_id)
    first, place = (
        connection.execute(theirs.order_by(addresses.c.id).limit(1)).scalar(),
        asdict(change.address),
    )
    if first is None:
        connection.execute(addresses.insert(), {"customer_id": change.customer_id, **place})
    else:
        connection.execute(addresses.update().where(addresses.c.id == first).values(**place))


def _write_items(
    connection: Connection, change: ChangeItems, order: Order, variants: Mapping[str, Variant]
) -> None:
    """All lines anew: a new item stands where the old one was, and a line of two may become two lines."""
    held = pieces(order)
    for place, new in zip(places(order, change.items), change.new_items, strict=True):
        held[place] = replace(held[place], variant_id=new, price=variants[new].price)
    lines = [
        {"order_number": order.number, "variant_id": variant_id, "price": price, "quantity": len(list(same))}
        for (variant_id, price), same in groupby(held, key=lambda piece: (piece.variant_id, piece.price))
    ]
    connection.execute(items.delete().where(items.c.order_number == order.number))
    _insert(connection, items, lines)
    total = order.total + price_difference(change, order, variants)
    _write_order(connection, order, items_changed=True, total=total)


def _write_sending(
    connection: Connection, change: Return | Exchange, order: Order, variants: Mapping[str, Variant]
) -> None:
    is_exchange = isinstance(change, Exchange)
    state = OrderState.EXCHANGE_REQUESTED if is_exchange else OrderState.RETURN_REQUESTED
    row = {
        "order_number": order.number,
        "items": list(change.items),
        "new_items": list(change.new_items) if isinstance(change, Exchange) else [],
        "payment_method_id": change.payment_method_id,
        "difference": price_difference(change, order, variants) if isinstance(change, Exchange) else 0,
    }
    connection.execute(sendings.delete().where(sendings.c.order_number == order.number))
    connection.execute(sendings.insert(), row)
    _write_order(connection, order, state=state.value)


def _write_money(
    connection: Connection, order: Order, customer: Customer, moved: Sequence[Transaction]
) -> None:
    """Each transaction in the order's history, and on the gift card that it went to or came from."""
    _insert(connection, transactions, [{"order_number": order.number, **asdict(each)} for each in moved])
    cards = {way.id for way in customer.payment_methods if way.kind is PaymentKind.GIFT_CARD}
    for each in moved:
        if each.payment_method_id in cards:
            gained = each.amount if each.is_refund else -each.amount
            which = (
                payment_methods.c.customer_id == customer.id,
                payment_methods.c.id == each.payment_method_id,
            )
            balance = payment_methods.c.balance + gained
            connection.execute(payment_methods.update().where(*which).values(balance=balance))


def _insert(connection: Connection, table: Table, lines: Sequence[Mapping[str, Any]]) -> None:
    if lines:
        connection.execute(table.insert(), list(lines))


def _plain(change: Change) -> dict[str, Any]:
    """The change as JSON keeps it."""
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in asdict(change).items()
    }


def _there(value: Any) -> Any:
    """What was judged is there."""
    if value is None:
        raise ShopNonsense("What the change is about is gone.")
    return value
