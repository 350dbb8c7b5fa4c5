"""The shop behind its port: an SQL database, SQLite or PostgreSQL."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timezone
from typing import Any

from sqlalchemy import false, func, or_, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import ColumnElement

from actions.shop.engine import reading, shop_engine, writing
from actions.shop.policy import Policy, as_agreed, judge, permitted
from actions.shop.port import (
    CUSTOMER,
    MOST_PRODUCTS,
    Actor,
    Change,
    ChangeHome,
    ChangeItems,
    Customer,
    Exchange,
    Order,
    Outcome,
    Product,
)
from actions.shop.reads import read_customers, read_orders, read_products, read_variants
from actions.shop.tables import (
    addresses,
    customers,
    orders,
    plain_name,
    plain_phone,
    plain_postcode,
    products,
    variants,
)
from actions.shop.writes import Case, known_outcome, note_change, write_change


def today() -> date:
    """The day, UTC."""
    return datetime.now(timezone.utc).date()


class SqlShop:
    """Every question is one transaction, and so is every change: made with its key, or not at all."""

    def __init__(self, engine: Engine, policy: Policy, day: Callable[[], date] = today) -> None:
        self._engine = engine
        self._policy = policy
        self._day = day

    @staticmethod
    def at(url: str, policy: Policy) -> "SqlShop":
        """The shop at a database URL; connects when first asked."""
        return SqlShop(shop_engine(url), policy)

    def close(self) -> None:
        """Let the connections go."""
        self._engine.dispose()

    def owner(self, order_number: str) -> Customer | None:
        """Who placed that order; None: no such order."""
        placed = select(orders.c.customer_id).where(orders.c.number == order_number)
        return _only(self._customers(customers.c.id.in_(placed)))

    def customer(self, customer_id: str) -> Customer | None:
        """The customer as they are now; None: nobody."""
        return _only(self._customers(customers.c.id == customer_id))

    def customers_at(self, postcodes: Sequence[str], name: str) -> Sequence[Customer]:
        """Who lives at any of these postcodes, in capitals and digits only, whatever their name."""
        stated = [postcode for postcode in postcodes if postcode]
        there = select(addresses.c.customer_id).where(plain_postcode.in_(stated))
        return self._customers(customers.c.id.in_(there))

    def customers_with_email(self, email: str) -> Sequence[Customer]:
        """Whose address that is, whatever its capitals; none has an empty one."""
        wanted = email.strip().lower()
        return self._customers(func.lower(customers.c.email) == wanted) if wanted else ()

    def customers_with_phone(self, phone: str) -> Sequence[Customer]:
        """Whose number that is, given as +441632960961; none has an empty one."""
        return self._customers(plain_phone == phone) if phone else ()

    def orders_of(self, customer_id: str) -> Sequence[Order]:
        """All of the customer's orders, the most recent first; without dates, in the shop's own order."""
        with reading(self._engine) as connection:
            return read_orders(connection, orders.c.customer_id == customer_id)

    def order(self, order_number: str) -> Order | None:
        """The order, checked; None when there is no such order."""
        with reading(self._engine) as connection:
            return _only(read_orders(connection, orders.c.number == order_number))

    def products(self) -> Mapping[str, str]:
        """The name of everything that is sold, by product id."""
        with reading(self._engine) as connection:
            return {product.id: product.name for product in read_products(connection)}

    def products_with(self, words: Sequence[str]) -> Mapping[str, str]:
        """By id, the names of what is sold that hold a word beginning with any of these."""
        named = [
            plain_name.contains(f" {word.casefold()}", autoescape=True) for word in words if word.strip()
        ]
        query = select(products.c.id, products.c.name).where(or_(false(), *named)).limit(MOST_PRODUCTS)
        sold = query.where(products.c.id.in_(select(variants.c.product_id))).order_by(products.c.position)
        with reading(self._engine) as connection:
            return {row.id: row.name for row in connection.execute(sold)}

    def product(self, product_id: str) -> Product | None:
        """A product with all its variants; None: it is not sold."""
        with reading(self._engine) as connection:
            return _only(read_products(connection, products.c.id == product_id))

    def quote(self, change: Change) -> Outcome:
        """What a change would mean; changes nothing. Raises ShopRefused too."""
        with reading(self._engine) as connection:
            return self._judge(change, _case(connection, change))

    def change(
        self, change: Change, key: str, actor: Actor = CUSTOMER, agreed: Outcome | None = None
    ) -> Outcome:
        """Make the change and note its key, in one transaction; a noted key is answered from the note.

        Where the database dies between doing it and saying so, ShopDown is raised though it may be done:
        asked again with the same key, it says.
        """
        with writing(self._engine) as connection:
            case = _case(connection, change, lock=True)
            if made := known_outcome(connection, key, change):
                return made
            outcome = as_agreed(permitted(self._judge(change, case), actor), agreed)
            write_change(connection, change, case)
            note_change(connection, key, change, case, actor, outcome)
            return outcome

    def _judge(self, change: Change, case: Case) -> Outcome:
        return judge(change, case.order, case.customer, case.variants, self._policy, self._day())

    def _customers(self, which: "ColumnElement[Any]") -> Sequence[Customer]:
        with reading(self._engine) as connection:
            return read_customers(connection, which)


def _case(connection: Connection, change: Change, lock: bool = False) -> Case:
    """What the change is about; the customer is locked first, as all their orders share their money."""
    if isinstance(change, ChangeHome):
        return Case(_only(read_customers(connection, customers.c.id == change.customer_id, lock)), None, {})
    number = change.order_number
    placed = select(orders.c.customer_id).where(orders.c.number == number).scalar_subquery()
    customer = _only(read_customers(connection, customers.c.id == placed, lock))
    order = _only(read_orders(connection, orders.c.number == number, lock))
    new = change.new_items if isinstance(change, ChangeItems | Exchange) else ()
    return Case(customer, order, read_variants(connection, new))


def _only(found: Sequence[Any]) -> Any:
    return found[0] if found else None
