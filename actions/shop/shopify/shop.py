"""A Shopify shop, by the GraphQL Admin API. What it needs and can do: docs/shopify.md"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from actions.shop.policy import Policy, judge, permitted
from actions.shop.port import (
    CUSTOMER,
    Actor,
    Change,
    ChangeHome,
    ChangePayment,
    Customer,
    Order,
    Outcome,
    Product,
    Refusal,
    ShopRefused,
)
from actions.shop.shopify import changing, finding, goods, orders
from actions.shop.shopify.client import Node, ShopifyClient
from actions.shop.shopify.making import Maker
from actions.shop.shopify.people import customer_in

NO_ORDER = "gid://shopify/Order/0"
"""An id that Shopify gives to none."""


class ShopifyShop:
    """Reads a Shopify shop, and changes in it what the policy allows."""

    def __init__(self, client: ShopifyClient, policy: Policy, today: Callable[[], date]) -> None:
        self._client = client
        self._policy = policy
        self._today = today
        self._maker = Maker(policy, today)

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def owner(self, order_number: str) -> Customer | None:
        """Who placed that order; None also where Shopify knows no customer for it."""
        ask = self._client.ask()
        order_id = orders.id_of(ask, order_number)
        return finding.owner_of(ask, order_id or NO_ORDER)  # as many calls where there is none: time tells

    def customer(self, customer_id: str) -> Customer | None:
        """The customer as they are now; None: nobody."""
        person = finding.person(self._client.ask(), customer_id)
        return customer_in(person) if person else None

    def customers_at(self, postcodes: Sequence[str], name: str) -> Sequence[Customer]:
        """Who is called so, spelled as Shopify has it, and lives at any of these postcodes."""
        return finding.named_at(self._client.ask(), name, postcodes)

    def customers_with_email(self, email: str) -> Sequence[Customer]:
        """Whose address that is; Shopify keeps them in small letters."""
        wanted = email.strip().lower()
        return finding.known_by(self._client.ask(), {"emailAddress": wanted}) if wanted else ()

    def customers_with_phone(self, phone: str) -> Sequence[Customer]:
        """Whose number that is, given as +441632960961."""
        return finding.known_by(self._client.ask(), {"phoneNumber": phone}) if phone else ()

    def orders_of(self, customer_id: str) -> Sequence[Order]:
        """All of the customer's orders that the token may see, the most recent first."""
        if not finding.is_id(customer_id, "Customer"):
            return ()
        return tuple(orders.orders_of(self._client.ask(), customer_id))

    def order(self, order_number: str) -> Order | None:
        """The order, checked; None when there is no such order."""
        found = orders.find(self._client.ask(), order_number)
        return found.order if found else None

    def products(self) -> Mapping[str, str]:
        """The name of everything that is sold, by product id."""
        return goods.products(self._client.ask())

    def products_with(self, words: Sequence[str]) -> Mapping[str, str]:
        """By id, the names of what is sold that hold a word beginning with any of these."""
        return goods.products_with(self._client.ask(), words)

    def product(self, product_id: str) -> Product | None:
        """A product with all its variants; None: it is not sold."""
        return goods.product(self._client.ask(), product_id) if finding.is_id(product_id, "Product") else None

    def quote(self, change: Change) -> Outcome:
        """What a change would mean; changes nothing."""
        ask = self._client.ask()
        match change:
            case ChangeHome():
                return self._judge_home(change, finding.person(ask, change.customer_id))
            case ChangePayment():
                raise ShopRefused(Refusal.UNSUPPORTED)
        return self._maker.judged(ask, change, orders.find(ask, change.order_number)).outcome

    def change(
        self, change: Change, key: str, actor: Actor = CUSTOMER, agreed: Outcome | None = None
    ) -> Outcome:
        """Make the change, once for each key: asked again, the same outcome."""
        ask = self._client.ask()
        match change:
            case ChangeHome():
                person = finding.person(ask, change.customer_id)
                outcome = permitted(self._judge_home(change, person), actor)
                changing.change_home(ask, person or {}, change.address)
                return outcome
            case ChangePayment():
                raise ShopRefused(Refusal.UNSUPPORTED)
        return self._maker.make(ask, change, key, actor, agreed)

    def _judge_home(self, change: ChangeHome, person: Node | None) -> Outcome:
        customer = customer_in(person) if person else None
        outcome = judge(change, None, customer, {}, self._policy, self._today())
        changing.place_input(change.address)
        return outcome
