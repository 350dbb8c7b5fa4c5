"""Which channels are on, and how to switch one on."""

from typing import Annotated

import typer

from bot.settings import Settings

channels = typer.Typer(help="Which channels are on, and how to switch one on.", no_args_is_help=True)


@channels.command("list")
def list_channels() -> None:
    """Print which channels are on, and what is missing for the others."""
    from bot.setup import channels_in_words

    print(channels_in_words(Settings.from_env()))


@channels.command("setup")
def set_up_channel(name: Annotated[str, typer.Argument(help="telegram")]) -> None:
    """Register this address with a platform: for Telegram all of it; for the others the steps to click."""
    from bot.setup import set_up

    print(set_up(name, Settings.from_env()))
