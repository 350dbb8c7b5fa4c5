"""How things of the shop are written for customers: amounts, items, addresses, ways to pay."""

from collections.abc import Mapping, Sequence

from actions.shop.port import Address, Item, PaymentKind, PaymentMethod

SIGNS = {"GBP": "£", "USD": "$", "EUR": "€"}
KINDS = {PaymentKind.GIFT_CARD: "gift card", PaymentKind.PAYPAL: "PayPal", PaymentKind.CARD: "card"}


def money(amount: int, currency: str) -> str:
    """£1,234.50; without its sign, and alone where nobody knows the currency."""
    written = f"{abs(amount) / 100:,.2f}"
    return f"{SIGNS[currency]}{written}" if currency in SIGNS else f"{written} {currency}".strip()


def item_name(item: Item) -> str:
    """`2 × Linen Shirt (navy, M)`."""
    times = f"{item.quantity} × " if item.quantity > 1 else ""
    return f"{times}{item.name} ({form(item.options)})" if item.options else f"{times}{item.name}"


def in_a_row(words: Sequence[str]) -> str:
    """`one, two and three`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def form(options: Mapping[str, str]) -> str:
    """A variant by what it comes in; numbers, yes and no with their option's name: `size: 9, leather`."""
    bare = ("yes", "no", "none")
    said = [
        f"{name}: {value}" if value in bare or value.isdigit() else value for name, value in options.items()
    ]
    return ", ".join(said)


def days_until_back(at_once: bool, days: tuple[int, int]) -> str:
    """When money that goes back is there: at once on a gift card, else in business days, from and to."""
    return "at once" if at_once else "in {} to {} business days".format(*days)


def address_line(address: Address) -> str:
    """In one line."""
    place = " ".join(part for part in (address.region, address.postcode) if part)
    return ", ".join(
        part for part in (address.line, address.line2, address.city, place, address.country) if part
    )


def method_name(method: PaymentMethod) -> str:
    """`Visa ending in 4242`, `gift card`, `PayPal`."""
    name = method.brand.capitalize() if method.brand else KINDS.get(method.kind, "other")
    return f"{name} ending in {method.last_four}" if method.last_four else name
