"""Commands that run the service."""

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import Settings

cli = typer.Typer()


@cli.command()
def up() -> None:
    """Start frontdesk, Rasa and the actions; restart what dies; Ctrl-C stops all."""
    from bot.launch import launch

    raise SystemExit(launch(Path.cwd()))


@cli.command()
def serve(
    work: Annotated[bool, typer.Option(help="Answer and deliver in this process too.")] = True,
) -> None:
    """Take webhooks and serve the console."""
    from bot.app import run_server

    run_server(Settings.from_env(), work=work)


@cli.command()
def work() -> None:
    """Answer and deliver, without listening; beside any number of `serve --no-work`."""
    from bot.app import run_worker

    run_worker(Settings.from_env())
