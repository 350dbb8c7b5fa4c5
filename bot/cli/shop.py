"""The shop that orders are looked up and changed in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.ending import stop
from bot.settings import Settings

shop = typer.Typer(
    help="The shop that orders are looked up and changed in (SHOP_DATABASE_URL).", no_args_is_help=True
)

Replace = Annotated[bool, typer.Option("--replace", help="Delete what the shop holds.")]


@shop.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="JSON: products, users and orders, as docs/shop.md says.")],
    replace: Replace = False,
) -> None:
    """Fill the shop with what a file holds, all of it or nothing."""
    from actions.shop.importing import import_shop

    with _refusals_in_words():
        rows = import_shop(Settings.from_env().shop_database_url, file, replace)
    counts = (f"{len(rows[table])} {table}" for table in ("products", "customers", "orders"))
    print(f"Imported {', '.join(counts)}.")
    _tell_of_numbers([row["number"] for row in rows["orders"]])


@shop.command("export")
def export_file(file: Annotated[Path, typer.Argument(help="It is written over.")]) -> None:
    """Write the shop into a file, in the shape in which it is imported."""
    from actions.shop.exporting import export_shop

    with _refusals_in_words():
        held = export_shop(Settings.from_env().shop_database_url, file)
    counts = (f"{len(of)} {name}" for name, of in held.items())
    print(f"Exported {', '.join(counts)}.")


@shop.command("demo")
def make_demo(
    seed: Annotated[int, typer.Option(help="Another number makes another shop.")] = 1,
    replace: Replace = False,
) -> None:
    """Fill an empty shop with invented customers, goods and orders, as the first `frontdesk up` does."""
    from actions.shop.demo import make_demo_shop

    with _refusals_in_words():
        today = datetime.now(timezone.utc).date()
        made = make_demo_shop(Settings.from_env().shop_database_url, today, seed, replace)
    if not made.made:
        stop("The shop holds orders already; with --replace they all go, and invented ones come.")
    print(f"Made {made.orders} orders of {made.customers} customers, for {made.products} products.")
    print(f"Try order {made.try_number} with {made.try_email}.")


@shop.command("migrate")
def migrate_shop() -> None:
    """Bring the shop's tables to the form that this release needs, with what is in them."""
    from actions.shop.migrate import opened

    with _refusals_in_words(), opened(Settings.from_env().shop_database_url):
        print("The shop's tables are up to date.")


def _tell_of_numbers(numbers: Sequence[str]) -> None:
    """A number that has no shape the bot can neither ask for nor find."""
    from actions.order_numbers import read, shape_of
    from actions.settings import BadSettings, order_shapes

    try:
        known = order_shapes()
    except BadSettings as error:
        stop(str(error))
    strange = [number for number in numbers if read(number.upper(), known) != number]
    if strange:
        shape = shape_of(strange[0])
        mend = (
            f"add {shape} to SHOP_ORDER_NUMBERS in .env"
            if shape
            else "SHOP_ORDER_NUMBERS has no shape for them"
        )
        print(f"{len(strange)} order numbers look like {strange[0]}, and customers cannot give them: {mend}.")


@contextmanager
def _refusals_in_words() -> Iterator[None]:
    """Whatever the shop or a file refuses ends the command with one sentence."""
    from actions.shop.migrate import BadShop
    from actions.shop.nodes import BadFile
    from actions.shop.port import ShopError

    try:
        yield
    except (BadFile, BadShop, ShopError, OSError) as error:
        stop(str(error))
