"""The command `frontdesk`."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from bot.core.errors import TryAgain
from bot.settings import BadSettings, Settings
from bot.store.engine import create_engine
from bot.store.journal import SqlStore
from bot.store.migrate import migrate

T = TypeVar("T")

cli = typer.Typer(
    help="Frontdesk answers a brand's customers, and hands over to people.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
users = typer.Typer(help="Who may sign in to the desk.", no_args_is_help=True)
channels = typer.Typer(help="Which channels are on, and how to switch one on.", no_args_is_help=True)
retry = typer.Typer(help="Messages that could not be delivered.", no_args_is_help=True)
cli.add_typer(users, name="users")
cli.add_typer(channels, name="channels")
cli.add_typer(retry, name="retry")


def main() -> None:
    """The entry point; a configuration error is one sentence, not a stack trace."""
    try:
        cli()
    except BadSettings as error:
        stop(str(error))


def stop(sentence: str) -> NoReturn:
    """End with one sentence on standard error."""
    print(f"frontdesk: {sentence}", file=sys.stderr)
    raise SystemExit(1)


def now() -> datetime:
    """Now, UTC."""
    return datetime.now(timezone.utc)


def with_store(work: Callable[[SqlStore], Awaitable[T]]) -> T:
    """The result of work on the journal, brought up to date first."""
    settings = Settings.from_env()
    engine = create_engine(settings.database_url)
    migrate(engine)

    async def working() -> T:
        store = SqlStore(engine, now, desk=settings.slack is not None)
        try:
            return await work(store)
        finally:
            store.close()

    return asyncio.run(working())


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


@cli.command()
def train(
    if_changed: Annotated[bool, typer.Option("--if-changed", help="Only if the sources changed.")] = False,
) -> None:
    """Train the bot; the old model stays when it fails."""
    from bot import model

    if if_changed and model.trained(Path.cwd()):
        print("The model is up to date.")
        return
    print("Training; about a minute …", flush=True)
    try:
        made = model.train(Path.cwd())
    except model.TrainingFailed as error:
        stop(f"Training failed, the old model stays. Rasa said:\n{error}")
    print(f"Trained {made.relative_to(Path.cwd())}; Rasa uses it from its next start.")


@cli.command()
def check() -> None:
    """Check the settings, desk.yml, and what the bot is made of."""
    from bot.validation import validate

    Settings.from_env()
    problems = validate(Path.cwd())
    if problems:
        stop(f"Rasa's validator is not content:\n{problems}")
    print("Settings, desk.yml, domain.yml, config.yml and data/ are fine.")


@cli.command()
def chat(
    url: Annotated[str, typer.Option(help="Where frontdesk listens; default: as set.")] = "",
) -> None:
    """Talk with the bot in the terminal, through the running service."""
    from bot.terminal import talk

    settings = Settings.from_env()
    talk(url or f"http://{settings.host}:{settings.port}")


@cli.command()
def export(conversation_id: Annotated[str, typer.Argument(help="Such as telegram:12345.")]) -> None:
    """Print everything kept about a conversation, a line of JSON each."""

    async def exporting(store: SqlStore) -> Any:
        return await store.export(conversation_id)

    rows = with_store(exporting)
    if not rows:
        stop(f"There is no conversation {conversation_id}.")
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


@cli.command()
def erase(
    conversation_id: Annotated[str, typer.Argument(help="Such as telegram:12345.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete everything kept about a conversation, in Rasa's memory and in the journal."""
    from bot.brain import Rasa

    if not yes:
        typer.confirm(f"Delete {conversation_id} for good?", abort=True)
    settings = Settings.from_env()

    async def erasing(store: SqlStore) -> int:
        rasa = Rasa(settings.rasa_url, settings.rasa_token)
        await rasa.forget(conversation_id)
        await rasa.close()
        return await store.erase(conversation_id)

    try:
        erased = with_store(erasing)
    except TryAgain as problem:
        stop(f"Nothing was erased: {problem} Start it, and run this again, so that it forgets as well.")
    if not erased:
        stop(f"There is no conversation {conversation_id}.")
    print(f"Erased {conversation_id}: {erased} rows, and all that Rasa remembered.")


@users.command("list")
def list_users() -> None:
    """Print user names and the names customers read."""

    async def listing(store: SqlStore) -> Any:
        return await store.users()

    for name, shown in with_store(listing):
        print(f"{name}\t{shown}")


@users.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="To sign in with.")],
    shown_name: Annotated[str, typer.Argument(help="What customers read; a first name.")],
) -> None:
    """Add somebody who may sign in to the desk; the password is asked for."""
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)

    async def adding(store: SqlStore) -> bool:
        return await store.add_user(name, shown_name, password)

    if not with_store(adding):
        stop(f"There is a user {name} already.")
    print(f"{shown_name} may sign in as {name}.")


@users.command("password")
def change_password(name: Annotated[str, typer.Argument(help="The user name.")]) -> None:
    """Change a password."""
    password = typer.prompt("New password", hide_input=True, confirmation_prompt=True)

    async def changing(store: SqlStore) -> bool:
        return await store.set_password(name, password)

    if not with_store(changing):
        stop(f"There is no user {name}.")
    print("Changed.")


@users.command("remove")
def remove_user(name: Annotated[str, typer.Argument(help="The user name.")]) -> None:
    """Remove somebody; their open sessions end."""

    async def removing(store: SqlStore) -> bool:
        return await store.remove_user(name)

    if not with_store(removing):
        stop(f"There is no user {name}.")
    print(f"{name} may not sign in any more.")


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


@retry.command("list")
def list_failures(limit: int = 100) -> None:
    """Print the messages that could not be delivered, newest first."""

    async def listing(store: SqlStore) -> Any:
        return await store.failures(limit)

    for row in with_store(listing):
        print(f"{row['id']}\t{row['conversation_id']}\t{row['author']}\t{row['reason']}")


@retry.command("one")
def retry_one(delivery: int) -> None:
    """Try one again."""

    async def retrying(store: SqlStore) -> int:
        return await store.retry(delivery)

    if not with_store(retrying):
        stop(f"No delivery {delivery} has failed.")
    print("It is tried again.")


@retry.command("all")
def retry_all() -> None:
    """Try all again."""

    async def retrying(store: SqlStore) -> int:
        return await store.retry(None)

    print(f"{with_store(retrying)} are tried again.")


@retry.command("drop")
def drop_failure(delivery: int) -> None:
    """Give one up for good."""

    async def dropping(store: SqlStore) -> int:
        return await store.drop(delivery)

    if not with_store(dropping):
        stop(f"No delivery {delivery} has failed.")
    print("Given up.")
