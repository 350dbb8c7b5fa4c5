"""Who may sign in to the desk."""

from typing import Annotated, Any

import typer

from bot.cli.ending import stop
from bot.cli.journal import with_store
from bot.store.journal import SqlStore

users = typer.Typer(help="Who may sign in to the desk.", no_args_is_help=True)


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
