"""What Slack's Events API tells: customers' talk, agents' words in threads, and what is nobody's turn."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core.arrival import Arrival, DeskAct, Verb
from bot.core.entry import Content, Kind
from channels.slack.beside import CHANGES, REACTIONS, beside
from channels.slack.message import Message
from channels.slack.records import identifier, installed_in, moment, order, part, record, unknown
from channels.slack.words import mentioned, note

LABELS = {
    "message_changed": "edit",
    "message_deleted": "deletion",
    "message_replied": "thread",
    "bot_message": "echo",
    "channel_join": "membership",
    "channel_leave": "membership",
    "member_joined_channel": "membership",
    "member_left_channel": "membership",
    "group_join": "membership",
    "group_leave": "membership",
    "channel_archive": "membership",
    "channel_unarchive": "membership",
    "reaction_added": "reaction",
    "reaction_removed": "reaction",
    "app_home_opened": "home",
    "app_uninstalled": "installation",
    "tokens_revoked": "installation",
    "message_metadata_posted": "echo",
    "message_metadata_updated": "echo",
    "message_metadata_deleted": "echo",
}
"""Events and subtypes of messages that are expected and nobody's turn."""

SPOKEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})
"""Subtypes in which a person speaks. https://docs.slack.dev/reference/events/message#subtypes"""


def parse(body: Any, agent_channel: str, bot_user: str) -> tuple[Arrival | DeskAct, ...]:
    """The one event that a call of the Events API carries."""
    try:
        return (_parsed(body, agent_channel, bot_user),)
    except Exception:  # whatever it is, it is kept, and Slack is not made to send it again
        return (unknown(body),)


def _parsed(body: Any, agent_channel: str, bot_user: str) -> Arrival | DeskAct:
    if body["type"] != "event_callback":
        return _outer(body)
    event = body["event"]
    if event["type"] in REACTIONS or event.get("subtype") in CHANGES:
        return beside(body, event, agent_channel) or _other(body, event)
    if event["type"] not in ("message", "app_mention"):
        return _other(body, event)
    message = _message(body, event, bot_user)
    if message.event.get("hidden") or event.get("subtype", "") not in SPOKEN:
        return _other(body, event)
    if message.is_ours:
        return _kept(message, "echo")
    if not (message.team and message.channel and message.user and message.ts):
        return unknown(body)
    return _at_desk(message) if message.channel == agent_channel else _by_customer(message)


def _message(body: Mapping[str, Any], event: Mapping[str, Any], bot_user: str) -> Message:
    ts, thread = identifier(event, "ts"), identifier(event, "thread_ts")
    return Message(
        body=body,
        event=event,
        team=_team(body, event),
        channel=identifier(event, "channel"),
        user=identifier(event, "user"),
        ts=ts,
        thread=thread if thread != ts else "",
        bot_user=bot_user or _bot_user_told(body) or _called(event),
    )


def _by_customer(message: Message) -> Arrival:
    called = message.is_direct or message.is_mention
    if not called and (not message.thread or message.may_be_mention):
        return _kept(message, "overheard")
    return Arrival(
        key=message.key,
        conversation_id=message.conversation_id,
        channel="slack",
        kind=Kind.MESSAGE,
        content=message.content,
        at=moment(message.ts),
        order=order(message.ts),
        address=message.address,
        customer_name=message.author_name,
        continues=not called,  # only the journal knows in which threads the bot was called
        begins=message.is_mention,
        by="" if message.is_direct else message.user,
        platform_id=f"{message.channel}:{message.ts}",
        label="" if called else "overheard",
        raw=None if called else message.body,
    )


def _at_desk(message: Message) -> Arrival | DeskAct:
    """An agent's words: a note never becomes a reply, and chat beside the threads is nobody's turn."""
    content = message.content
    aside = note(message.text, message.event.get("blocks"))
    if not message.thread:
        return _kept(message, "desk chat")
    if aside is None and not content.text and not content.attachments:
        return _kept(message, "empty")
    desk_ref = f"{message.channel}:{message.thread}"
    words = _for_customer(content) if aside is None else replace(content, text=aside)
    return DeskAct(
        key=message.key,
        agent_id=f"slack:{message.team}:{message.user}",
        verb=Verb.REPLY if aside is None else Verb.NOTE,
        desk_ref=desk_ref,
        content=words,
        origin=f"{desk_ref}:{message.ts}",
        at=moment(message.ts),
        raw=message.body,
    )


def _for_customer(content: Content) -> Content:
    """A file's name and address in Slack stay inside: no customer's platform could fetch it from there."""
    return replace(content, attachments=tuple(replace(a, name="", url="") for a in content.attachments))


def _kept(message: Message, label: str) -> Arrival:
    key = _event_key(message.body, message.team)
    return record(message.body, label, key, message.conversation_id, message.ts)


def _outer(body: Mapping[str, Any]) -> Arrival:
    return record(body, "rate limited") if body["type"] == "app_rate_limited" else unknown(body)


def _other(body: Mapping[str, Any], event: Mapping[str, Any]) -> Arrival:
    label = LABELS.get(event.get("subtype") or event["type"], "")
    if not label and event["type"] != "message":
        return unknown(body)
    team = _team(body, event)
    ts = identifier(event, "event_ts")
    return record(body, label or "service", _event_key(body, team), _about(event, team), ts)


def _about(event: Mapping[str, Any], team: str) -> str:
    """The conversation that an event is about, as far as it says."""
    inner = part(event, "message") or part(event, "previous_message")
    user = identifier(event, "user") or identifier(inner, "user")
    channel = identifier(part(event, "item") or event, "channel")
    if channel and not channel.startswith("D"):
        thread = identifier(inner or event, "thread_ts")
        return f"slack:{team}:{channel}:{thread}" if thread else f"slack:{team}:{channel}"
    return f"slack:{team}:{user}" if user else "slack:"


def _team(body: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    return installed_in(body) or identifier(event, "team")


def _bot_user_told(body: Mapping[str, Any]) -> str:
    """Our own user id, as Slack tells it with each event; empty where it does not."""
    for told in body.get("authorizations") or ():
        if told.get("is_bot"):
            return identifier(told, "user_id")
    return ""


def _called(event: Mapping[str, Any]) -> str:
    """Who must be meant where Slack says that we were called and nothing says who we are."""
    called = mentioned(event["text"]) if event["type"] == "app_mention" else []
    return called[0] if called else ""


def _event_key(body: Mapping[str, Any], team: str) -> str:
    """Never a message's own key: what was merely overheard must not stand in the way of a turn."""
    event_id = identifier(body, "event_id")
    return f"slack:{team}:event:{event_id}" if event_id else ""
