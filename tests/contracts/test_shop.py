"""The demo shop, and what the SQL shop says of a database that is not as it should be."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.shop import engine as shop_engine
from actions.shop.demo import make_demo_shop
from actions.shop.demo_rows import ARRIVED, SENT_BACK
from actions.shop.port import Order, OrderState, PaymentKind, ShopDown, ShopNonsense, ShopSlow, Variant
from actions.shop.sql import SqlShop
from actions.shop.tables import (
    addresses,
    customers,
    fulfilments,
    items,
    orders,
    payment_methods,
    transactions,
    variants,
)
from tests.fakes.shop import POLICY

TODAY = date(2026, 11, 23)
NUMBERS = [f"FD-{10001 + index}" for index in range(600)]


@pytest.fixture
def demo(new_shop: str) -> Iterator[SqlShop]:
    """The demo shop on each database."""
    summary = make_demo_shop(new_shop, TODAY)
    assert (summary.customers, summary.products, summary.orders, summary.made) == (200, 40, 600, True)
    shop = SqlShop.at(new_shop, POLICY)
    yield shop
    shop.close()


def _orders(shop: SqlShop) -> list[Order]:
    found = [shop.order(number) for number in NUMBERS]
    return [order for order in found if order]


def test_the_demo_has_orders_in_every_state_and_lately(demo: SqlShop) -> None:
    made = _orders(demo)
    assert len(made) == 600
    assert set(Counter(order.state for order in made)) == set(OrderState)
    placed = [order.placed_at.date() for order in made if order.placed_at]
    assert len(placed) == len(made)
    assert all(TODAY - timedelta(days=90) <= day <= TODAY for day in placed)
    carried = [order for order in made if order.state is OrderState.OUT_FOR_DELIVERY]
    assert all(order.expected_on == TODAY and order.fulfilment.carrier for order in carried)


def test_the_demo_has_all_that_can_be_asked_about(demo: SqlShop) -> None:
    owners = {order.customer_id: demo.customer(order.customer_id) for order in _orders(demo)}
    people = [person for person in owners.values() if person]
    assert max(len(demo.orders_of(person.id)) for person in people) >= 4
    assert len({person.phone for person in people}) == len(people)
    kinds = Counter(way.kind for person in people for way in person.payment_methods)
    assert all(kinds[kind] > 50 for kind in (PaymentKind.CARD, PaymentKind.PAYPAL, PaymentKind.GIFT_CARD))
    shirts = demo.product("1")
    assert shirts is not None
    assert {tuple(variant.options) for variant in shirts.variants} == {("colour", "size")}
    sold_out = [variant for id in demo.products() for variant in _variants(demo, id) if not variant.available]
    assert 10 < len(sold_out) < 60


def _variants(shop: SqlShop, product_id: str) -> tuple[Variant, ...]:
    product = shop.product(product_id)
    assert product is not None
    return product.variants


def test_the_demos_books_are_right(demo: SqlShop) -> None:
    for order in _orders(demo):
        assert order.total == sum(item.quantity * item.price for item in order.items)
        paid = sum(-each.amount if each.is_refund else each.amount for each in order.transactions)
        nothing = (OrderState.PENDING, OrderState.CANCELLED, OrderState.REFUNDED)
        assert paid == (0 if order.state in nothing else order.total)
        assert bool(order.delivered_on) is (order.state in ARRIVED)
        assert bool(order.sending) is (order.state in SENT_BACK)


def test_the_same_seed_makes_the_same_shop_and_another_another(tmp_path: Path) -> None:
    dumps = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        make_demo_shop(f"sqlite:///{tmp_path}/{name}.db", TODAY, seed)
        connection = sqlite3.connect(tmp_path / f"{name}.db")
        dumps.append(list(connection.iterdump()))
        connection.close()
    assert dumps[0] == dumps[1]
    assert dumps[0] != dumps[2]


def test_a_shop_that_is_there_is_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    first = make_demo_shop(url, TODAY, seed=1)
    second = make_demo_shop(url, TODAY + timedelta(days=9), seed=2)
    assert first.made
    assert not second.made
    assert second.try_email == first.try_email


# What goes wrong


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[tuple[SqlShop, sa.engine.Engine]]:
    """A shop, and a way to spoil it."""
    url = f"sqlite:///{tmp_path}/shop.db"
    make_demo_shop(url, TODAY)
    shop, spoiler = SqlShop.at(url, POLICY), sa.create_engine(url, future=True)
    yield shop, spoiler
    spoiler.dispose()
    shop.close()


@pytest.mark.parametrize(
    "spoilt",
    [
        {"state": "lost in space"},
        {"state": None},
        {"total": None},
        {"total": -5},
        {"total": sa.literal_column("'a lot'")},
        {"currency": "  "},
        {"placed_at": sa.literal_column("'yesterday'")},
        {"expected_on": sa.literal_column("'soon'")},
        {"delivered_on": sa.literal_column("'lately'")},
    ],
)
def test_what_no_order_can_be_is_nonsense(
    broken: tuple[SqlShop, sa.engine.Engine], spoilt: dict[str, object]
) -> None:
    shop, spoiler = broken
    with spoiler.begin() as connection:
        connection.execute(orders.update().where(orders.c.number == "FD-10004").values(**spoilt))
    with pytest.raises(ShopNonsense):
        shop.order("FD-10004")


@pytest.mark.parametrize(
    ("table", "spoilt"),
    [
        (payment_methods, {"kind": "seashells"}),
        (payment_methods, {"balance": -1}),
        (variants, {"options": ["navy"]}),
        (variants, {"price": None}),
        (transactions, {"amount": -1}),
        (fulfilments, {"items": {"a": 1}}),
    ],
)
def test_what_belongs_to_an_order_and_cannot_be_is_nonsense(
    broken: tuple[SqlShop, sa.engine.Engine], table: sa.Table, spoilt: dict[str, object]
) -> None:
    shop, spoiler = broken
    with spoiler.begin() as connection:
        connection.execute(table.update().values(**spoilt))
    with pytest.raises(ShopNonsense):
        (shop.owner("FD-10004"), shop.order("FD-10004"), shop.product("1"))


def test_an_order_whose_parcel_is_unknown_can_still_be_told(broken: tuple[SqlShop, sa.engine.Engine]) -> None:
    shop, spoiler = broken
    with spoiler.begin() as connection:
        connection.execute(fulfilments.delete().where(fulfilments.c.order_number == "FD-10004"))
        unknown = {"expected_on": None, "placed_at": None}
        connection.execute(orders.update().where(orders.c.number == "FD-10004").values(**unknown))
    order = shop.order("FD-10004")
    assert order is not None
    assert order.fulfilment.carrier == ""
    assert order.expected_on is None


def test_an_order_without_items_is_nonsense(broken: tuple[SqlShop, sa.engine.Engine]) -> None:
    shop, spoiler = broken
    with spoiler.begin() as connection:
        connection.execute(items.delete().where(items.c.order_number == "FD-10004"))
    with pytest.raises(ShopNonsense):
        shop.order("FD-10004")


def test_nobody_is_found_by_what_the_shop_does_not_know(broken: tuple[SqlShop, sa.engine.Engine]) -> None:
    shop, spoiler = broken
    with spoiler.begin() as connection:
        connection.execute(customers.update().values(email="", phone=""))
        connection.execute(addresses.update().values(postcode=" "))
    assert not shop.customers_at(["", " "], "Anna Berg")
    assert not shop.customers_with_email(" ")
    assert not shop.customers_with_phone("")


def test_a_missing_file_is_a_shop_that_is_down_and_is_not_made(tmp_path: Path) -> None:
    shop = SqlShop.at(f"sqlite:///{tmp_path}/none.db", POLICY)
    with pytest.raises(ShopDown):
        shop.owner("FD-10001")
    assert not (tmp_path / "none.db").exists()


def test_an_empty_file_and_no_database_are_shops_that_are_down(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    (tmp_path / "words.db").write_text("this is no database " * 100)
    for name in ("empty", "words"):
        with pytest.raises(ShopDown):
            SqlShop.at(f"sqlite:///{tmp_path}/{name}.db", POLICY).order("FD-10001")


def test_a_refused_connection_is_a_shop_that_is_down() -> None:
    with pytest.raises(ShopDown):
        SqlShop.at("postgresql://nobody@127.0.0.1:9/none", POLICY).owner("FD-10001")


def test_a_locked_shop_is_down(
    broken: tuple[SqlShop, sa.engine.Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop_engine, "LOCK_SECONDS", 0.05)
    shop, spoiler = broken
    with spoiler.connect() as connection:
        connection.exec_driver_sql("PRAGMA locking_mode=EXCLUSIVE")
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        with pytest.raises(ShopDown):
            shop.owner("FD-10001")


def test_a_query_over_its_time_is_a_slow_shop(postgres_shop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop_engine, "QUERY_SECONDS", 0.2)
    blocker = sa.create_engine(shop_engine.database(postgres_shop), future=True)
    shop = SqlShop.at(postgres_shop, POLICY)
    began = time.monotonic()
    with blocker.begin() as connection:
        connection.execute(sa.text("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(ShopSlow):
            shop.owner("FD-10004")
    assert time.monotonic() - began < 4
    blocker.dispose()
    shop.close()
