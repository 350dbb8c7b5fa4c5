"""The demo shop: invented customers, goods and orders, the same for the same seed and day."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Table, create_engine, func, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from actions.shop.catalogue import COUNTRIES, GOODS, Country
from actions.shop.engine import database
from actions.shop.port import OrderState
from actions.shop.tables import addresses, customers, items, metadata, orders, products, variants

CUSTOMERS, ORDERS, FIRST_ORDER = 200, 600, 10001
LETTERS = "ABDDEFGHJLLNNPRSTUWWXYZ"
"""Those in which British postcodes end: never C, I, K, M, O or V."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Course:
    """When an order in one state was placed and is expected, in days around today."""

    state: OrderState
    placed: tuple[int, int]
    """Days ago, from and to."""
    expected: tuple[int, int] | None
    """Days from today."""
    carried: bool = True
    """Whether a carrier has it, or had it."""
    weight: int = 10


COURSES = (
    Course(OrderState.PENDING, (0, 1), None, carried=False, weight=5),
    Course(OrderState.PAID, (0, 2), (3, 5), carried=False, weight=8),
    Course(OrderState.PACKED, (1, 3), (2, 4), weight=8),
    Course(OrderState.SHIPPED, (2, 4), (1, 3), weight=18),
    Course(OrderState.OUT_FOR_DELIVERY, (3, 5), (0, 0), weight=8),
    Course(OrderState.DELIVERED, (5, 90), None, weight=25),
    Course(OrderState.DELAYED, (7, 12), (2, 5), weight=8),
    Course(OrderState.CANCELLED, (2, 60), None, carried=False, weight=6),
    Course(OrderState.RETURNED, (15, 60), None, weight=6),
    Course(OrderState.REFUNDED, (20, 80), None, weight=8),
)


@dataclass(frozen=True)
class Summary:
    """What the demo shop holds, and an order to try."""

    customers: int
    products: int
    orders: int
    made: bool
    """False when the shop was there already and was kept."""
    try_number: str
    try_email: str


def make_demo_shop(url: str, today: date, seed: int = 1) -> Summary:
    """Fill an empty or missing shop database; one that holds orders is kept as it is."""
    engine = _opened(url)
    try:
        metadata.create_all(engine)
        made = _is_empty(engine) and _fill(engine, _Maker(Random(seed), today))
        return _summary(engine, made)
    finally:
        engine.dispose()


