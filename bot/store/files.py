"""Files that people sent: which are still to be fetched, and where those are that were."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.case import Change, Move
from bot.core.entry import Attachment, Author, Content, Kind, NewEntry
from bot.core.files import Wanted
from bot.core.lane import LaneKind
from bot.store.lanes import wake
from bot.store.rows import at, from_content, to_content
from bot.store.tables import entries, files

ADD = files.insert()
THIS = files.c.id == sa.bindparam("of")
DONE = files.delete().where(THIS)
LATER = files.update().where(THIS).values(attempts=files.c.attempts + 1, due_at=sa.bindparam("due"))
WANTED = (
    sa.select(files, entries.c.content, entries.c.author, entries.c.author_name)
    .join(entries, entries.c.id == files.c.entry_id)
    .where(files.c.conversation_id == sa.bindparam("of"))
    .order_by(files.c.id)
)
CONTENT = sa.select(entries.c.content).where(entries.c.id == sa.bindparam("of"))
SET_CONTENT = entries.update().where(entries.c.id == sa.bindparam("of"))


def owe(
    connection: Connection, conversation_id: str, written: Iterable[Mapping[str, Any]], now: float
) -> None:
    """What came with these entries (`id`, `content`) is to be fetched."""
    rows = [
        {
            "conversation_id": conversation_id,
            "entry_id": row["id"],
            "number": number,
            "attempts": 0,
            "due_at": now,
        }
        for row in written
        if row["content"].get("attachments")
        for number, attachment in enumerate(to_content(row["content"]).attachments)
        if attachment.is_to_be_fetched
    ]
    if rows:
        connection.execute(ADD, rows)
        wake(connection, [(conversation_id, LaneKind.FETCH)], now)


def wanted(connection: Connection, conversation_id: str) -> list[Wanted]:
    """What is still to be fetched, oldest first."""
    found = connection.execute(WANTED, {"of": conversation_id}).mappings()
    return [_wanted(row) for row in found]


def _wanted(row: Mapping[str, Any]) -> Wanted:
    due = at(row["due_at"])
    assert due is not None
    return Wanted(
        id=row["id"],
        conversation_id=row["conversation_id"],
        entry_id=row["entry_id"],
        number=row["number"],
        attachment=to_content(row["content"]).attachments[row["number"]],
        author=Author(row["author"]),
        author_name=row["author_name"],
        attempts=row["attempts"],
        due=due,
    )


def later(connection: Connection, wanted: Wanted, due: float) -> None:
    """To be tried again at `due`."""
    connection.execute(LATER, {"of": wanted.id, "due": due})


def told(wanted: Wanted, kept: Attachment) -> Move:
    """The line of the transcript that says what became of it."""
    shown = Content(attachments=(kept,))
    key = f"file:{wanted.entry_id}:{wanted.number}"  # SQLite gives the id of a deleted row to another
    entry = NewEntry(wanted.author, Kind.FILE, shown, wanted.author_name, key=key)
    if kept.problem:
        words = f"The {kept.kind} could not be fetched: {kept.problem}"
        entry = NewEntry(Author.SYSTEM, Kind.EVENT, Content(words), key=key)
    return lambda case: Change(case.conversation, case.handoff, (entry,))


def settle(connection: Connection, wanted: Wanted, kept: Attachment) -> None:
    """The message knows where its file is."""
    connection.execute(DONE, {"of": wanted.id})
    content = to_content(connection.execute(CONTENT, {"of": wanted.entry_id}).scalar_one())
    now_kept = [kept if n == wanted.number else one for n, one in enumerate(content.attachments)]
    connection.execute(
        SET_CONTENT,
        {"of": wanted.entry_id, "content": from_content(replace(content, attachments=tuple(now_kept)))},
    )
