"""What Meta sends for pages and Instagram accounts, as the journal keeps it.

https://developers.facebook.com/docs/messenger-platform/webhooks
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.core.arrival import Arrival
from bot.core.conversation import Agent
from bot.core.entry import Content, Kind
from channels.events import Strange, clean, fingerprint, key, moment, part, parts, unknown, words
from channels.messenger.account import Account, Json, milliseconds, record
from channels.messenger.attachments import attachments
from channels.messenger.beside import BESIDE, deletion, elsewhere, ref
from channels.messenger.comments import change

CHANNELS = {"page": "messenger", "instagram": "instagram"}
"""What Meta calls the object, and our name for it."""

RECORDS = {
    "optin": "optin",
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

INBOXES = {"messenger": "the Page inbox", "instagram": "the Instagram inbox"}
"""Where people of the brand answer by hand."""

GET_STARTED = ("get_started", "get started")
"""What tutorials and Meta's own tools name the first button of all."""


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
    account = Account(channel, entry.get("id"), milliseconds(entry))
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
        return elsewhere(account, item)
    if field == "changes":
        return change(account, item)
    return unknown(account.channel, item)


def _event(account: Account, item: Json) -> Arrival:
    if "message" in item:
        return _message(account, item, part(item, "message"))
    if "postback" in item:
        return _press(account, item, part(item, "postback"))
    for name, read in BESIDE.items():
        if isinstance(item.get(name), dict):
            return read(account, item, part(item, name))
    label = next((label for name, label in RECORDS.items() if name in item), "unknown")
    return record(account, item, label)


# Messages


def _message(account: Account, item: Json, message: Json) -> Arrival:
    mid = words(message.get("mid"))
    content = Content(
        text=words(message.get("text")),
        attachments=attachments(message),
        payload=words(part(message, "quick_reply").get("payload")),
        referral=ref(part(message, "referral")),
    )
    if message.get("is_deleted") and not message.get("is_echo"):
        return deletion(account, item, mid)
    label = _why_no_turn(account, item, message, content)
    if label == "echo" and mid:
        return _echo(account, item, message, content)
    return record(account, item, label) if label else _turn(account, item, content, mid)


def _echo(account: Account, item: Json, message: Json, content: Content) -> Arrival:
    """What the page has said: our own words are known by what we gave along, others are a person's."""
    mid, ours = words(message.get("mid")), _ours(message)
    told = replace(record(account, item, "echo", key(account.channel, mid)), platform_id=mid)
    if ours or told.conversation_id.endswith(":") or not (content.text or content.attachments):
        return replace(told, proves_sent=ours)
    by = Agent(f"{account.channel}:elsewhere", INBOXES[account.channel])
    said = Content(content.text, attachments=content.attachments)
    return replace(told, kind=Kind.MESSAGE, content=said, spoken_by=by)


def _ours(message: Json) -> int:
    """Which delivery of ours an echo repeats, by what `send` gave along; 0 for what others wrote."""
    found = OURS.fullmatch(words(message.get("metadata")))
    return int(found[1]) if found else 0


def _why_no_turn(account: Account, item: Json, message: Json, content: Content) -> str:
    """The label of a message that is no customer's turn; empty for one that is."""
    sender = str(part(item, "sender").get("id") or "")
    if message.get("is_echo") or sender == str(account.id):
        return "echo"
    return "unknown" if content == Content() or not sender else ""


def _press(account: Account, item: Json, postback: Json) -> Arrival:
    """A press on a button, the menu, or Get Started; some come without a payload, then the title is all."""
    payload = words(postback.get("payload"))
    title = words(postback.get("title")) or payload.lstrip("/").partition("{")[0].replace("_", " ").strip()
    if not (title or payload) or str(part(item, "sender").get("id") or "") == str(account.id):
        return record(account, item, "unknown")
    meant = "/greet" if payload.lower() in GET_STARTED else payload
    content = Content(title or payload, payload=meant, referral=ref(part(postback, "referral")))
    return replace(_turn(account, item, content, words(postback.get("mid"))), may_slip=True)


def _turn(account: Account, item: Json, content: Content, mid: str) -> Arrival:
    at = milliseconds(item, account.at)
    return replace(
        Arrival(
            key=key(account.channel, mid or fingerprint(item)),
            conversation_id=account.conversation(part(item, "sender").get("id")),
            channel=account.channel,
            kind=Kind.MESSAGE,
            content=content,
            platform_id=mid,
        ),
        at=moment(at / 1000),
        order=at,
    )
