"""What the fake shop holds, in the shapes of Shopify's schema: a list in it is asked for page by page.

Whoever wants something else in it changes the dictionaries, as Shopify's own people and apps would.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]

CARD = {"__typename": "CardPaymentDetails", "company": "Visa", "number": "•••• •••• •••• 4242", "name": "A B"}


@dataclass(frozen=True)
class Line:
    """What somebody buys."""

    variant: Node
    quantity: int = 1
    price: str = ""
    """For one; the variant's, unless it was reduced."""


def money(amount: str, currency: str) -> Node:
    """A sum in the customer's currency, which is the shop's too."""
    return {name: {"amount": amount, "currencyCode": currency} for name in ("presentmentMoney", "shopMoney")}


def pages(items: Sequence[Node]) -> Callable[..., Node]:
    """A connection: its items from a cursor on; those that are added later are in it too."""

    def page(info: Any, first: int | None = None, after: str | None = None, **_: Any) -> Node:
        if first is None or not 0 < first <= 250:
            raise ValueError("you must provide one of first or last, of 1 to 250")
        start = int(after) + 1 if after else 0
        chosen = list(items[start : start + first])
        last = start + len(chosen) - 1
        return {
            "nodes": chosen,
            "pageInfo": {
                "hasNextPage": last + 1 < len(items),
                "hasPreviousPage": start > 0,
                "startCursor": str(start),
                "endCursor": str(last),
            },
        }

    return page


def first_of(items: Sequence[Node]) -> Callable[..., list[Node]]:
    """A list that states how much of it is wanted."""
    return lambda info, first=None, **_: list(items[:first])


