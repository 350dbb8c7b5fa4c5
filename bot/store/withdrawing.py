"""What is still owed to a customer and must not be sent any more."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.core.case import Withdrawn
from bot.core.delivery import DeliveryState
from bot.core.entry import Author
from bot.store.tables import deliveries, entries

_OWED = (
    deliveries.c.conversation_id == sa.bindparam("of"),
    deliveries.c.state == DeliveryState.OWED.value,
)
SILENCE_BOT = (
    deliveries.update()
    .where(*_OWED, deliveries.c.author.in_((Author.BOT.value, Author.SYSTEM.value)))
    .values(state=DeliveryState.SUPERSEDED.value, reason="")
)
"""What is still owed by the bot is never sent; agents see that it was not."""
WITHDRAW = (
    deliveries.update()
    .where(
        *_OWED,
        sa.exists().where(
            entries.c.id == deliveries.c.entry_id,
            sa.func.substr(entries.c.key, 1, sa.bindparam("length")) == sa.bindparam("keys"),
        ),
    )
    .values(state=DeliveryState.SUPERSEDED.value, reason=sa.bindparam("why"))
)
"""What is still owed of entries whose keys begin so is never sent."""


def silence_bot(connection: Connection, conversation_id: str) -> None:
    """Whatever the bot still owes."""
    connection.execute(SILENCE_BOT, {"of": conversation_id})


def withdraw(connection: Connection, conversation_id: str, withdrawn: Withdrawn) -> None:
    """What does not hold any more; what is on its way to the platform at this moment goes."""
    which = {"keys": withdrawn.keys, "length": len(withdrawn.keys)}
    connection.execute(WITHDRAW, {"of": conversation_id, "why": withdrawn.why, **which})
