"""Every schema of the shop that was ever released comes forward, with what is in it."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from actions.shop.engine import database, shop_engine
from actions.shop.migrate import VERSION_TABLE, BadShop, configuration, keeping, opened
from actions.shop.policy import RefundTo
from actions.shop.port import (
    Address,
    Cancel,
    Customer,
    Fulfilment,
    Item,
    Order,
    OrderState,
    PaymentKind,
    PaymentMethod,
    Return,
    ShopDown,
    Transaction,
)
from actions.shop.sql import SqlShop
from actions.shop.tables import metadata
from tests.fakes.shop import POLICY, TODAY

ROOT = Path(__file__).parents[2]
REVISIONS = [
    found.revision for found in ScriptDirectory(str(ROOT / "actions/shop/migrations")).walk_revisions()
]
FIRST_RELEASE = (
    "INSERT INTO customers VALUES (7, 'Anna Maria Berg', 'anna@example.com'), (8, 'Cher', NULL)",
    "INSERT INTO addresses VALUES (3, 7, '1 Mill Lane', 'Leeds', 'LS1 4AB', 'GB'),"
    " (4, 8, NULL, NULL, NULL, NULL)",
    "INSERT INTO products VALUES (1, 'Linen Shirt'), (2, 'Mug')",
    "INSERT INTO variants VALUES ('001-01', 1, 'navy, M', 2000), ('002-01', 2, '', 900)",
    "INSERT INTO orders VALUES"
    " ('FD-1', 7, 3, 'paid', '2026-11-20 09:30:00', '2026-11-26', 4900, 'GBP', NULL, NULL),"
    " ('FD-2', 7, 3, 'delivered', '2026-11-01 08:00:00', NULL, 900, 'GBP', 'DPD', '155'),"
    " ('FD-3', 7, 3, 'refunded', '2026-10-01 08:00:00', NULL, 900, 'GBP', 'DPD', '156'),"
    " ('FD-4', 7, 3, 'pending', '2026-11-22 08:00:00', NULL, 900, 'GBP', NULL, NULL)",
    "INSERT INTO items VALUES (1, 'FD-1', '001-01', 2, 2000), (2, 'FD-1', '002-01', 1, 900),"
    " (3, 'FD-2', '002-01', 1, 900), (4, 'FD-3', '002-01', 1, 900), (5, 'FD-4', '002-01', 1, 900)",
)
"""What a shop of the first release may hold."""
LEEDS = Address("1 Mill Lane", "Leeds", "LS1 4AB", "GB")
AS_PAID = PaymentMethod("as_paid", PaymentKind.OTHER)
SHIRT = Item("001-01", "1", "Linen Shirt", {"variant": "navy, M"}, 2, 2000)
MUG = Item("002-01", "2", "Mug", {}, 1, 900)


@pytest.fixture
def engine(new_shop: str) -> Iterator[Engine]:
    """Where there is nothing yet, for who keeps it."""
    if new_shop.startswith("sqlite"):
        Path(str(database(new_shop).database)).parent.mkdir()
    found = sa.create_engine(database(new_shop), future=True)
    yield found
    found.dispose()


def make_first_release(engine: Engine) -> None:
    """As that left it: with no number."""
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0001")
        for statement in FIRST_RELEASE:
            connection.execute(sa.text(statement))
        connection.execute(sa.text(f"DROP TABLE {VERSION_TABLE}"))


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_released_schema_of_the_shop_comes_forward(
    engine: Engine, new_shop: str, revision: str
) -> None:
    with engine.begin() as connection:
        command.upgrade(configuration(connection), revision)
    with opened(new_shop), engine.connect() as connection:
        compared = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert not compare_metadata(compared, metadata)


def test_what_the_first_release_held_is_all_there(engine: Engine, new_shop: str) -> None:
    make_first_release(engine)
    with opened(new_shop):
        shop = SqlShop.at(new_shop, POLICY)
    anna = Customer("7", "Anna Maria Berg", "anna@example.com", (LEEDS,), "", (AS_PAID,))
    assert shop.owner("FD-1") == anna
    assert shop.customer("8") == Customer("8", "Cher", "", (Address("", "", "", ""),))
    assert shop.order("FD-1") == Order(
        number="FD-1",
        customer_id="7",
        state=OrderState.PAID,
        items=(SHIRT, MUG),
        total=4900,
        currency="GBP",
        address=LEEDS,
        placed_at=datetime.fromisoformat("2026-11-20T09:30"),
        expected_on=date(2026, 11, 26),
        transactions=(Transaction(False, 4900, "as_paid"),),
    )
    delivered = shop.order("FD-2")
    assert delivered is not None
    assert delivered.fulfilments == (Fulfilment("DPD", "155"),)
    assert [order.number for order in shop.orders_of("7")] == ["FD-4", "FD-1", "FD-2", "FD-3"]
    assert [item.variant for item in (SHIRT, MUG)] == ["navy, M", ""]
    shop.close()


def test_an_order_of_the_first_release_can_be_changed(engine: Engine, new_shop: str) -> None:
    make_first_release(engine)
    with opened(new_shop):
        shop = SqlShop(shop_engine(new_shop), POLICY, lambda: TODAY)
    assert RefundTo.ORIGINAL in POLICY.refund_to
    assert shop.change(Cancel("FD-1", "no_longer_needed"), "message 1").amount == -4900
    assert shop.change(Cancel("FD-4", "no_longer_needed"), "message 2").amount == 0
    assert shop.change(Return("FD-2", ("002-01",), "as_paid"), "message 3").amount == -900
    refunded = shop.order("FD-3")
    assert refunded is not None
    assert [each.is_refund for each in refunded.transactions] == [False, True]
    shop.close()


def test_a_shop_of_an_older_release_is_down_and_says_what_to_run(engine: Engine, new_shop: str) -> None:
    make_first_release(engine)
    shop = SqlShop.at(new_shop, POLICY)
    with pytest.raises(ShopDown, match="frontdesk shop migrate"):
        shop.order("FD-1")
    with pytest.raises(ShopDown, match="frontdesk shop migrate"):
        shop.change(Cancel("FD-1", "no_longer_needed"), "message 1")
    shop.close()


def test_tables_of_others_are_left_alone(engine: Engine, new_shop: str) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE orders (id INTEGER, what TEXT)"))
        connection.execute(sa.text("INSERT INTO orders VALUES (1, 'of somebody')"))
    with pytest.raises(BadShop, match="tables of others"), opened(new_shop):
        pass
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == ["orders"]
        assert connection.execute(sa.text("SELECT what FROM orders")).scalar() == "of somebody"


def test_a_shop_of_a_newer_release_is_left_alone(new_shop: str) -> None:
    with opened(new_shop) as keeper, keeping(keeper) as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(BadShop, match="newer release"), opened(new_shop):
        pass


def test_several_that_start_together_make_one_shop(engine: Engine, new_shop: str) -> None:
    """Three processes find a shop of the first release without orders, and each would fill it."""
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0001")
        connection.execute(sa.text(f"DROP TABLE {VERSION_TABLE}"))
    program = (
        "import sys; from datetime import date; from actions.shop.demo import make_demo_shop;"
        "print(make_demo_shop(sys.argv[1], date(2026, 11, 23)).made)"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, new_shop], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    said = sorted(process.communicate(timeout=60)[0].strip() for process in started)
    assert said == ["False", "False", "True"]
    shop = SqlShop.at(new_shop, POLICY)
    assert shop.order("FD-10600") is not None
    shop.close()
