"""Commands for whoever designs the conversations."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.ending import stop
from bot.settings import Settings

cli = typer.Typer()

MOST_HINTS = 20
"""Shown at once."""


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
def check(
    all_hints: Annotated[bool, typer.Option("--all-hints", help=f"Not the first {MOST_HINTS} only.")] = False,
) -> None:
    """Check the settings, desk.yml, policy.yml, and what the bot is made of; a hint is no failure."""
    from bot.checks import check as checked

    settings = Settings.from_env()
    began = time.monotonic()
    found = checked(Path.cwd())
    _print_hints(found.hints, len(found.hints) if all_hints else MOST_HINTS)
    if found.problems:
        stop("The bot's files do not fit together:\n" + "\n".join(found.problems))
    hints = f"{len(found.hints) or 'no'} hint{'s' * (len(found.hints) != 1)}"
    took = f"{time.monotonic() - began:.0f} s"
    print(
        f"Settings, desk.yml, policy.yml, domain.yml, config.yml and data/ are fine ({took}, {hints}). "
        "desk.yml and policy.yml count from the next start."
    )
    if settings.public_url.startswith("http://"):
        print("FRONTDESK_PUBLIC_URL is no https address: Telegram, Slack and Messenger will not take it.")


def _print_hints(hints: Sequence[str], most: int) -> None:
    if not hints:
        return
    print("Hints, which stop nothing:", *hints[:most], sep="\n  ")
    if len(hints) > most:
        print(f"  … and {len(hints) - most} more: frontdesk check --all-hints")
    print()


@cli.command()
def graph(
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("graph.html"),
) -> None:
    """Draw rules and stories as one page, to be searched and read in any browser, without a network."""
    from bot.checks.unreadable import unreadable
    from bot.graph import draw

    slips = [slip.words for slip in unreadable(Path.cwd())]
    if slips:
        stop("The bot's files cannot be read:\n" + "\n".join(slips))
    try:
        draw(Path.cwd(), out)
    except OSError as error:
        stop(f"{out} cannot be written ({error.strerror}); name another file with --out.")
    print(out.resolve())


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
