"""Messages that could not be delivered."""

from datetime import datetime, timezone
from typing import Any

import typer

from bot.cli.ending import stop
from bot.cli.journal import with_store
from bot.store.journal import SqlStore

retry = typer.Typer(help="Messages that could not be delivered.", no_args_is_help=True)


@retry.command("list")
def list_failures(limit: int = 100) -> None:
    """Print the messages that could not be delivered, newest first: number, last try, where, whose, why."""

    async def listing(store: SqlStore) -> Any:
        return await store.failures(limit)

    rows = with_store(listing)
    if not rows:
        print("Nothing has failed.")
    for row in rows:
        tried = datetime.fromtimestamp(row["due_at"], timezone.utc)
        whose = f"{row['conversation_id']}\t{row['author']}"
        print(f"{row['id']}\t{tried:%Y-%m-%d %H:%M}Z\t{whose}\t{row['reason']}")


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

    again = with_store(retrying)
    print("1 message is tried again." if again == 1 else f"{again} messages are tried again.")


@retry.command("drop")
def drop_failure(delivery: int) -> None:
    """Give one up for good."""

    async def dropping(store: SqlStore) -> int:
        return await store.drop(delivery)

    if not with_store(dropping):
        stop(f"No delivery {delivery} has failed.")
    print("Given up.")
