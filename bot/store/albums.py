"""Parts of an album that come late: the album was answered, or left to the desk, without them."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.entry import Kind, State
from bot.store.rows import Row
from bot.store.tables import entries

NEAR = 200
"""Places in the transcript within which the rest of an album is looked for: a long one costs no more."""
_ALBUM = entries.c.content["album"].as_string()
DONE = (
    sa.select(_ALBUM)
    .where(
        entries.c.conversation_id == sa.bindparam("of"),
        entries.c.position >= sa.bindparam("since"),
        entries.c.kind == Kind.MESSAGE.value,
        entries.c.state == State.SETTLED.value,
        _ALBUM.in_(sa.bindparam("albums", expanding=True)),
    )
    .distinct()
)
"""Those of some albums of which a part was dealt with."""
SETTLE = entries.update().where(entries.c.id == sa.bindparam("entry")).values(state=State.SETTLED.value)


def settle_late(
    connection: Connection, conversation_id: str, waiting: Sequence[Row], next_position: int
) -> Sequence[Row]:
    """What still waits; a late part stands in the transcript, and asks nobody."""
    albums = {row["content"]["album"] for row in waiting if row["content"].get("album")}
    if not albums:
        return waiting
    asked = {"of": conversation_id, "since": next_position - NEAR, "albums": sorted(albums)}
    done = set(connection.execute(DONE, asked).scalars())
    late = [row["id"] for row in waiting if row["content"].get("album") in done]
    if late:
        connection.execute(SETTLE, [{"entry": entry} for entry in late])
    return [row for row in waiting if row["id"] not in late]
