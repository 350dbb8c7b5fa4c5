"""Which channels are on, and how to switch one on."""

from typing import Annotated

import typer

from bot.cli.journal import with_store
from bot.settings import Settings

channels = typer.Typer(help="Which channels are on, and how to switch one on.", no_args_is_help=True)


@channels.command("list")
def list_channels() -> None:
    """Print which channels are on, and what is missing for the others."""
    from bot.setup import channels_in_words

    print(channels_in_words(Settings.from_env()))


@channels.command("setup")
def set_up_channel(name: Annotated[str, typer.Argument(help="telegram, messenger or slack")]) -> None:
    """Register this address and the bot's menu with a platform; for Slack, print the app's manifest."""
    from bot.setup import set_up

    print(set_up(name, Settings.from_env()))


@channels.command("check")
def check_channels(
    name: Annotated[
        str, typer.Argument(help="telegram, messenger or slack; all that are on without it")
    ] = "",
) -> None:
    """Look at the platforms' side: tokens, permissions, addresses, what came last, and what to do next."""
    from bot.setup import findings, heard, switched_on

    settings = Settings.from_env()
    all_good = True
    for channel in [name] if name else switched_on(settings):
        found = [*findings(channel, settings), with_store(lambda store: heard(channel, store))]  # noqa: B023
        print("\n".join([channel.capitalize(), *(f"  {finding}" for finding in found)]))
        all_good = all_good and all(finding.good for finding in found)
    if not (name or switched_on(settings)):
        print("Only the web chat is on; docs/telegram.md, messenger.md and slack.md there tell how to go on.")
    if not all_good:
        raise typer.Exit(1)
