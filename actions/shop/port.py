"""The door to the shop: what actions ask of it, what they may change, and what it answers with.

Errors: ShopError
        ├── ShopDown      it cannot be reached, or cannot be read now
        ├── ShopSlow      it took longer than a customer will wait
        ├── ShopNonsense  it answered, and the answer makes no sense
        ├── ShopConflict  somebody else changed the order at the same time; asked again, it may succeed
        └── ShopRefused   the policy, or what the order is, does not allow it; `.refusal` says why

All amounts are whole numbers, in the currency's hundredth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Protocol

PATIENCE = 10.0
"""Seconds that a customer waits for one look-up or change; after five they are told so."""


MOST_PRODUCTS = 50
"""Names that one search for products tells."""


class ShopError(Exception):
    """The shop could not say, or do, what was asked."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.__doc__)


class ShopDown(ShopError):
    """The shop cannot be reached, or cannot be read now."""


class ShopSlow(ShopError):
    """The shop took longer than a customer will wait."""


class ShopNonsense(ShopError):
    """The shop answered, and the answer makes no sense."""


class ShopConflict(ShopError):
    """Somebody else changed the order at the same time."""


class ShopOtherwise(ShopError):
    """The change would mean something else by now than was agreed."""


class Refusal(str, Enum):
    """Why a change is not made, though the shop is well."""

    NOT_THERE = "not_there"
    """No such order, item or customer, or it is not in that order."""
    WRONG_STATE = "wrong_state"
    """The order is not in a state in which the policy allows it."""
    CHANGED_BEFORE = "changed_before"
    """Its items were changed once already."""
    TOO_LATE = "too_late"
    """The days within which it could be sent back are over."""
    REASON = "reason"
    """A reason for cancelling that the policy does not accept."""
    OTHER_PRODUCT = "other_product"
    """The new item is of another product."""
    SAME_ITEM = "same_item"
    """The new item is the one that is there already."""
    SOLD_OUT = "sold_out"
    """The new item is not available."""
    SAME_PAYMENT = "same_payment"
    """The order is paid that way already."""
    NO_SUCH_PAYMENT = "no_such_payment"
    """The customer has no such way to pay."""
    BALANCE = "balance"
    """The gift card does not hold enough."""
    REFUND_ELSEWHERE = "refund_elsewhere"
    """A refund goes to the way the order was paid, or to a gift card."""
    UNSUPPORTED = "unsupported"
    """This back end cannot do it; a person can."""


class ShopRefused(ShopError):
    """The change is not allowed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"Refused: {refusal.value}.")
        self.refusal = refusal


class OrderState(str, Enum):
    """How far an order is.

    pending ──▶ paid ──▶ packed ──▶ shipped ──▶ out_for_delivery ──▶ delivered ──▶ returned ──▶ refunded
       └─────────┴──▶ cancelled        └──▶ delayed ──▶┘               ├──▶ return_requested ──▶┘
                                                                       └──▶ exchange_requested
    """

    PENDING = "pending"
    """Ordered, not paid."""
    PAID = "paid"
    """Paid, not packed."""
    PACKED = "packed"
    """Waiting for the carrier."""
    SHIPPED = "shipped"
    """With the carrier."""
    OUT_FOR_DELIVERY = "out_for_delivery"
    """On the last van."""
    DELIVERED = "delivered"
    """Handed over."""
    DELAYED = "delayed"
    """With the carrier, and later than promised."""
    CANCELLED = "cancelled"
    """Called off before it was sent."""
    RETURN_REQUESTED = "return_requested"
    """The customer will send something back."""
    EXCHANGE_REQUESTED = "exchange_requested"
    """The customer will send something back, and gets another."""
    RETURNED = "returned"
    """Back at the shop, the money is on its way."""
    REFUNDED = "refunded"
    """Back at the shop, the money is sent."""


@dataclass(frozen=True)
class Address:
    """Where a customer lives, or an order goes."""

    line: str
    city: str
    postcode: str
    country: str
    """As the shop writes it: GB, US, DE; or USA."""
    line2: str = ""
    """Flat, suite, floor."""
    region: str = ""
    """State or county, where addresses have one."""


class PaymentKind(str, Enum):
    """A way to pay, by what matters for refunds."""

    GIFT_CARD = "gift_card"
    """Refunded at once; holds a balance."""
    CARD = "card"
    PAYPAL = "paypal"
    OTHER = "other"


@dataclass(frozen=True)
class PaymentMethod:
    """One of a customer's ways to pay."""

    id: str
    kind: PaymentKind
    brand: str = ""
    """Of a card: visa, mastercard."""
    last_four: str = ""
    """Of a card."""
    balance: int = 0
    """Of a gift card."""


