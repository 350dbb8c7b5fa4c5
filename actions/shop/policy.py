"""What customers may change, and what that costs or brings: the shop's policy, applied to one order.

All of it is pure. Every back end judges twice: for the quote, and inside the change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from actions.shop.money import paid_by, pieces, places, price_difference, transactions_of
from actions.shop.port import (
    CUSTOMER,
    Actor,
    Cancel,
    Change,
    ChangeAddress,
    ChangeHome,
    ChangeItems,
    ChangePayment,
    Customer,
    Exchange,
    Item,
    Order,
    OrderState,
    Outcome,
    PaymentKind,
    PaymentMethod,
    Refusal,
    Return,
    ShopOtherwise,
    ShopRefused,
    Transaction,
    Variant,
)

KINDS: Mapping[type[Change], str] = {
    Cancel: "cancel",
    ChangeAddress: "change_address",
    ChangePayment: "change_payment",
    ChangeItems: "change_items",
    Return: "return",
    Exchange: "exchange",
    ChangeHome: "change_home",
}
"""Each change by the name that policy.yml and the shop's records know it by."""


class RefundTo(str, Enum):
    """Where the money for what is sent back may go."""

    ORIGINAL = "original"
    """The way the order was paid."""
    GIFT_CARD = "gift_card"
    """A gift card that the customer has."""
    ANY = "any"
    """Each of the customer's ways to pay."""


@dataclass(frozen=True)
class Persons:
    """What always goes to a person; one of these is enough."""

    kinds: frozenset[str] = frozenset()
    """Kinds of change."""
    states: frozenset[OrderState] = frozenset()
    """Of the order."""
    amount: int | None = None
    """More is charged or given back; in hundredths."""
    total: int | None = None
    """The order is worth more; in hundredths."""
    products: frozenset[str] = frozenset()
    """Names, in small letters."""
    customers: frozenset[str] = frozenset()
    """Ids or e-mail addresses, in small letters."""


@dataclass(frozen=True)
class Policy:
    """policy.yml, checked."""

    states: Mapping[str, frozenset[OrderState]]
    """By the kind of change; what customers may do with their own address is no question of states."""
    reasons: tuple[str, ...]
    """For which an order may be cancelled."""
    items_once: bool
    """Whether after other items nothing of that order can be changed or cancelled."""
    days: Mapping[str, int | None]
    """Of `return` and `exchange`: days after the delivery; None: any time."""
    refund_to: frozenset[RefundTo]
    refund_days: tuple[int, int]
    """Business days until money is back, from and to; on a gift card it is back at once."""
    persons: Persons = field(default_factory=Persons)
    """What the bot only prepares."""


def judge(
    change: Change,
    order: Order | None,
    customer: Customer | None,
    variants: Mapping[str, Variant],
    policy: Policy,
    today: date,
) -> Outcome:
    """What the change costs or brings. Raises ShopRefused.

    `variants`: the new items that the shop knows, by id. `order` is not looked at for a ChangeHome.
    """
    if customer is None:
        raise ShopRefused(Refusal.NOT_THERE)
    if isinstance(change, ChangeHome):
        return Outcome(for_person=why_for_person(change, None, customer, 0, policy.persons))
    if order is None:
        raise ShopRefused(Refusal.NOT_THERE)
    if refusal := refusal_of(KINDS[type(change)], order, policy, today):
        raise ShopRefused(refusal)
    _check_payments(change, order)
    outcome = _judged(change, order, customer, variants, policy)
    left = sum(paid_by(order).values())
    if -outcome.amount > left:  # after goodwill, or a discount: who got what, a person knows
        raise ShopRefused(Refusal.UNSUPPORTED)
    why = why_for_person(change, order, customer, outcome.amount, policy.persons)
    return replace(outcome, for_person=why)


def why_for_person(
    change: Change, order: Order | None, customer: Customer, amount: int, persons: Persons
) -> str:
    """The first setting of `persons` by which an allowed change goes to a person; empty: by none.

    `amount` is what it costs; negative: what it brings.
    """
    known = {customer.id.casefold(), customer.email.casefold()}
    found = {
        "kinds": KINDS[type(change)] in persons.kinds,
        "states": order is not None and order.state in persons.states,
        "amount": persons.amount is not None and abs(amount) > persons.amount,
        "total": order is not None and persons.total is not None and order.total > persons.total,
        "products": bool(order and _names(change, order) & persons.products),
        "customers": bool(known & persons.customers),
    }
    return next((setting for setting, is_so in found.items() if is_so), "")


def _names(change: Change, order: Order) -> set[str]:
    """Of the things that it is about: of those that are named, else of all."""
    ids = getattr(change, "items", ()) or [item.variant_id for item in order.items]
    return {item.name.casefold() for item in order.items if item.variant_id in ids}


def permitted(outcome: Outcome, actor: Actor) -> Outcome:
    """The outcome as it is made. Raises ShopRefused where the customer's own word is not enough for it."""
    if outcome.for_person and actor.name == CUSTOMER.name:
        raise ShopRefused(Refusal.UNSUPPORTED)
    return replace(outcome, for_person="")


