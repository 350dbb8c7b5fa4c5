"""Orders and products out of Shopify's answers: https://shopify.dev/docs/api/admin-graphql/2026-07/objects/Order"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from actions.shop.port import (
    Address,
    Fulfilment,
    Item,
    Order,
    OrderState,
    Sending,
    ShopNonsense,
    Transaction,
    Variant,
)
from actions.shop.shopify.client import Node
from actions.shop.shopify.marks import mark_in
from actions.shop.shopify.people import address_in, way_to_pay
from actions.shop.shopify.states import CANCELED_PARCEL, GOING_BACK, state_of
from actions.shop.shopify.values import at, count, hundredths, listed, moment, text, words

ONLY_OPTION = {"Title": "Default Title"}
"""What Shopify calls the option of a product that has but one form."""


def order_in(found: Node, zone: ZoneInfo) -> Order:
    """An order, checked. Raises ShopNonsense for what no order can be."""
    lines, total = _lines(found)
    if not lines:
        raise ShopNonsense("The order has no items.")
    state, placed, place = state_of(found), moment(found, "createdAt"), found.get("shippingAddress")
    parcels = [
        each for each in listed(found, "fulfillments") if text(each, "displayStatus") != CANCELED_PARCEL
    ]
    delivered = _last(parcels, "deliveredAt", zone) if state is not OrderState.CANCELLED else None
    expected = _last(parcels, "estimatedDeliveryAt", zone)
    return Order(
        number=words(found, "name"),
        customer_id=text(found, "customer", "id"),
        state=state,
        items=tuple(_item(line, quantity) for line, quantity in lines),
        total=total,
        currency=words(found, "presentmentCurrencyCode"),
        address=address_in(place) if place else Address("", "", "", ""),
        placed_at=placed.astimezone(zone).replace(tzinfo=None) if placed else None,
        expected_on=expected.date() if expected else None,
        delivered_on=delivered.date() if delivered else None,
        fulfilments=tuple(_parcel(each, _variants(found)) for each in parcels),
        transactions=tuple(_payments(found)),
        cancel_reason=_reason(found),
        items_changed=at(found, "edited") is True,
        sending=_sending(found),
    )


def is_cut(found: Node, sizes: Mapping[str, int]) -> bool:
    """Whether there may be more of the order than was asked for."""
    parcels, back = listed(found, "fulfillments"), listed(found, "returns")
    pieces = [listed(each, "fulfillmentLineItems") for each in parcels]
    pieces += [listed(each, name) for each in back for name in ("returnLineItems", "exchangeLineItems")]
    held = {"lines": [listed(found, "lineItems")], "pieces": pieces, "parcels": [parcels], "returns": [back]}
    held["payments"] = [listed(found, "transactions")]
    return any(len(each) >= sizes[name] for name, lists in held.items() for each in lists)


def zone_in(answer: Node) -> ZoneInfo:
    """The shop's own clock."""
    try:
        return ZoneInfo(words(answer, "shop", "ianaTimezone"))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ShopNonsense("ianaTimezone is no time zone.") from error


def variant_in(found: Node, product_id: str, product: str) -> Variant:
    """One form of a product."""
    return Variant(
        id=words(found, "id"),
        product_id=product_id,
        product=product,
        options=options_in(found),
        price=hundredths(found, "price"),
        available=at(found, "availableForSale") is True,
    )


def options_in(variant: Node) -> dict[str, str]:
    """`{"Colour": "navy", "Size": "M"}`; empty where there is but one form."""
    options = {words(each, "name"): words(each, "value") for each in listed(variant, "selectedOptions")}
    return {} if options == ONLY_OPTION else options


def piece_of(line: Node) -> str:
    """What a line's pieces are called: their variant, or the line itself where that is no longer sold."""
    return text(line, "variant", "id") or words(line, "id")


