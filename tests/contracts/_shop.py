"""The back ends that the shop's contract is tried on.

Another is one more parameter in conftest.py: a context in which its shop is open, filled with the samples,
judged by POLICY on TODAY. What it cannot do its `can` says; then exactly UNSUPPORTED is expected of it.
"""

import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TypeVar

import pytest
import sqlalchemy as sa

from actions.shop.engine import database, shop_engine, writing
from actions.shop.filling import fill
from actions.shop.policy import Policy
from actions.shop.port import Actor, Change, Outcome, Refusal, Shop, ShopRefused
from actions.shop.sql import SqlShop
from tests.contracts._shop_samples import ORDERS, PRODUCTS
from tests.fakes.shop import POLICY, TODAY, rows_of

Value = TypeVar("Value")

POSTGRES = os.environ.get("FRONTDESK_TEST_POSTGRES_URL", "postgresql://127.0.0.1/test")
BY_BOT = Actor("customer", "web:1", {"message": "yes, please"})


@dataclass(frozen=True)
class Backend:
    """A shop that holds the samples."""

    name: str
    shop: Shop
    url: str = ""
    """Of the database, where it is one: for those who spoil it."""
    knows_balances: bool = True
    """Whether it tells what is left on a gift card."""
    forgets_old_homes: bool = True
    """Whether an address goes when another takes its place."""

    def tells(self, sample: Value) -> Value:
        """A sample as it is told here: whole, unless a back end cannot hold something of it."""
        return sample

    def can(self, change: Change) -> bool:
        """Whether it makes it, where the policy allows it; else a person has to."""
        return True

    def makes(self, change: Change, key: str = "message 1") -> Outcome | None:
        """What it answers; None where it says that it cannot, as it should."""
        if self.can(change):
            return self.shop.change(change, key, BY_BOT)
        assert self.refuses(change) is Refusal.UNSUPPORTED
        return None

    def refuses(self, change: Change) -> Refusal:
        """Why it does not, which is the same before and when it is to be done."""
        with pytest.raises(ShopRefused) as quoted:
            self.shop.quote(change)
        with pytest.raises(ShopRefused) as refused:
            self.shop.change(change, "another message", BY_BOT)
        assert quoted.value.refusal is refused.value.refusal
        return refused.value.refusal


@contextmanager
def open_sqlite(request: pytest.FixtureRequest, policy: Policy = POLICY) -> Iterator[Backend]:
    """A file."""
    with open_sql("sqlite", request.getfixturevalue("sqlite_shop"), policy) as backend:
        yield backend


@contextmanager
def open_postgres(request: pytest.FixtureRequest, policy: Policy = POLICY) -> Iterator[Backend]:
    """A schema; skips where there is no PostgreSQL."""
    with open_sql("postgres", request.getfixturevalue("postgres_shop"), policy) as backend:
        yield backend


@contextmanager
def open_sql(name: str, url: str, policy: Policy = POLICY) -> Iterator[Backend]:
    """The SQL shop at a URL, filled anew."""
    engine = shop_engine(url)
    with writing(engine) as connection:
        fill(connection, rows_of(ORDERS, PRODUCTS))
    yield Backend(name, SqlShop(engine, policy, lambda: TODAY), url)
    engine.dispose()


@contextmanager
def schema() -> Iterator[str]:
    """A URL at which PostgreSQL shows an empty schema; skips where there is none."""
    engine, name = sa.create_engine(database(POSTGRES), future=True), f"shop_{uuid.uuid4().hex[:12]}"
    try:
        with engine.begin() as connection:
            connection.execute(sa.text(f"CREATE SCHEMA {name}"))
    except sa.exc.OperationalError:
        engine.dispose()
        pytest.skip(f"no PostgreSQL answers at {POSTGRES}")
    yield f"{POSTGRES}?options=-csearch_path%3D{name}"
    with engine.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


Opens = Callable[..., AbstractContextManager[Backend]]
"""With a request of pytest's; and a policy, where it is to be another than POLICY."""
BACKENDS: Mapping[str, Opens] = {
    "sqlite": open_sqlite,
    "postgres": open_postgres,
}
SQL = ("sqlite", "postgres")
"""Those that are a database which a test can get at."""
