"""The command `frontdesk`: a file a group of commands; each imports only what it needs, to start quickly."""

import os

import typer

from bot.cli import bot, records, service
from bot.cli.channels import channels
from bot.cli.ending import stop
from bot.cli.events import events
from bot.cli.retry import retry
from bot.cli.shop import shop
from bot.cli.users import users
from bot.settings import BadSettings

cli = typer.Typer(
    help="Frontdesk answers a brand's customers, and hands over to people.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for group in (service.cli, bot.cli, records.cli):
    cli.add_typer(group)
cli.add_typer(users, name="users")
cli.add_typer(channels, name="channels")
cli.add_typer(retry, name="retry")
cli.add_typer(shop, name="shop")
cli.add_typer(events, name="events")


def main() -> None:
    """The entry point; a configuration error is one sentence, not a stack trace."""
    os.umask(0o077)  # what is written of customers is for nobody else on this machine
    try:
        cli()
    except BadSettings as error:
        stop(str(error))