def _lines(found: Node) -> tuple[list[tuple[Node, int]], int]:
    """What the order holds now, and its sum; of one that was called off or came back whole, what it was."""
    lines = listed(found, "lineItems")
    now = [(line, count(line, "currentQuantity")) for line in lines]
    if any(quantity for _, quantity in now):
        total = hundredths(found, "currentTotalPriceSet", "presentmentMoney", "amount")
        return [(line, quantity) for line, quantity in now if quantity], total
    total = hundredths(found, "totalPriceSet", "presentmentMoney", "amount")
    return [(line, count(line, "quantity")) for line in lines], total


def _reason(found: Node) -> str:
    """Why it was called off: the policy's word where it was by us, else Shopify's."""
    mark = mark_in(text(found, "cancellation", "staffNote"))
    return mark.reason if mark else text(found, "cancelReason").lower()


def _item(line: Node, quantity: int) -> Item:
    return Item(
        variant_id=piece_of(line),
        product_id=text(line, "product", "id"),
        name=words(line, "title"),
        options=options_in(line.get("variant") or {}),
        quantity=quantity,
        price=hundredths(line, "discountedUnitPriceAfterAllDiscountsSet", "presentmentMoney", "amount"),
    )


def _variants(found: Node) -> dict[str, str]:
    """By line, what its pieces are called."""
    return {words(line, "id"): piece_of(line) for line in listed(found, "lineItems")}


def _pieces(lines: list[Node], variants: Mapping[str, str], *path: str) -> Iterator[str]:
    """A variant id for each piece."""
    for line in lines:
        name = words(line, *path)
        if name not in variants:
            raise ShopNonsense("A parcel or a return holds what was not ordered.")
        yield from [variants[name]] * count(line, "quantity")


def _parcel(found: Node, variants: Mapping[str, str]) -> Fulfilment:
    carriers = listed(found, "trackingInfo")
    carrier = carriers[0] if carriers else {}
    pieces = _pieces(listed(found, "fulfillmentLineItems"), variants, "lineItem", "id")
    return Fulfilment(text(carrier, "company"), text(carrier, "number"), tuple(pieces))


def _last(parcels: list[Node], name: str, zone: ZoneInfo) -> datetime | None:
    """The last parcel's, by the shop's clock; None while one of them has none."""
    times = [moment(each, name) for each in parcels]
    known = [when.astimezone(zone) for when in times if when]
    return max(known) if known and len(known) == len(times) else None


def _payments(found: Node) -> Iterator[Transaction]:
    """What was paid and given back; a sum that is only reserved counts while nothing of it is taken."""
    done = [each for each in listed(found, "transactions") if text(each, "status") == "SUCCESS"]
    paid = [each for each in done if text(each, "kind") in ("SALE", "CAPTURE")]
    reserved = [each for each in done if text(each, "kind") == "AUTHORIZATION"]
    for each in paid or reserved:
        yield _transaction(each, is_refund=False)
    for each in done:
        if text(each, "kind") == "REFUND":
            yield _transaction(each, is_refund=True)


def _transaction(payment: Node, is_refund: bool) -> Transaction:
    return Transaction(
        is_refund=is_refund,
        amount=hundredths(payment, "amountSet", "presentmentMoney", "amount"),
        payment_method_id=way_to_pay(payment).id,
    )


def _sending(found: Node) -> Sending | None:
    """What is on its way back, of all returns together."""
    going = [each for each in listed(found, "returns") if text(each, "status") in GOING_BACK]
    if not going:
        return None
    back = [line for each in going for line in listed(each, "returnLineItems")]
    new = [line for each in going for line in listed(each, "exchangeLineItems")]
    mark = next(filter(None, (mark_in(note_of(line)) for line in back)), None)
    ways = mark.outcome.payment_method_ids if mark else ()
    return Sending(
        items=tuple(_pieces(back, _variants(found), "fulfillmentLineItem", "lineItem", "id")),
        new_items=tuple(
            name for line in new for name in [words(line, "variantId")] * count(line, "quantity")
        ),
        payment_method_id=ways[0] if ways else "",
        difference=mark.outcome.amount if mark and new else 0,
    )


def note_of(return_line: Node) -> str:
    """What stands beside a line of a return: a request's note is the customer's, another's the reason's."""
    return text(return_line, "customerNote") or text(return_line, "returnReasonNote")
