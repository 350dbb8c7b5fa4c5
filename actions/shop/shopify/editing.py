"""Other variants in an order that is not packed: an order edit, and the difference given back.

Several calls, so the mark is written before the one that counts, with what the order held until then: whoever
comes again by the same key sees from it what is still to be done.

https://shopify.dev/docs/apps/build/orders-fulfillment/order-management-apps/edit-orders
https://shopify.dev/docs/api/usage/implementing-idempotency
"""

import hashlib
from collections import Counter

from actions.shop.money import pieces
from actions.shop.port import Actor, ChangeItems, Order, Refusal, ShopConflict, ShopNonsense, ShopRefused
from actions.shop.shopify.changing import mark_field, note
from actions.shop.shopify.client import Ask, Node
from actions.shop.shopify.marks import Mark, mark_in
from actions.shop.shopify.orders import Found
from actions.shop.shopify.people import way_to_pay
from actions.shop.shopify.queries import (
    ADD_VARIANT,
    BEGIN_EDIT,
    COMMIT_EDIT,
    MARK,
    MARKED,
    REFUND,
    SET_QUANTITY,
)
from actions.shop.shopify.refusals import made
from actions.shop.shopify.values import count, decimal, hundredths, listed, text, words

TAKEN = ("SALE", "CAPTURE")
"""Payments of which something can be given back."""


def change_items(ask: Ask, found: Found, change: ChangeItems, mark: Mark, actor: Actor, total: int) -> None:
    """Other items; `total` is what the order must come to then.

    Nothing is committed where Shopify counts otherwise, such as with a discount that ends with the old item.
    """
    edit, counted = _stage(ask, found, change)
    if counted != total:
        raise ShopRefused(Refusal.UNSUPPORTED)
    held = _counted(found.order)
    kept = f"{note(mark, actor)} from {_name(held)} to {_name(_after(held, change))}"
    made(ask(MARK, id=found.id, marks=mark_field(mark, kept)), "orderUpdate")
    made(ask(COMMIT_EDIT, edit=edit, note=note(mark, actor)), "orderEditCommit")
    try:
        give_back(ask, found, mark)
    except ShopRefused as refused:
        raise ShopNonsense("The items are changed; what they cost less is not given back.") from refused


def take_up(ask: Ask, found: Found, mark: Mark, kept: str) -> bool:
    """Finish what was begun by the same key; False: the order is still as it was, so nothing is done yet.

    `kept`: all that stands where the mark does. Raises ShopConflict where somebody changed the order since.
    """
    held = _name(_counted(found.order))
    if f"from {held}" in kept:
        return False
    if f"to {held}" not in kept:
        raise ShopConflict
    give_back(ask, found, mark)
    return True


def give_back(ask: Ask, found: Found, mark: Mark) -> None:
    """What the new items cost less, the way it was paid; once, whoever asks how often."""
    amount = -mark.outcome.amount
    if amount <= 0 or _given_back(ask, found, mark):
        return
    payment = payment_of(found, mark.outcome.payment_method_ids, amount)
    if payment is None:
        raise ShopRefused(Refusal.UNSUPPORTED)
    moved = {
        "orderId": found.id,
        "parentId": words(payment, "id"),
        "gateway": words(payment, "gateway"),
        "kind": "REFUND",
        "amount": decimal(amount),
    }
    told = {"note": mark.pack(), "notify": True, "currency": found.order.currency}
    made(
        ask(REFUND, refund={"orderId": found.id, "transactions": [moved], **told}, key=mark.id),
        "refundCreate",
    )


def payment_of(found: Found, ways: tuple[str, ...], amount: int) -> Node | None:
    """The payment, made one of these ways, of which so much can be given back; None: none."""
    for payment in listed(found.node, "transactions"):
        is_taken = text(payment, "status") == "SUCCESS" and text(payment, "kind") in TAKEN
        is_enough = hundredths(payment, "amountSet", "presentmentMoney", "amount") >= amount
        if is_taken and is_enough and way_to_pay(payment).id in ways:
            return payment
    return None


def _stage(ask: Ask, found: Found, change: ChangeItems) -> tuple[str, int]:
    """An edit that only its maker sees, and what the order would come to."""
    begun = made(ask(BEGIN_EDIT, id=found.id), "orderEditBegin")
    edit = words(begun, "calculatedOrder", "id")
    for variant, quantity in Counter(change.new_items).items():
        answer = ask(ADD_VARIANT, edit=edit, variant=variant, quantity=quantity)
        made(answer, "orderEditAddVariant")
    counted = None
    for variant, quantity in Counter(change.items).items():
        line = _line(begun, variant, quantity)
        left = count(line, "quantity") - quantity
        answer = ask(SET_QUANTITY, edit=edit, line=words(line, "id"), quantity=left)
        counted = made(answer, "orderEditSetQuantity")
    if counted is None:
        raise ShopRefused(Refusal.NOT_THERE)
    return edit, hundredths(counted, "calculatedOrder", "totalPriceSet", "presentmentMoney", "amount")


def _line(begun: Node, variant: str, quantity: int) -> Node:
    """Where so many of them stand; on several lines together is for a person."""
    for line in listed(begun, "calculatedOrder", "lineItems"):
        if text(line, "variant", "id") == variant and count(line, "quantity") >= quantity:
            return line
    raise ShopRefused(Refusal.UNSUPPORTED)


def _given_back(ask: Ask, found: Found, mark: Mark) -> bool:
    refunds = listed(ask(MARKED, id=found.id, key=mark.id), "order", "refunds")
    marks = (mark_in(text(each, "note")) for each in refunds)
    return any(each.id == mark.id for each in marks if each)


def _counted(order: Order) -> Counter[str]:
    return Counter(piece.variant_id for piece in pieces(order))


def _after(held: Counter[str], change: ChangeItems) -> Counter[str]:
    return held - Counter(change.items) + Counter(change.new_items)


def _name(held: Counter[str]) -> str:
    """What an order holds, in one short word."""
    listing = "\n".join(sorted(held.elements()))
    return hashlib.sha256(listing.encode()).hexdigest()[:16]