@dataclass(frozen=True)
class Customer:
    """Who ordered."""

    id: str
    name: str
    """First name first."""
    email: str
    addresses: tuple[Address, ...] = ()
    """The default one first."""
    phone: str = ""
    payment_methods: tuple[PaymentMethod, ...] = ()


@dataclass(frozen=True)
class Variant:
    """One thing that can be bought: a product in one of its forms."""

    id: str
    product_id: str
    product: str
    """The product's name."""
    options: Mapping[str, str]
    """`{"colour": "navy", "size": "M"}`; empty where there is but one."""
    price: int
    available: bool


@dataclass(frozen=True)
class Product:
    """What is sold under one name, in its forms."""

    id: str
    name: str
    variants: tuple[Variant, ...]


@dataclass(frozen=True)
class Item:
    """One line of an order."""

    variant_id: str
    product_id: str
    name: str
    """The product's."""
    options: Mapping[str, str]
    quantity: int
    price: int
    """For one, as it was paid."""

    @property
    def variant(self) -> str:
        """Its options in a row: `navy, M`; may be empty."""
        return ", ".join(self.options.values())


@dataclass(frozen=True)
class Fulfilment:
    """A parcel, and who carries it; empty words before it is packed."""

    carrier: str = ""
    tracking: str = ""
    items: tuple[str, ...] = ()
    """Variant ids, one for each piece; empty: the whole order."""


@dataclass(frozen=True)
class Transaction:
    """Money that went one way or the other."""

    is_refund: bool
    amount: int
    payment_method_id: str


@dataclass(frozen=True)
class Sending:
    """What the customer has announced to send back, and what they get instead."""

    items: tuple[str, ...]
    """Variant ids, one for each piece."""
    new_items: tuple[str, ...] = ()
    """In the same order; empty for a return."""
    payment_method_id: str = ""
    difference: int = 0
    """What the new ones cost more; negative: less."""