def as_agreed(outcome: Outcome, agreed: Outcome | None) -> Outcome:
    """The outcome. Raises ShopOtherwise where other money would move than was read out."""
    if agreed and (outcome.amount, outcome.payment_method_ids) != (agreed.amount, agreed.payment_method_ids):
        raise ShopOtherwise
    return outcome


def _judged(
    change: Change, order: Order, customer: Customer, variants: Mapping[str, Variant], policy: Policy
) -> Outcome:
    match change:
        case Cancel():
            if change.reason not in policy.reasons:
                raise ShopRefused(Refusal.REASON)
            return _given_back(transactions_of(change, order, variants), customer)
        case ChangePayment():
            return _other_payment(change, order, customer)
        case ChangeItems() | Exchange():
            return _other_items(change, order, customer, variants)
        case Return():
            return _return(change, order, customer, policy)
    return Outcome()


def refusal_of(kind: str, order: Order, policy: Policy, today: date) -> Refusal | None:
    """Why a kind of change is not allowed for that order, whatever its details; None: it is."""
    if order.state not in policy.states[kind]:
        return Refusal.WRONG_STATE
    if order.items_changed and policy.items_once and kind not in policy.days:
        return Refusal.CHANGED_BEFORE
    return Refusal.TOO_LATE if _is_too_late(order, policy.days.get(kind), today) else None


def _is_too_late(order: Order, days: int | None, today: date) -> bool:
    if days is None or order.delivered_on is None:
        return False
    return (today - order.delivered_on).days > days


def _check_payments(change: Change, order: Order) -> None:
    """Where an order is paid, and nobody knows how or by whom, or only in part, a person moves its money."""
    moves_money = isinstance(change, Cancel | ChangePayment | ChangeItems)
    has_worth = order.total or isinstance(change, ChangeItems)
    is_unclear = has_worth and not order.transactions and order.state is not OrderState.PENDING
    paid = sum(paid_by(order).values())
    is_in_part = order.state is OrderState.PENDING and 0 < paid < order.total
    if moves_money and (is_unclear or (is_in_part and not isinstance(change, Cancel))):
        raise ShopRefused(Refusal.UNSUPPORTED)


def _other_payment(change: ChangePayment, order: Order, customer: Customer) -> Outcome:
    method = _method(customer, change.payment_method_id)
    if list(paid_by(order)) == [method.id]:
        raise ShopRefused(Refusal.SAME_PAYMENT)
    payment, *refunds = transactions_of(change, order, {})
    _check_balance(method, payment.amount)
    return Outcome(payment.amount, (method.id,), _is_at_once(refunds, customer))


def _other_items(
    change: ChangeItems | Exchange, order: Order, customer: Customer, variants: Mapping[str, Variant]
) -> Outcome:
    held = pieces(order)
    old = [held[place] for place in places(order, change.items)]
    if len(old) != len(change.new_items):
        raise ShopRefused(Refusal.NOT_THERE)
    for item, new in zip(old, change.new_items, strict=True):
        _check_variant(item, variants.get(new))
    method = _method(customer, change.payment_method_id)
    difference = price_difference(change, order, variants)
    if isinstance(change, ChangeItems) and not order.transactions:
        return Outcome()  # nothing is paid yet, so nothing is paid more or given back
    _check_balance(method, difference)
    return Outcome(difference, (method.id,), difference >= 0 or method.kind is PaymentKind.GIFT_CARD)


def _check_variant(item: Item, new: Variant | None) -> None:
    if new is None:
        raise ShopRefused(Refusal.NOT_THERE)
    if new.id == item.variant_id:
        raise ShopRefused(Refusal.SAME_ITEM)
    if new.product_id != item.product_id:
        raise ShopRefused(Refusal.OTHER_PRODUCT)
    if not new.available:
        raise ShopRefused(Refusal.SOLD_OUT)


def _return(change: Return, order: Order, customer: Customer, policy: Policy) -> Outcome:
    held = pieces(order)
    worth = sum(held[place].price for place in places(order, change.items))
    method = _method(customer, change.payment_method_id)
    allowed = {
        RefundTo.ORIGINAL: method.id in paid_by(order),
        RefundTo.GIFT_CARD: method.kind is PaymentKind.GIFT_CARD,
        RefundTo.ANY: True,
    }
    if not any(allowed[way] for way in policy.refund_to):
        raise ShopRefused(Refusal.REFUND_ELSEWHERE)
    return _given_back([Transaction(True, worth, method.id)], customer)


def _given_back(refunds: Sequence[Transaction], customer: Customer) -> Outcome:
    ways = tuple(refund.payment_method_id for refund in refunds)
    return Outcome(-sum(refund.amount for refund in refunds), ways, _is_at_once(refunds, customer))


def _is_at_once(refunds: Sequence[Transaction], customer: Customer) -> bool:
    cards = {each.id for each in customer.payment_methods if each.kind is PaymentKind.GIFT_CARD}
    return all(refund.payment_method_id in cards for refund in refunds)


def _method(customer: Customer, payment_method_id: str) -> PaymentMethod:
    for method in customer.payment_methods:
        if method.id == payment_method_id:
            return method
    raise ShopRefused(Refusal.NO_SUCH_PAYMENT)


def _check_balance(method: PaymentMethod, amount: int) -> None:
    if method.kind is PaymentKind.GIFT_CARD and method.balance < amount:
        raise ShopRefused(Refusal.BALANCE)
