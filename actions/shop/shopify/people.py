"""Customers, where they live, and how they pay, out of Shopify's answers.

Shopify lets nobody charge a customer's card again, nor list the cards; what is known of a way to pay is what
the payments of orders tell: https://shopify.dev/docs/api/admin-graphql/2026-07/objects/OrderTransaction
"""

from collections.abc import Iterable

from actions.shop.port import Address, Customer, PaymentKind, PaymentMethod
from actions.shop.shopify.client import Node
from actions.shop.shopify.values import listed, text, words

GIFT_CARD = "gift_card"
"""Its gateway: https://shopify.dev/docs/api/admin-graphql/2026-07/objects/OrderTransaction#field-gateway"""


def customer_in(person: Node, order: Node | None = None) -> Customer:
    """A customer; with the order that they were found by, also where it goes and how it was paid."""
    homes = [
        person.get("defaultAddress"),
        *listed(person, "addressesV2"),
        (order or {}).get("shippingAddress"),
    ]
    payments = [*listed(order or {}, "transactions")]
    payments += [each for bought in listed(person, "orders") for each in listed(bought, "transactions")]
    return Customer(
        id=words(person, "id"),
        name=text(person, "displayName"),
        email=text(person, "defaultEmailAddress", "emailAddress"),
        addresses=tuple(dict.fromkeys(address_in(home) for home in homes if home)),
        phone=text(person, "defaultPhoneNumber", "phoneNumber"),
        payment_methods=tuple(_ways(payments)),
    )


def address_in(place: Node) -> Address:
    """An address; Shopify lets every part of one be empty."""
    return Address(
        line=text(place, "address1"),
        city=text(place, "city"),
        postcode=text(place, "zip"),
        country=text(place, "countryCodeV2"),
        line2=text(place, "address2"),
        region=text(place, "provinceCode"),
    )


def way_to_pay(payment: Node) -> PaymentMethod:
    """How a payment was made; the same way has the same id in all of a customer's orders."""
    gateway, last_four = words(payment, "gateway"), text(payment, "paymentDetails", "number")[-4:]
    brand = text(payment, "paymentDetails", "company").lower()
    if gateway == GIFT_CARD:
        return PaymentMethod(GIFT_CARD, PaymentKind.GIFT_CARD)
    if last_four:
        return PaymentMethod(f"card {brand} {last_four}", PaymentKind.CARD, brand, last_four)
    if "paypal" in gateway.lower():
        return PaymentMethod(gateway, PaymentKind.PAYPAL)
    return PaymentMethod(gateway, PaymentKind.OTHER, text(payment, "formattedGateway"))


def _ways(payments: Iterable[Node]) -> Iterable[PaymentMethod]:
    """Each once, the most recent first."""
    return {way.id: way for way in map(way_to_pay, payments)}.values()
