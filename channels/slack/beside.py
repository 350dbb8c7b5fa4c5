"""What customers do in Slack beside writing: they edit, delete, and put signs on messages."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core.arrival import Arrival
from bot.core.entry import Content, Deed, Kind
from channels.slack.message import by_app
from channels.slack.records import identifier, installed_in, part, record
from channels.slack.words import clean, plain

CHANGES = {"message_changed": "edit", "message_deleted": "deletion"}
"""Subtypes of messages. https://docs.slack.dev/reference/events/message/message_changed"""
REACTIONS = {"reaction_added": Deed.REACTED, "reaction_removed": Deed.UNREACTED}
"""https://docs.slack.dev/reference/events/reaction_added"""


def beside(body: Mapping[str, Any], event: Mapping[str, Any], agent_channel: str) -> Arrival | None:
    """What a customer did; None for an agent's doings, a bot's, and what changes no word."""
    if identifier(part(event, "item") or event, "channel") == agent_channel:
        return None
    found = _reaction(body, event) if event["type"] in REACTIONS else _change(body, event)
    team, event_id = identifier(body, "team_id"), identifier(body, "event_id")
    return replace(found, key=f"slack:{team}:event:{event_id}") if found and event_id else found


def _reaction(body: Mapping[str, Any], event: Mapping[str, Any]) -> Arrival | None:
    item, user = part(event, "item"), identifier(event, "user")
    ts = identifier(item, "ts")
    if item.get("type") != "message" or not (ts and user):
        return None
    sign = Content(f":{clean(str(event.get('reaction') or ''))}:", deed=REACTIONS[event["type"]])
    # In a channel nothing tells which thread it is in, unless it is at the thread's beginning.
    channel = identifier(item, "channel")
    done = _aside(body, "reaction", _conversation(body, channel, user, ts), identifier(event, "event_ts"))
    return replace(done, content=sign, concerns=f"{channel}:{ts}")


def _change(body: Mapping[str, Any], event: Mapping[str, Any]) -> Arrival | None:
    before, after = part(event, "previous_message"), part(event, "message")
    written = before or after
    ts, user = identifier(written, "ts"), identifier(written, "user")
    if not (ts and user) or by_app(written) or written.get("subtype") in ("bot_message", "tombstone"):
        return None
    if event["subtype"] == "message_deleted":
        content = Content(deed=Deed.DELETED)
    elif before.get("text") == after.get("text"):  # Slack has added a preview, or somebody answered below
        return None
    else:
        content = Content(plain(str(after.get("text") or ""), after.get("blocks"), ""), deed=Deed.EDITED)
    channel, thread = identifier(event, "channel"), identifier(written, "thread_ts") or ts
    about = _conversation(body, channel, user, thread)
    done = _aside(body, CHANGES[event["subtype"]], about, identifier(event, "event_ts") or ts)
    concerns = f"{channel}:{ts}"
    is_there = content.deed is Deed.EDITED
    return replace(done, content=content, concerns=concerns, platform_id=concerns if is_there else "")


def _conversation(body: Mapping[str, Any], channel: str, user: str, thread: str) -> str:
    team = installed_in(body)
    return f"slack:{team}:{user}" if channel.startswith("D") else f"slack:{team}:{channel}:{thread}"


def _aside(body: Mapping[str, Any], label: str, conversation_id: str, ts: str) -> Arrival:
    plain_record = record(body, label, conversation_id=conversation_id, ts=ts)
    return replace(plain_record, kind=Kind.ASIDE, continues=True)
