"""Draws the rows of the demo shop."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from actions.shop.catalogue import COUNTRIES, GOODS, Country
from actions.shop.filling import Rows
from actions.shop.port import OrderState
from actions.shop.tables import metadata

CUSTOMERS, ORDERS, FIRST_ORDER = 200, 600, 10001
SOLD_OUT = 0.12
"""Of all variants."""
LETTERS = "ABDDEFGHJLLNNPRSTUWWXYZ"
"""Those in which British postcodes end: never C, I, K, M, O or V."""
GIFT_CARDS = (1000, 2500, 5000, 10000)
CARDS = ("visa", "mastercard")

Row = dict[str, Any]


@dataclass(frozen=True)
class Course:
    """When an order in one state was placed and is expected, in days around today."""

    state: OrderState
    placed: tuple[int, int]
    """Days ago, from and to."""
    expected: tuple[int, int] | None = None
    """Days from today."""
    carried: bool = True
    """Whether a carrier has it, or had it."""
    weight: int = 10


COURSES = (
    Course(OrderState.PENDING, (0, 1), carried=False, weight=5),
    Course(OrderState.PAID, (0, 2), (3, 5), carried=False, weight=14),
    Course(OrderState.PACKED, (1, 3), (2, 4), weight=8),
    Course(OrderState.SHIPPED, (2, 4), (1, 3), weight=16),
    Course(OrderState.OUT_FOR_DELIVERY, (3, 5), (0, 0), weight=8),
    Course(OrderState.DELIVERED, (5, 90), weight=25),
    Course(OrderState.DELAYED, (7, 12), (2, 5), weight=8),
    Course(OrderState.CANCELLED, (2, 60), carried=False, weight=6),
    Course(OrderState.RETURN_REQUESTED, (6, 30), weight=3),
    Course(OrderState.EXCHANGE_REQUESTED, (6, 30), weight=3),
    Course(OrderState.RETURNED, (15, 60), weight=5),
    Course(OrderState.REFUNDED, (20, 80), weight=6),
)
ARRIVED = (
    OrderState.DELIVERED,
    OrderState.RETURN_REQUESTED,
    OrderState.EXCHANGE_REQUESTED,
    OrderState.RETURNED,
    OrderState.REFUNDED,
)
SENT_BACK = ARRIVED[1:]
GIVEN_BACK = (OrderState.CANCELLED, OrderState.REFUNDED)


class DemoRows:
    """One drawing; the same random numbers give the same rows."""

    def __init__(self, random: Random, today: date) -> None:
        self._random = random
        self._today = today
        self._countries: dict[str, Country] = {}
        self._taken: set[str] = set()
        """E-mail addresses and phone numbers: each is one customer's."""
        self._rows: dict[str, list[Row]] = {table.name: [] for table in metadata.sorted_tables}

    def make(self) -> Rows:
        """What is to stand in each table."""
        for number in range(1, CUSTOMERS + 1):
            self._make_customer(str(number))
        for goods in GOODS:
            for name in goods.names:
                self._make_product(name, goods.options, goods.cheapest)
        for number, course in enumerate(self._courses(), FIRST_ORDER):
            self._make_order(f"FD-{number}", course)
        return self._rows

    def _courses(self) -> Sequence[Course]:
        """A course for every order; each state is there at least once."""
        drawn = self._random.choices(COURSES, [course.weight for course in COURSES], k=ORDERS - len(COURSES))
        return [*COURSES, *drawn]

    def _add(self, table: str, **row: Any) -> None:
        self._rows[table].append(row)

    def _make_customer(self, customer: str) -> None:
        country = self._random.choice(COUNTRIES)
        first, last = self._random.choice(country.first_names), self._random.choice(country.last_names)
        self._countries[customer] = country
        known = {"email": self._email(first, last), "phone": self._phone(country)}
        self._add("customers", id=customer, position=int(customer), first_name=first, last_name=last, **known)
        self._add("addresses", customer_id=customer, **self._place(country))
        self._make_payment_methods(customer)

    def _email(self, first: str, last: str) -> str:
        name = f"{_ascii(first)}.{_ascii(last)}"
        host = self._random.choice(("example.com", "example.org"))
        email, turn = f"{name}@{host}", 1
        while email in self._taken:
            turn += 1
            email = f"{name}{turn}@{host}"
        self._taken.add(email)
        return email

    def _phone(self, country: Country) -> str:
        phone = self._drawn(country.phone)
        while phone in self._taken:
            phone = self._drawn(country.phone)
        self._taken.add(phone)
        return phone

    def _place(self, country: Country) -> Row:
        house, street = self._random.randint(1, 180), self._random.choice(country.streets)
        city, shape = self._random.choice(country.places)
        line = f"{house} {street}" if country.house_first else f"{street} {house}"
        return {"line": line, "city": city, "postcode": self._drawn(shape), "country": country.code}

    def _make_payment_methods(self, customer: str) -> None:
        """A card or PayPal, or both; every other customer also has a gift card."""
        kinds = [
            *self._random.choice((("card",), ("paypal",), ("card", "paypal"))),
            *self._maybe("gift_card"),
        ]
        for position, kind in enumerate(kinds):
            card = {"brand": self._random.choice(CARDS), "last_four": self._drawn("####")}
            words = card if kind == "card" else {"brand": "", "last_four": ""}
            balance = self._random.choice(GIFT_CARDS) if kind == "gift_card" else 0
            of = {"customer_id": customer, "id": f"{kind}_{customer}", "position": position, "kind": kind}
            self._add("payment_methods", **of, **words, balance=balance)

    def _maybe(self, word: str) -> Sequence[str]:
        return [word] if self._random.random() < 0.5 else []

    def _make_product(self, name: str, choices: Sequence[Mapping[str, str]], cheapest: int) -> None:
        number = len(self._rows["products"]) + 1
        self._add("products", id=str(number), position=number, name=name)
        price = cheapest + 100 * self._random.randint(0, 40) + 95
        for position, options in enumerate(choices, 1):
            known = {"id": f"{number:03}-{position:02}", "product_id": str(number), "position": position}
            available = self._random.random() >= SOLD_OUT
            self._add("variants", **known, options=dict(options), price=price, available=available)

    def _make_order(self, number: str, course: Course) -> None:
        customer = self._random.choice(self._rows["customers"])["id"]
        chosen = self._random.sample(self._rows["variants"], self._random.choice((1, 1, 1, 2, 2, 3)))
        lines = [
            {
                "variant_id": variant["id"],
                "quantity": self._random.choice((1, 1, 1, 2)),
                "price": variant["price"],
            }
            for variant in chosen
        ]
        total = sum(line["quantity"] * line["price"] for line in lines)
        home = next(row for row in self._rows["addresses"] if row["customer_id"] == customer)
        known = {"number": number, "position": int(number[3:]), "total": total, "items_changed": False}
        country = self._countries[customer]
        self._add("orders", **{**home, **known}, currency=country.currency, **self._fate(course))
        for line in lines:
            self._add("items", order_number=number, **line)
        self._make_parcel(number, course, country)
        self._make_payment(number, course, customer, total)
        if course.state in SENT_BACK:
            self._make_sending(number, course, chosen[0])

    def _fate(self, course: Course) -> Row:
        clock = time(self._random.randint(6, 22), self._random.randint(0, 59))
        placed = self._today - timedelta(days=self._random.randint(*course.placed))
        arrived = placed + timedelta(days=self._random.randint(2, 4)) if course.state in ARRIVED else None
        expected = course.expected and self._today + timedelta(days=self._random.randint(*course.expected))
        return {
            "state": course.state.value,
            "placed_at": datetime.combine(placed, clock),
            "expected_on": expected,
            "delivered_on": arrived,
            "cancel_reason": "no_longer_needed" if course.state is OrderState.CANCELLED else "",
        }

    def _make_parcel(self, number: str, course: Course, country: Country) -> None:
        if course.carried:
            carrier, shape = self._random.choice(country.carriers)
            self._add(
                "fulfilments", order_number=number, carrier=carrier, tracking=self._drawn(shape), items=[]
            )

    def _make_payment(self, number: str, course: Course, customer: str, total: int) -> None:
        """By the customer's first way to pay; what nobody has paid yet has no payment."""
        theirs = (row["id"] for row in self._rows["payment_methods"] if row["customer_id"] == customer)
        paid = {"order_number": number, "amount": total, "payment_method_id": next(theirs)}
        if course.state is not OrderState.PENDING:
            self._add("transactions", **paid, is_refund=False)
        if course.state in GIVEN_BACK:
            self._add("transactions", **paid, is_refund=True)

    def _make_sending(self, number: str, course: Course, variant: Row) -> None:
        """The first item comes back; of an exchange another variant of it goes out."""
        way = next(row for row in self._rows["transactions"] if row["order_number"] == number)
        others = (
            row["id"]
            for row in self._rows["variants"]
            if row["product_id"] == variant["product_id"] and row is not variant
        )
        new = [next(others)] if course.state is OrderState.EXCHANGE_REQUESTED else []
        known = {"items": [variant["id"]], "new_items": new, "difference": 0}
        self._add("sendings", order_number=number, payment_method_id=way["payment_method_id"], **known)

    def _drawn(self, shape: str) -> str:
        """The shape with a digit for each # and a letter for each @."""
        drawn = {"#": "0123456789", "@": LETTERS}
        return "".join(self._random.choice(drawn[sign]) if sign in drawn else sign for sign in shape)


def _ascii(name: str) -> str:
    """A name as it stands in an e-mail address."""
    spelled = name.lower().replace("ß", "ss").replace("ı", "i")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain if letter.isalnum())
