"""Commands for whoever designs the conversations."""

import asyncio
import contextlib
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.ending import stop
from bot.settings import Settings

cli = typer.Typer()


@cli.command()
def train(
    if_changed: Annotated[bool, typer.Option("--if-changed", help="Only if the sources changed.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="At every save, and say what got better.")] = False,
) -> None:
    """Train the bot, and let the running one go on with what it learnt; the old model stays when it fails."""
    from bot import model

    if watch:
        _watch()
        return
    if if_changed and model.trained(Path.cwd()):
        print("The model is up to date.")
        return
    print("Training; about a minute …", flush=True)
    try:
        made = model.train(Path.cwd())
    except model.TrainingFailed as error:
        stop(f"Training failed, the old model stays. Rasa said:\n{error}")
    settings = Settings.from_env()
    try:
        used = [model.put_to_use(made, url, settings.rasa_token) for url in settings.rasa_urls]
    except model.NotTaken as problem:
        stop(f"Trained {made.name}, but the running bot keeps its old model: {problem}")
    said = dict.fromkeys(each.in_words for each in used)
    print(" ".join([f"Trained {made.relative_to(Path.cwd())}.", *said]))


def _watch() -> None:
    from bot.watch import watch

    with contextlib.suppress(KeyboardInterrupt):
        watch(Path.cwd(), Settings.from_env(), partial(print, flush=True))


@cli.command()
def check() -> None:
    """Check the settings, desk.yml, and what the bot is made of."""
    from bot.validation import validate

    settings = Settings.from_env()
    problems = validate(Path.cwd())
    if problems:
        stop(f"The bot's files do not fit together:\n{problems}")
    print(
        "Settings, desk.yml, domain.yml, config.yml and data/ are fine. desk.yml counts from the next start."
    )
    if settings.public_url.startswith("http://"):
        print("FRONTDESK_PUBLIC_URL is no https address: Telegram, Slack and Messenger will not take it.")


@cli.command()
def chat(
    url: Annotated[str, typer.Option(help="Where frontdesk listens; default: as set.")] = "",
    details: Annotated[bool, typer.Option("--details", help="And what it makes of each message.")] = False,
) -> None:
    """Talk with the bot in the terminal, through the running service; lines may come through a pipe."""
    from bot.brain import Rasa
    from bot.terminal.session import talk
    from bot.terminal.talk import Unanswered
    from bot.terminal.visitor import NobodyThere

    settings = Settings.from_env()
    rasa = Rasa(settings.rasa_urls, settings.rasa_token)
    try:
        asyncio.run(talk(url or settings.address, rasa, details))
    except (NobodyThere, Unanswered) as problem:
        stop(str(problem))
    except KeyboardInterrupt:
        return
