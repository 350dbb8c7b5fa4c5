"""What becomes of a change when the shop is slow, away, or changed by others at the same time."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.shop import engine as shop_engine
from actions.shop.port import Cancel, Change, Outcome, ShopConflict, ShopDown, ShopSlow
from actions.shop.sql import SqlShop
from actions.shop.tables import changes, orders
from tests.contracts._shop import Backend, open_postgres, open_sqlite
from tests.contracts._shop_samples import ANNA, BJORN, NUMBERS, VISA
from tests.contracts.test_shop_changes import TO_BLUE, order
from tests.contracts.test_shop_once import ONE_OF_EACH, named
from tests.fakes.shop import POLICY


@pytest.fixture
def on_postgres(request: pytest.FixtureRequest) -> Iterator[Backend]:
    with open_postgres(request) as found:
        yield found


def test_a_lost_race_for_a_key_is_a_conflict_and_changes_nothing(on_postgres: Backend) -> None:
    """Another customer's change has noted the key, and is not through yet."""
    change, other = (
        Cancel("PAID", "no_longer_needed"),
        sa.create_engine(shop_engine.database(on_postgres.url), future=True),
    )
    row = {"key": "message 1", "kind": "cancel", "customer_id": BJORN.id, "actor": "", "conversation_id": ""}
    plain = {"change": {}, "details": {}, "outcome": {}, "made_at": sa.func.now()}
    with ThreadPoolExecutor(1) as thread:
        with other.begin() as connection:
            connection.execute(changes.insert().values(**row, **plain))
            asked = thread.submit(on_postgres.shop.change, change, "message 1")
            until_somebody_waits(connection)
        with pytest.raises(ShopConflict):
            asked.result(10)
    other.dispose()
    assert order(on_postgres, "PAID") == NUMBERS["PAID"]
    assert on_postgres.makes(change, "message 2")


def until_somebody_waits(connection: sa.engine.Connection) -> None:
    for_us = "pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    waiting = sa.text(f"SELECT count(*) FROM pg_stat_activity WHERE {for_us}")
    give_up = time.monotonic() + 10
    while not connection.execute(waiting).scalar():
        assert time.monotonic() < give_up, "nobody waits"


def test_a_deadlock_with_the_shops_own_programs_is_a_conflict(on_postgres: Backend) -> None:
    """They take the order first, and then the customer whom a change holds by then."""
    other = sa.create_engine(shop_engine.database(on_postgres.url), future=True)
    with ThreadPoolExecutor(1) as thread:
        with other.begin() as connection:
            connection.execute(sa.select(orders).where(orders.c.number == "PAID").with_for_update())
            asked = thread.submit(on_postgres.shop.change, TO_BLUE, "message 1")
            until_somebody_waits(connection)
            connection.execute(sa.text("UPDATE customers SET phone = '' WHERE id = :id"), {"id": ANNA.id})
        with pytest.raises(ShopConflict):
            asked.result(20)
    other.dispose()
    assert order(on_postgres, "PAID") == NUMBERS["PAID"]
    assert on_postgres.makes(TO_BLUE)


def test_an_order_that_somebody_holds_is_a_slow_shop(
    on_postgres: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop_engine, "QUERY_SECONDS", 0.2)
    shop = SqlShop.at(on_postgres.url, POLICY)
    other = sa.create_engine(shop_engine.database(on_postgres.url), future=True)
    with other.begin() as connection:
        connection.execute(sa.text("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(ShopSlow):
            shop.change(TO_BLUE, "message 1")
        with pytest.raises(ShopSlow):
            shop.quote(TO_BLUE)
    other.dispose()
    assert order(on_postgres, "PAID") == NUMBERS["PAID"]
    assert shop.change(TO_BLUE, "message 1").amount == 500
    shop.close()


@pytest.fixture
def on_sqlite(request: pytest.FixtureRequest) -> Iterator[Backend]:
    with open_sqlite(request) as found:
        yield found


def test_a_file_that_somebody_writes_for_long_is_a_shop_that_is_down(
    on_sqlite: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shop_engine, "LOCK_SECONDS", 0.05)
    other = sa.create_engine(on_sqlite.url, future=True)
    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(ShopDown):
            on_sqlite.shop.change(TO_BLUE, "message 1")
        assert on_sqlite.shop.quote(TO_BLUE).amount == 500
    other.dispose()
    assert on_sqlite.makes(TO_BLUE) == Outcome(500, (VISA.id,))


@pytest.mark.parametrize("change", ONE_OF_EACH, ids=named)
def test_a_shop_that_is_away_is_down_for_every_change(change: Change, tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/none.db", "postgresql://nobody@127.0.0.1:9/none"):
        shop = SqlShop.at(url, POLICY)
        with pytest.raises(ShopDown):
            shop.change(change, "message 1")
        with pytest.raises(ShopDown):
            shop.quote(change)
