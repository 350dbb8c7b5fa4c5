"""The money of an order: who has paid what, what its pieces are worth, and what a change moves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.shop.port import (
    Cancel,
    Change,
    ChangeItems,
    ChangePayment,
    Exchange,
    Item,
    Order,
    Refusal,
    ShopRefused,
    Transaction,
    Variant,
)


def transactions_of(change: Change, order: Order, variants: Mapping[str, Variant]) -> tuple[Transaction, ...]:
    """The money that moves at once when an allowed change is made, in the order of the history."""
    match change:
        case Cancel():
            return tuple(Transaction(True, amount, way) for way, amount in paid_by(order).items())
        case ChangePayment(payment_method_id=new):
            others = [Transaction(True, amount, way) for way, amount in paid_by(order).items() if way != new]
            charged = sum(other.amount for other in others) or order.total
            return (Transaction(False, charged, new), *others)
        case ChangeItems(payment_method_id=way) if order.transactions:
            difference = price_difference(change, order, variants)
            return (Transaction(difference <= 0, abs(difference), way),)
    return ()


def paid_by(order: Order) -> dict[str, int]:
    """What each way to pay has paid and not got back; what went back to another is taken off the last."""
    paid: Counter[str] = Counter()
    for each in order.transactions:
        paid[each.payment_method_id] += -each.amount if each.is_refund else each.amount
    elsewhere = -sum(amount for amount in paid.values() if amount < 0)
    for way in reversed(list(paid)):
        taken = min(elsewhere, max(paid[way], 0))
        paid[way] -= taken
        elsewhere -= taken
    return {way: amount for way, amount in paid.items() if amount > 0}


def pieces(order: Order) -> list[Item]:
    """The order's items one by one."""
    return [replace(item, quantity=1) for item in order.items for _ in range(item.quantity)]


def places(order: Order, variant_ids: Sequence[str]) -> list[int]:
    """Which of the order's pieces are meant, none twice. Raises ShopRefused when it has no such pieces."""
    held = [piece.variant_id for piece in pieces(order)]
    found: list[int] = []
    for wanted in variant_ids:
        free = [place for place, held_id in enumerate(held) if held_id == wanted and place not in found]
        if not free:
            raise ShopRefused(Refusal.NOT_THERE)
        found.append(free[0])
    if not found:
        raise ShopRefused(Refusal.NOT_THERE)
    return found


def price_difference(change: ChangeItems | Exchange, order: Order, variants: Mapping[str, Variant]) -> int:
    """What the new items cost more; negative: less."""
    held = pieces(order)
    old = sum(held[place].price for place in places(order, change.items))
    return sum(variants[new].price for new in change.new_items) - old