class Stock:
    """The shop's customers, products and orders, by id."""

    def __init__(self) -> None:
        self.customers: dict[str, Node] = {}
        self.products: dict[str, Node] = {}
        self.variants: dict[str, Node] = {}
        self.orders: dict[str, Node] = {}
        self._numbers = itertools.count(1)

    def new_id(self, kind: str) -> str:
        """gid://shopify/Order/7"""
        return f"gid://shopify/{kind}/{next(self._numbers)}"

    def add_customer(self, name: str, email: str = "", phone: str = "", homes: Sequence[Node] = ()) -> Node:
        """A customer; the first home is the default one."""
        addresses = list(homes)
        orders: list[Node] = []
        customer: Node = {
            "id": self.new_id("Customer"),
            "displayName": name,
            "defaultEmailAddress": {"emailAddress": email} if email else None,
            "defaultPhoneNumber": {"phoneNumber": phone} if phone else None,
            "defaultAddress": addresses[0] if addresses else None,
            "_addresses": addresses,
            "addressesV2": pages(addresses),
            "_orders": orders,
            "orders": lambda info, **asked: pages(_recent(orders, asked.get("reverse", False)))(
                info, **asked
            ),
        }
        self.customers[customer["id"]] = customer
        return customer

    def address(self, line: str, city: str, postcode: str, country: str, **more: str) -> Node:
        """A place; `more`: address2, provinceCode, firstName, lastName, company, phone."""
        place = {"address1": line, "city": city, "zip": postcode, "countryCodeV2": country}
        return {"id": self.new_id("MailingAddress"), **place, **more}

    def add_product(self, title: str, *variants: tuple[dict[str, str], str], status: str = "ACTIVE") -> Node:
        """A product with its forms: their options, and their prices."""
        held: list[Node] = []
        product: Node = {"id": self.new_id("Product"), "title": title, "status": status}
        product |= {"_variants": held, "variants": pages(held)}
        for options, price in variants or (({"Title": "Default Title"}, "10.00"),):
            variant: Node = {
                "__typename": "ProductVariant",
                "id": self.new_id("ProductVariant"),
                "price": price,
                "availableForSale": True,
                "selectedOptions": [{"name": name, "value": value} for name, value in options.items()],
                "product": product,
            }
            held.append(variant)
            self.variants[variant["id"]] = variant
        self.products[product["id"]] = product
        return product

    def add_order(self, name: str, customer: Node | None, *lines: Line, **more: Any) -> Node:
        """A paid order that nobody has packed; `more`: any field of it, and `paid_by`."""
        currency, way = more.pop("currency", "GBP"), more.pop("paid_by", "card")
        order: Node = {
            "id": self.new_id("Order"),
            "name": name,
            "createdAt": "2026-11-20T09:30:00Z",
            "edited": False,
            "currencyCode": "GBP",
            "presentmentCurrencyCode": currency,
            "displayFinancialStatus": "PAID",
            "displayFulfillmentStatus": "UNFULFILLED",
            "returnStatus": "NO_RETURN",
            "customer": customer,
            "shippingAddress": dict(customer["defaultAddress"])
            if customer and customer["defaultAddress"]
            else None,
            "_metafields": {},
        }
        order |= {f"_{kind}": [] for kind in ("lines", "parcels", "payments", "refunds", "returns")}
        for line in lines:
            order["_lines"].append(self.line(line, currency))
        order |= _lists(order) | {"metafield": lambda info, **asked: _metafield(order, **asked)} | more
        settle(order)
        order["totalPriceSet"] = order["currentTotalPriceSet"]
        if way:
            order["_payments"].append(self.payment(order, total_of(order), way))
        self.orders[order["id"]] = order
        if customer:
            customer["_orders"].append(order)
        return order

    def line(self, line: Line, currency: str) -> Node:
        """A line of an order."""
        product = line.variant["product"]
        return {
            "id": self.new_id("LineItem"),
            "title": product["title"],
            "quantity": line.quantity,
            "currentQuantity": line.quantity,
            "discountedUnitPriceAfterAllDiscountsSet": money(line.price or line.variant["price"], currency),
            "product": product,
            "variant": line.variant,
        }

    def payment(self, order: Node, amount: str, way: str = "card", kind: str = "SALE") -> Node:
        """Money that went; `way`: card, gift_card, paypal, or any other gateway's name."""
        gateway = {"card": "shopify_payments"}.get(way, way)
        return {
            "id": self.new_id("OrderTransaction"),
            "kind": kind,
            "status": "SUCCESS",
            "gateway": gateway,
            "formattedGateway": gateway.replace("_", " ").capitalize(),
            "amountSet": money(amount, order["presentmentCurrencyCode"]),
            "paymentDetails": CARD if way == "card" else None,
        }

    def send(self, order: Node, status: str | None = "IN_TRANSIT", *quantities: int, **more: Any) -> Node:
        """Put it into a parcel, all of it unless quantities are given line by line."""
        held = [
            {"id": self.new_id("FulfillmentLineItem"), "quantity": quantity, "lineItem": line}
            for line, quantity in zip(order["_lines"], quantities or _quantities(order), strict=False)
            if quantity
        ]
        carrier = more.pop("carrier", {"company": "DHL", "number": "00340434161094"})
        parcel: Node = {"id": self.new_id("Fulfillment"), "displayStatus": status, "_lines": held}
        parcel |= {"trackingInfo": first_of([carrier]), "fulfillmentLineItems": pages(held), **more}
        order["_parcels"].append(parcel)
        order["displayFulfillmentStatus"] = "PARTIALLY_FULFILLED" if quantities else "FULFILLED"
        return parcel


def settle(order: Node) -> None:
    """Count again what the order comes to."""
    order["currentTotalPriceSet"] = money(total_of(order), order["presentmentCurrencyCode"])


def total_of(order: Node) -> str:
    """The sum of what is in the order now."""
    return in_words(sum(line["currentQuantity"] * hundredths(price_of(line)) for line in order["_lines"]))


def price_of(line: Node) -> str:
    """For one."""
    amount: str = line["discountedUnitPriceAfterAllDiscountsSet"]["presentmentMoney"]["amount"]
    return amount


def hundredths(amount: str) -> int:
    """`12.50` as 1250."""
    return round(float(amount) * 100)


def in_words(amount: int) -> str:
    """1250 as `12.50`."""
    return f"{amount / 100:.2f}"


def _quantities(order: Node) -> list[int]:
    return [line["currentQuantity"] for line in order["_lines"]]


def _lists(order: Node) -> Node:
    return {
        "lineItems": pages(order["_lines"]),
        "fulfillments": first_of(order["_parcels"]),
        "transactions": first_of(order["_payments"]),
        "refunds": first_of(order["_refunds"]),
        "returns": pages(order["_returns"]),
    }


def _metafield(order: Node, key: str, namespace: str = "$app") -> Node | None:
    found: Node | None = order["_metafields"].get((namespace, key))
    return found


def _recent(orders: Sequence[Node], reverse: bool) -> list[Node]:
    return sorted(orders, key=lambda order: str(order["createdAt"]), reverse=reverse)
