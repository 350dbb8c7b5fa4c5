"""From public into private: whoever follows a link out of a group takes up what they themselves had asked."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.entry import Author, Content, Deed, Kind
from bot.store.asides import is_public
from bot.store.rows import Row, from_content, to_content
from bot.store.tables import entries

LATELY = 200
"""Messages of a public conversation, whoever wrote them, among which the follower's own is looked for."""
SAID = (
    sa.select(entries.c.id, entries.c.content, entries.c.raw)
    .where(
        entries.c.conversation_id == sa.bindparam("of"),
        entries.c.author == Author.CUSTOMER.value,
        entries.c.kind == Kind.MESSAGE.value,
        entries.c.position.isnot(None),
    )
    .order_by(entries.c.position.desc())
    .limit(LATELY)
)
"""What customers wrote there, latest first."""
CROSSINGS = sa.select(entries.c.raw).where(
    entries.c.conversation_id == sa.bindparam("of"),
    entries.c.author == Author.CUSTOMER.value,
    entries.c.kind == Kind.MESSAGE.value,
    entries.c.raw.isnot(None),
)
"""The notes on a private conversation's messages: among them, with what the customer came over before."""
TAKE_UP = (
    entries.update()
    .where(entries.c.id == sa.bindparam("entry"))
    .values(content=sa.bindparam("words"), raw=sa.bindparam("whence"))
)


def noted(by: str, takes_up: str) -> dict[str, str]:
    """What an entry keeps of who wrote it, and of where they come from."""
    return {name: value for name, value in (("by", by), ("takes_up", takes_up)) if value}


def take_up(connection: Connection, conversation_id: str, row: dict[str, Any]) -> None:
    """What they had asked in public is what they say now, once; else the row stays the greeting that it is.

    `row`: of a conversation that is locked; it knows its new content afterwards.
    """
    whence = row["raw"] or {}
    if row["kind"] != Kind.MESSAGE.value or not whence.get("takes_up"):
        return
    asked = _asked(connection, whence)
    if asked is None or asked["id"] in _taken_up(connection, conversation_id):
        return
    said = to_content(asked["content"])
    row["content"] = from_content(Content(said.words, payload=said.payload, deed=Deed.CAME_OVER))
    found = {"words": row["content"], "whence": {**whence, "took_up": asked["id"]}}
    connection.execute(TAKE_UP, {"entry": row["id"], **found})


def _asked(connection: Connection, whence: Mapping[str, Any]) -> Row | None:
    """The latest message there of that very person."""
    if not is_public(connection, whence["takes_up"]):
        return None
    said = connection.execute(SAID, {"of": whence["takes_up"]}).mappings()
    return next((row for row in said if (row["raw"] or {}).get("by") == whence.get("by")), None)


def _taken_up(connection: Connection, conversation_id: str) -> set[int]:
    crossings = connection.execute(CROSSINGS, {"of": conversation_id}).scalars()
    return {crossing["took_up"] for crossing in crossings if "took_up" in crossing}
