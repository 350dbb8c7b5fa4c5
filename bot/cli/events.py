"""What the shop tells of orders: sent once as the shop would, and what has come."""

import json
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.ending import stop
from bot.cli.journal import with_store
from bot.settings import Settings
from bot.store.journal import SqlStore

events = typer.Typer(help="What the shop tells of orders (docs/events.md).", no_args_is_help=True)

PATH = "/events/orders"


@events.command()
def send(
    file: Annotated[str, typer.Argument(help="The event's JSON; - reads it from standard input.")] = "",
    order: Annotated[str, typer.Option(help="In place of a file: the order's number.")] = "",
    customer: Annotated[str, typer.Option(help="The shop's id of whoever ordered.")] = "",
    happened: Annotated[str, typer.Option(help="shipped, delayed, delivered or refunded")] = "shipped",
    url: Annotated[str, typer.Option(help="Where frontdesk is; by default as the settings say.")] = "",
) -> None:
    """Sign an event and send it to frontdesk, as the shop does; print what frontdesk says to it."""
    import httpx

    from channels.shop import signature

    settings = Settings.from_env()
    if not settings.shop_events_secret:
        stop("SHOP_EVENTS_SECRET is not set, so the shop's events are off.")
    body = _read(file) if file else _made(order, customer, happened)
    stamp = str(int(time.time()))
    signed = signature(settings.shop_events_secret, stamp, body)
    headers = {"X-Frontdesk-Timestamp": stamp, "X-Frontdesk-Signature": signed}
    address = f"{(url or settings.address).rstrip('/')}{PATH}"
    try:
        answer = httpx.post(address, content=body, headers=headers, timeout=10)
    except httpx.HTTPError as error:
        stop(f"{address} cannot be reached ({type(error).__name__}); is frontdesk running?")
    if not answer.is_success:
        stop(f"{address} answered {answer.status_code}: {answer.text.strip()}")
    print("Taken. `frontdesk events list` says what came of it.")


@events.command("list")
def list_events(limit: int = 20) -> None:
    """Print what came last, newest first: when, what, which order, whose, and what became of it."""

    async def listing(store: SqlStore) -> Any:
        return await store.shop_told(limit)

    rows = with_store(listing)
    if not rows:
        print("The shop has told nothing yet.")
    for row in rows:
        came = datetime.fromtimestamp(row["received_at"], timezone.utc)
        what = "\t".join((row["happened"] or "unknown", row["order_number"], row["customer_id"]))
        became = "\t".join((row["state"], row["conversation_id"], row["reason"]))
        print(f"{came:%Y-%m-%d %H:%M}Z\t{row['event_id']}\t{what}\t{became}")


def _read(file: str) -> bytes:
    try:
        return typer.get_binary_stream("stdin").read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        stop(f"{file} cannot be read ({error.strerror}).")


def _made(order: str, customer: str, happened: str) -> bytes:
    if not (order and customer):
        stop("Name a file, or --order and --customer.")
    now = datetime.now(timezone.utc)
    event = {
        "id": f"test-{now.timestamp():.6f}",
        "kind": f"order.{happened}",
        "order_number": order,
        "customer_id": customer,
        "occurred_at": now.isoformat(),
    }
    return json.dumps(event).encode()
