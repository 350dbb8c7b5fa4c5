"""The page or Instagram account that an event is about, and what its events have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.arrival import Arrival
from bot.core.entry import Kind
from channels.events import Strange, fingerprint, identifier, key, moment, part, unknown, whole

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Account:
    """The page or Instagram account whose entry it is."""

    channel: str
    id: Any
    """As it came; checked where it is used."""
    at: int
    """When Meta wrote the entry, in milliseconds."""

    def conversation(self, person_id: Any) -> str:
        """One customer of this account. Raises Strange."""
        return f"{self.channel}:{identifier(self.id)}:{identifier(person_id)}"


def record(account: Account, item: Json, label: str, own_key: str = "") -> Arrival:
    """An event that is nobody's turn."""
    if label == "unknown":
        return unknown(account.channel, item, _conversation(account, item))
    return Arrival(
        key=own_key or key(account.channel, fingerprint(item)),
        conversation_id=_conversation(account, item),
        channel=account.channel,
        kind=Kind.RECORD,
        at=moment(milliseconds(item, account.at) / 1000),
        order=milliseconds(item, account.at),
        label=label,
        raw=item,
    )


def _conversation(account: Account, item: Json) -> str:
    """Whoever is not the account is the customer; nobody, where an item names no person."""
    ends = [part(item, end).get("id") for end in ("sender", "recipient")]
    people = [end for end in ends if end and str(end) != str(account.id)]
    try:
        return account.conversation(people[0]) if people else f"{account.channel}:"
    except Strange:
        return f"{account.channel}:"


def milliseconds(source: Any, otherwise: int = 0) -> int:
    """A time stamp; Instagram has been seen to send seconds."""
    value = next((whole(source.get(name)) for name in ("timestamp", "time") if whole(source.get(name))), 0)
    return (value if value > 10**11 else value * 1000) if value else otherwise