@dataclass(frozen=True)
class Order:
    """One order, checked: it has items, a known state and a total."""

    number: str
    customer_id: str
    state: OrderState
    items: tuple[Item, ...]
    total: int
    currency: str
    """Three letters: GBP, USD, EUR."""
    address: Address
    """Where it goes, or went."""
    placed_at: datetime | None = None
    """By the shop's own clock, without a zone; None where the shop does not tell."""
    expected_on: date | None = None
    delivered_on: date | None = None
    fulfilments: tuple[Fulfilment, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    """First things first; the first is the payment."""
    cancel_reason: str = ""
    items_changed: bool = False
    """Whether its items were changed since it was placed."""
    sending: Sending | None = None

    @property
    def fulfilment(self) -> Fulfilment:
        """The first parcel."""
        return self.fulfilments[0] if self.fulfilments else Fulfilment()


@dataclass(frozen=True)
class Cancel:
    """Call an order off, and give the money back the way it came."""

    order_number: str
    reason: str
    """One of the policy's words: no_longer_needed."""


@dataclass(frozen=True)
class ChangeAddress:
    """Send an order elsewhere."""

    order_number: str
    address: Address


@dataclass(frozen=True)
class ChangePayment:
    """Charge another way to pay, and give back what the first one paid."""

    order_number: str
    payment_method_id: str


@dataclass(frozen=True)
class ChangeItems:
    """Other variants of the same products, before it is packed; the difference is paid, or goes back."""

    order_number: str
    items: tuple[str, ...]
    """Variant ids, one for each piece."""
    new_items: tuple[str, ...]
    """In the same order."""
    payment_method_id: str


@dataclass(frozen=True)
class Return:
    """Announce that something of a delivered order comes back, for money."""

    order_number: str
    items: tuple[str, ...]
    """Variant ids, one for each piece."""
    payment_method_id: str
    """Where the money goes."""


@dataclass(frozen=True)
class Exchange:
    """Announce that something of a delivered order comes back, for other variants of the same products."""

    order_number: str
    items: tuple[str, ...]
    """Variant ids, one for each piece."""
    new_items: tuple[str, ...]
    """In the same order."""
    payment_method_id: str


@dataclass(frozen=True)
class ChangeHome:
    """Another default address of the customer; orders keep theirs."""

    customer_id: str
    address: Address


Change = Cancel | ChangeAddress | ChangePayment | ChangeItems | Return | Exchange | ChangeHome


@dataclass(frozen=True)
class Outcome:
    """What a change costs, or brings: told before it is confirmed, and once it is done."""

    amount: int = 0
    """What the customer pays; negative: what they get back. Of a new way to pay, what it is charged."""
    payment_method_ids: tuple[str, ...] = ()
    """Where that is taken from, or goes to."""
    at_once: bool = True
    """Whether money that goes back is there at once (a gift card), or in the policy's days."""
    for_person: str = ""
    """Why the bot only prepares it, a setting of the policy's `persons`: `amount`; empty: it does it."""


@dataclass(frozen=True)
class Actor:
    """Who makes a change, for the shop's own records."""

    name: str = "customer"
    """`customer`, or an agent's name."""
    conversation_id: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


CUSTOMER = Actor()
"""The customer themselves, through the bot."""


class Shop(Protocol):
    """The order back end. Every method raises ShopDown, ShopSlow or ShopNonsense."""

    def owner(self, order_number: str) -> Customer | None:
        """Who placed that order, with all their addresses and ways to pay; None: no such order."""

    def customer(self, customer_id: str) -> Customer | None:
        """The customer as they are now; None: nobody."""

    def customers_at(self, postcodes: Sequence[str], name: str) -> Sequence[Customer]:
        """Who lives at any of these postcodes, each given in capitals and digits only.

        `name` is how the one who is looked for says they are called, first name first. A back end that cannot
        search by postcode finds those of that name; all of the place are right too: names are compared later.
        """

    def customers_with_email(self, email: str) -> Sequence[Customer]:
        """Whose address that is, whatever its capitals."""

    def customers_with_phone(self, phone: str) -> Sequence[Customer]:
        """Whose number that is, given as +441632960961."""

    def orders_of(self, customer_id: str) -> Sequence[Order]:
        """All of the customer's orders, the most recent first; without dates, in the shop's own order."""

    def order(self, order_number: str) -> Order | None:
        """The order, checked; None when there is no such order."""

    def products(self) -> Mapping[str, str]:
        """The name of everything that is sold, by product id."""

    def products_with(self, words: Sequence[str]) -> Mapping[str, str]:
        """By id, the names of what is sold that hold a word beginning with any of these.

        Capitals do not count. At most MOST_PRODUCTS of them; signs in the words mean nothing.
        """

    def product(self, product_id: str) -> Product | None:
        """A product with all its variants; None: it is not sold."""

    def quote(self, change: Change) -> Outcome:
        """What a change would mean; changes nothing. Raises ShopRefused too."""

    def change(
        self, change: Change, key: str, actor: Actor = CUSTOMER, agreed: Outcome | None = None
    ) -> Outcome:
        """Make the change, once for each key, such as a message's id: asked again, the same outcome.

        `agreed`: what was read out before the yes; None: whatever it means is right.

        Raises ShopRefused, ShopConflict and ShopOtherwise too; then nothing has changed.
        """
