"""Commands on what is kept about a customer."""

import json
from typing import Annotated, Any

import typer

from bot.cli.ending import stop
from bot.cli.journal import with_store
from bot.core.errors import TryAgain
from bot.settings import Settings
from bot.store.journal import SqlStore

cli = typer.Typer()


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
    from bot.files import KeptFiles

    if not yes:
        typer.confirm(f"Delete {conversation_id} for good?", abort=True)
    settings = Settings.from_env()

    async def erasing(store: SqlStore) -> int:
        files, rasa = KeptFiles(settings.files_url), Rasa(settings.rasa_urls, settings.rasa_token)
        for name in await store.names(conversation_id):
            await files.forget(name)
            await rasa.forget(name)
        await rasa.close()
        return await store.erase(conversation_id)

    try:
        erased = with_store(erasing)
    except TryAgain as problem:
        stop(f"Nothing was erased: {problem} Start it, and run this again, so that it forgets as well.")
    if not erased:
        stop(f"There is no conversation {conversation_id}.")
    print(f"Erased {conversation_id}: {erased} rows, and all that Rasa remembered.")
