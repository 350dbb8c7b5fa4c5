"""The contract of the shop's port: the SQL shop on every database it runs on, and the fake."""

import os
import sqlite3
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.shop import engine as shop_engine
from actions.shop.demo import Summary, make_demo_shop
from actions.shop.port import Order, OrderState, Shop, ShopDown, ShopNonsense, ShopSlow
from actions.shop.sql import SqlShop
from actions.shop.tables import fulfilments, items, orders
from tests.fakes.shop import POLICY

TODAY = date(2026, 11, 23)
NUMBERS = [f"FD-{10001 + index}" for index in range(600)]
POSTGRES = os.environ.get("FRONTDESK_TEST_POSTGRES_URL", "postgresql://127.0.0.1/test")


@dataclass(frozen=True)
class Stocked:
    """A shop that holds the demo's orders, and what the demo says of itself."""

    shop: Shop
    summary: Summary


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A fresh schema of the test database; skips where there is none."""
    engine = sa.create_engine(shop_engine.database(POSTGRES), future=True)
    schema = f"shop_{uuid.uuid4().hex[:12]}"
    try:
        with engine.begin() as connection:
            connection.execute(sa.text(f"CREATE SCHEMA {schema}"))
    except sa.exc.OperationalError:
        engine.dispose()
        pytest.skip(f"no PostgreSQL answers at {POSTGRES}")
    yield f"{POSTGRES}?options=-csearch_path%3D{schema}"
    with engine.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('shop')}/new/shop.db"


@pytest.fixture(params=["sqlite", "postgres"])
def stocked(request: pytest.FixtureRequest) -> Iterator[Stocked]:
    url = request.getfixturevalue(request.param)
    summary = make_demo_shop(url, TODAY)
    shop = SqlShop.at(url, POLICY)
    yield Stocked(shop, summary)
    shop.close()


def test_an_order_and_its_owner_are_found(stocked: Stocked) -> None:
    owner, order = stocked.shop.owner(stocked.summary.try_number), _order(stocked, stocked.summary.try_number)
    assert owner is not None
    assert owner.email == stocked.summary.try_email
    assert owner.addresses[0].postcode
    assert order.state is OrderState.SHIPPED
    assert order.total == sum(item.quantity * item.price for item in order.items)
    assert order.fulfilment.tracking


def test_there_is_nothing_for_an_unknown_number(stocked: Stocked) -> None:
    assert stocked.shop.owner("FD-99999") is None
    assert stocked.shop.order("FD-99999") is None
    assert stocked.shop.customer("99999") is None
    assert not stocked.shop.orders_of("99999")
    assert stocked.shop.product("99999") is None
    assert not stocked.shop.customers_at(["NOWHERE1"])


def test_people_are_found_by_a_postcode_without_spaces(stocked: Stocked) -> None:
    owner = stocked.shop.owner(stocked.summary.try_number)
    assert owner is not None
    plain = owner.addresses[0].postcode.replace(" ", "")
    assert owner in stocked.shop.customers_at([plain, "OTHER"])


def test_a_customers_orders_are_theirs_alone_and_the_most_recent_is_first(stocked: Stocked) -> None:
    owner = stocked.shop.owner(stocked.summary.try_number)
    assert owner is not None
    found = stocked.shop.orders_of(owner.id)
    theirs = {number for number in NUMBERS if stocked.shop.owner(number) == owner}
    assert {order.number for order in found} == theirs
    placed = [order.placed_at for order in found if order.placed_at]
    assert placed == sorted(placed, reverse=True)


def _order(stocked: Stocked, number: str) -> Order:
    order = stocked.shop.order(number)
    assert order is not None
    return order


# The demo shop


def test_the_demo_has_orders_in_every_state_and_lately(stocked: Stocked) -> None:
    made = [_order(stocked, number) for number in NUMBERS]
    assert (stocked.summary.customers, stocked.summary.products, stocked.summary.orders) == (200, 40, 600)
    assert set(Counter(order.state for order in made)) == set(OrderState)
    placed = [order.placed_at.date() for order in made if order.placed_at]
    assert len(placed) == len(made)
    assert all(TODAY - timedelta(days=90) <= day <= TODAY for day in placed)
    carried = [order for order in made if order.state is OrderState.OUT_FOR_DELIVERY]
    assert all(order.expected_on == TODAY and order.fulfilment.carrier for order in carried)


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


def test_a_query_over_its_time_is_a_slow_shop(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make_demo_shop(postgres, TODAY)
    monkeypatch.setattr(shop_engine, "QUERY_SECONDS", 0.2)
    blocker = sa.create_engine(shop_engine.database(postgres), future=True)
    shop = SqlShop.at(postgres, POLICY)
    began = time.monotonic()
    with blocker.begin() as connection:
        connection.execute(sa.text("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(ShopSlow):
            shop.owner("FD-10004")
    assert time.monotonic() - began < 4
    blocker.dispose()
    shop.close()