def _opened(url: str) -> Engine:
    parsed = database(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    return create_engine(parsed, future=True)


def _is_empty(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(select(orders.c.number).limit(1)).first() is None


def _fill(engine: Engine, maker: "_Maker") -> bool:
    """All of it or nothing; False when another process was faster."""
    maker.make()
    try:
        with engine.begin() as connection:
            for table, rows in maker.rows.items():
                connection.execute(metadata.tables[table].insert(), rows)
    except IntegrityError:
        return False
    return True


def _summary(engine: Engine, made: bool) -> Summary:
    with engine.connect() as connection:
        joined = orders.join(customers, customers.c.id == orders.c.customer_id)
        shipped_first = orders.c.state != OrderState.SHIPPED.value, orders.c.number
        sample = (
            select(orders.c.number, customers.c.email).select_from(joined).order_by(*shipped_first).limit(1)
        )
        number, email = connection.execute(sample).first() or ("", "")
        people, goods, bought = (_count(connection, table) for table in (customers, products, orders))
    return Summary(people, goods, bought, made=made, try_number=number, try_email=email)


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)


class _Maker:
    """Draws the shop's rows, in the order in which they may be inserted."""

    def __init__(self, random: Random, today: date) -> None:
        self._random = random
        self._today = today
        self._countries: dict[int, Country] = {}
        self._emails: set[str] = set()
        tables = customers, addresses, products, variants, orders, items
        self.rows: dict[str, list[Row]] = {table.name: [] for table in tables}

    def make(self) -> None:
        for number in range(1, CUSTOMERS + 1):
            self._make_customer(number)
        for goods in GOODS:
            for name in goods.names:
                self._make_product(name, goods.variants, goods.cheapest)
        for number, course in enumerate(self._courses(), FIRST_ORDER):
            self._make_order(f"FD-{number}", course)

    def _courses(self) -> Sequence[Course]:
        """A course for every order; each state is there at least once."""
        drawn = self._random.choices(COURSES, [course.weight for course in COURSES], k=ORDERS - len(COURSES))
        return [*COURSES, *drawn]

    def _make_customer(self, number: int) -> None:
        country = self._random.choice(COUNTRIES)
        first, last = self._random.choice(country.first_names), self._random.choice(country.last_names)
        self._countries[number] = country
        self.rows["customers"].append(
            {"id": number, "name": f"{first} {last}", "email": self._email(first, last)}
        )
        self.rows["addresses"].append(self._address(number, country))

    def _email(self, first: str, last: str) -> str:
        name = f"{_ascii(first)}.{_ascii(last)}"
        host = self._random.choice(("example.com", "example.org"))
        email, turn = f"{name}@{host}", 1
        while email in self._emails:
            turn += 1
            email = f"{name}{turn}@{host}"
        self._emails.add(email)
        return email

    def _address(self, customer: int, country: Country) -> Row:
        house, street = self._random.randint(1, 180), self._random.choice(country.streets)
        city, shape = self._random.choice(country.places)
        line = f"{house} {street}" if country.house_first else f"{street} {house}"
        place = {"line": line, "city": city, "postcode": self._drawn(shape), "country": country.code}
        return {"id": customer, "customer_id": customer, **place}

    def _make_product(self, name: str, choices: Sequence[str], cheapest: int) -> None:
        product = len(self.rows["products"]) + 1
        self.rows["products"].append({"id": product, "name": name})
        price = cheapest + 100 * self._random.randint(0, 40) + 95
        for index, choice in enumerate(choices, 1):
            sku = f"{product:03}-{index:02}"
            self.rows["variants"].append({"sku": sku, "product_id": product, "name": choice, "price": price})

    def _make_order(self, number: str, course: Course) -> None:
        customer = self._random.randint(1, CUSTOMERS)
        country = self._countries[customer]
        chosen = self._random.sample(self.rows["variants"], self._random.choice((1, 1, 1, 2, 2, 3)))
        lines = [
            {"order_number": number, "sku": variant["sku"], "quantity": quantity, "price": variant["price"]}
            for variant in chosen
            for quantity in [self._random.choice((1, 1, 1, 2))]
        ]
        bought = {"customer_id": customer, "address_id": customer, "currency": country.currency}
        total = sum(line["quantity"] * line["price"] for line in lines)
        self.rows["orders"].append(
            {"number": number, **bought, "total": total, **self._fate(course, country)}
        )
        for line in lines:
            self.rows["items"].append({"id": len(self.rows["items"]) + 1, **line})

    def _fate(self, course: Course, country: Country) -> Row:
        carrier, shape = self._random.choice(country.carriers) if course.carried else (None, "")
        clock = time(self._random.randint(6, 22), self._random.randint(0, 59))
        placed = self._today - timedelta(days=self._random.randint(*course.placed))
        expected = course.expected and self._today + timedelta(days=self._random.randint(*course.expected))
        return {
            "state": course.state.value,
            "placed_at": datetime.combine(placed, clock),
            "expected_on": expected,
            "carrier": carrier,
            "tracking": self._drawn(shape) or None,
        }

    def _drawn(self, shape: str) -> str:
        """The shape with a digit for each # and a letter for each @."""
        drawn = {"#": "0123456789", "@": LETTERS}
        return "".join(self._random.choice(drawn[sign]) if sign in drawn else sign for sign in shape)


def _ascii(name: str) -> str:
    """A name as it stands in an e-mail address."""
    spelled = name.lower().replace("ß", "ss").replace("ı", "i")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain if letter.isalnum())
