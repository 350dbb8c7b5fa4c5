"""Bring a shop's database to the newest schema; safe when several processes start at once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from actions.shop.engine import database

LOCK = 7_064_451_813
"""Any number; the advisory lock that keeps two migrations apart on PostgreSQL."""
BUSY = 30.0
"""Seconds that SQLite waits for another process's transaction."""
VERSION_TABLE = "shop_version"
"""Where the schema's number is; the journal, which may be in the same database, has its own."""
FIRST_RELEASE: Mapping[str, frozenset[str]] = {
    "customers": frozenset({"id", "name", "email"}),
    "addresses": frozenset({"id", "customer_id", "line", "city", "postcode", "country"}),
    "products": frozenset({"id", "name"}),
    "variants": frozenset({"sku", "product_id", "name", "price"}),
    "orders": frozenset({"number", "customer_id", "address_id", "state", "total", "carrier", "tracking"}),
    "items": frozenset({"order_number", "sku", "quantity", "price"}),
}
"""What the first release had, which kept no number."""


class BadShop(Exception):
    """The shop's database cannot be used; the message is one sentence or two that say what to do."""


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """The shop's database for who keeps it: made where it is not there, and up to date. Raises BadShop."""
    parsed = database(url)
    engine = sa.create_engine(parsed, future=True, hide_parameters=True, connect_args=_patience(parsed))
    if engine.dialect.name == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        sa.event.listen(engine, "connect", _begin_by_hand)
    try:
        with keeping(engine) as connection:
            migrate(connection)
        yield engine
    except DBAPIError as error:
        raise BadShop(
            f"The shop at {_named(parsed)} cannot be used: {str(error.orig).splitlines()[0]}."
        ) from error
    finally:
        engine.dispose()


@contextmanager
def keeping(engine: Engine) -> Iterator[Connection]:
    """A transaction that has the shop to itself among those that keep it, until it ends."""
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection


def migrate(connection: Connection) -> None:
    """Run what has not been run yet. Raises BadShop for tables that are somebody else's, or newer."""
    _check_whose(sa.inspect(connection))
    try:
        command.upgrade(configuration(connection), "head")
    except CommandError as error:
        raise BadShop("The shop's tables are those of a newer release of Frontdesk: use that one.") from error


def configuration(connection: Connection) -> Config:
    """Alembic's settings; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _check_whose(found: "sa.engine.Inspector") -> None:
    """Tables without a number are the first release's, all of them, or not ours."""
    tables = set(found.get_table_names())
    if VERSION_TABLE in tables or not tables & set(FIRST_RELEASE):
        return
    for table, columns in FIRST_RELEASE.items():
        if table not in tables or columns - {column["name"] for column in found.get_columns(table)}:
            raise BadShop(
                f"The database has tables of others ({', '.join(sorted(tables & set(FIRST_RELEASE)))}): give"
                " SHOP_DATABASE_URL one of its own, or write a back end (docs/shop.md)."
            )


def _patience(url: sa.engine.URL) -> dict[str, float]:
    return {"timeout": BUSY} if url.get_backend_name() == "sqlite" else {}


def _begin_by_hand(connection: object, _record: object) -> None:
    """Python's driver would begin before some statements only, and never before one that makes a table."""
    connection.isolation_level = None  # type: ignore[attr-defined]


def _named(url: sa.engine.URL) -> str:
    return str(url.render_as_string(hide_password=True))
