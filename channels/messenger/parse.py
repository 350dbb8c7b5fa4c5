"""What Meta sends for pages and Instagram accounts, as the journal keeps it.

https://developers.facebook.com/docs/messenger-platform/webhooks
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core.arrival import Arrival
from bot.core.entry import Content, Kind
from channels.events import (
    Strange,
    clean,
    fingerprint,
    identifier,
    key,
    moment,
    part,
    parts,
    unknown,
    whole,
    words,
)
from channels.messenger.attachments import attachments

Json = Mapping[str, Any]

CHANNELS = {"page": "messenger", "instagram": "instagram"}
"""What Meta calls the object, and our name for it."""

RECORDS = {
    "read": "read",
    "messaging_seen": "read",
    "delivery": "delivery",
    "reaction": "reaction",
    "message_edit": "edit",
    "message_edits": "edit",
    "optin": "optin",
    "referral": "referral",
    "account_linking": "account_linking",
    "policy_enforcement": "policy",
    "policy-enforcement": "policy",
    "pass_thread_control": "handover",
    "take_thread_control": "handover",
    "request_thread_control": "handover",
    "app_roles": "handover",
    "game_play": "game",
    "messaging_feedback": "feedback",
    "order": "payment",
    "payment": "payment",
}
"""Events that are expected and nobody's turn."""

OURS = re.compile(r"frontdesk:([0-9]{1,18})")
"""The metadata of a message that we sent: our delivery's id."""

GET_STARTED = ("get_started", "get started")
"""What tutorials and Meta's own tools name the first button of all."""


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


def arrivals(event: Any) -> Sequence[Arrival]:
    """Every item of every entry."""
    body = clean(event)
    channel = CHANNELS.get(words(body.get("object"))) if isinstance(body, dict) else None
    entries = parts(body, "entry")
    if channel is None or not entries:
        return [unknown("messenger", body)]
    return [arrival for entry in entries for arrival in _entry(channel, entry)]


def _entry(channel: str, entry: Any) -> Sequence[Arrival]:
    items = (
        [(field, item) for field in entry for item in parts(entry, field)] if isinstance(entry, dict) else []
    )
    if not items:
        return [unknown(channel, entry)]
    account = Account(channel, entry.get("id"), _milliseconds(entry))
    return [_guarded(account, field, item) for field, item in items]


def _guarded(account: Account, field: str, item: Any) -> Arrival:
    try:
        return _item(account, field, item)
    except Exception:  # one strange item must not take the batch with it
        return unknown(account.channel, item)


def _item(account: Account, field: str, item: Any) -> Arrival:
    if not isinstance(item, dict):
        raise Strange("no object")
    if field == "messaging":
        return _event(account, item)
    if field == "standby":
        return _record(account, item, "standby")
    if field == "changes":
        return _record(account, item, words(item.get("field")) or "feed")
    return unknown(account.channel, item)


def _event(account: Account, item: Json) -> Arrival:
    if "message" in item:
        return _message(account, item, part(item, "message"))
    if "postback" in item:
        return _press(account, item, part(item, "postback"))
    label = next((label for name, label in RECORDS.items() if name in item), "unknown")
    return _record(account, item, label)


def _record(account: Account, item: Json, label: str, own_key: str = "") -> Arrival:
    if label == "unknown":
        return unknown(account.channel, item, _conversation(account, item))
    return Arrival(
        key=own_key or key(account.channel, fingerprint(item)),
        conversation_id=_conversation(account, item),
        channel=account.channel,
        kind=Kind.RECORD,
        at=moment(_milliseconds(item, account.at) / 1000),
        order=_milliseconds(item, account.at),
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


def _milliseconds(source: Any, otherwise: int = 0) -> int:
    """A time stamp; Instagram has been seen to send seconds."""
    value = next((whole(source.get(name)) for name in ("timestamp", "time") if whole(source.get(name))), 0)
    return (value if value > 10**11 else value * 1000) if value else otherwise


# Messages


def _message(account: Account, item: Json, message: Json) -> Arrival:
    mid = words(message.get("mid"))
    content = Content(
        text=words(message.get("text")),
        attachments=attachments(message),
        payload=words(part(message, "quick_reply").get("payload")),
    )
    label = _why_no_turn(account, item, message, content)
    if label:
        # A message taken back has the id of the message itself, which is another entry.
        own_key = key(account.channel, mid) if mid and label == "echo" else ""
        record = _record(account, item, label, own_key)
        return replace(record, proves_sent=_ours(message), platform_id=mid) if own_key else record
    return _turn(account, item, content, mid)


def _ours(message: Json) -> int:
    """Which delivery of ours an echo repeats, by what `send` gave along; 0 for what others wrote."""
    found = OURS.fullmatch(words(message.get("metadata")))
    return int(found[1]) if found else 0


def _why_no_turn(account: Account, item: Json, message: Json, content: Content) -> str:
    """The label of a message that is no customer's turn; empty for one that is."""
    sender = str(part(item, "sender").get("id") or "")
    if message.get("is_echo") or sender == str(account.id):
        return "echo"
    if message.get("is_deleted"):
        return "deletion"
    return "unknown" if content == Content() or not sender else ""


def _press(account: Account, item: Json, postback: Json) -> Arrival:
    """A press on a button, the menu, or Get Started; some come without a payload, then the title is all."""
    payload = words(postback.get("payload"))
    title = words(postback.get("title")) or payload.lstrip("/").partition("{")[0].replace("_", " ").strip()
    if not (title or payload) or str(part(item, "sender").get("id") or "") == str(account.id):
        return _record(account, item, "unknown")
    meant = "/greet" if payload.lower() in GET_STARTED else payload
    return _turn(account, item, Content(title or payload, payload=meant), words(postback.get("mid")))


def _turn(account: Account, item: Json, content: Content, mid: str) -> Arrival:
    at = _milliseconds(item, account.at)
    return replace(
        Arrival(
            key=key(account.channel, mid or fingerprint(item)),
            conversation_id=account.conversation(part(item, "sender").get("id")),
            channel=account.channel,
            kind=Kind.MESSAGE,
            content=content,
        ),
        at=moment(at / 1000),
        order=at,
    )
