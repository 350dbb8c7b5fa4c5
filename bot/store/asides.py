"""What customers did to earlier messages: found in the journal by the platform's own names for them."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.entry import Deed, Kind, State
from bot.store.rows import to_content
from bot.store.tables import conversations, deliveries, entries

_NAMED = sa.bindparam("of"), sa.bindparam("named")
WRITTEN = (
    sa.select(entries.c.content)
    .where(
        entries.c.conversation_id == _NAMED[0],
        entries.c.platform_id == _NAMED[1],
        entries.c.kind.in_((Kind.MESSAGE.value, Kind.ASIDE.value, Kind.COMMENT.value)),
        entries.c.platform_order <= sa.bindparam("until"),
        entries.c.id != sa.bindparam("but"),
    )
    .order_by(entries.c.platform_order.desc(), entries.c.id.desc())
    .limit(1)
)
"""What the customer wrote under that name, as last edited."""
SENT = (
    sa.select(entries.c.content)
    .join(deliveries, deliveries.c.entry_id == entries.c.id)
    .where(entries.c.conversation_id == _NAMED[0], deliveries.c.platform_id == _NAMED[1])
    .limit(1)
)
"""What we sent under that name."""
SETTLE = (
    entries.update()
    .where(entries.c.id == sa.bindparam("entry"))
    .values(state=State.SETTLED.value, kind=sa.bindparam("as_kind"), content=sa.bindparam("words"))
)
IS_PUBLIC = sa.select(conversations.c.address).where(conversations.c.conversation_id == _NAMED[0])

OF_MESSAGES = frozenset(deed.value for deed in (Deed.EDITED, Deed.DELETED, Deed.REACTED, Deed.UNREACTED))


def settle(connection: Connection, conversation_id: str, row: Mapping[str, Any]) -> bool:
    """Nobody has to answer it. False: it is about what others say in public, and not for the transcript."""
    content = dict(row["content"])
    concerned = _concerned(connection, conversation_id, row)
    if concerned is not None:
        content["quote"] = to_content(concerned).words
    ours = (
        concerned is not None
        or content["deed"] not in OF_MESSAGES
        or not is_public(connection, conversation_id)
    )
    kind = Kind.ASIDE if ours else Kind.RECORD
    connection.execute(SETTLE, {"entry": row["id"], "as_kind": kind.value, "words": content})
    return ours


def _concerned(
    connection: Connection, conversation_id: str, row: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    named = row["raw"].get("concerns")
    if not named:
        return None
    asked = {"of": conversation_id, "named": named}
    before = {"until": row["platform_order"], "but": row["id"]}
    found: Mapping[str, Any] | None = connection.execute(WRITTEN, {**asked, **before}).scalar()
    return found if found is not None else connection.execute(SENT, asked).scalar()


def is_public(connection: Connection, conversation_id: str) -> bool:
    """Whether others read along; False where nobody knows the conversation."""
    address = connection.execute(IS_PUBLIC, {"of": conversation_id}).scalar()
    return bool(address and address.get("public"))
