"""What agents change in a card's thread after it is written: it reaches nobody, and they are told so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.slack import sentences
from channels.slack.desk import KIND
from channels.slack.message import by_app
from channels.slack.posts import begins_thread, whisper
from channels.slack.records import Strange, identifier, part
from channels.slack.wire import SlackWire, in_time
from channels.slack.words import note

CHANGES = frozenset({"message_changed", "message_deleted"})


@dataclass(frozen=True)
class Edit:
    """An agent's message that is no longer what it was."""

    desk_ref: str
    user: str
    told: str
    """What its author has to know."""


def edit_in(body: Any, wire: SlackWire) -> Edit | None:
    """The edit or deletion that an event tells of, where its author may think that the customer sees it."""
    try:
        event = body["event"]
        is_here = event["type"] == "message" and identifier(event, "channel") == wire.agent_channel
        return _edit(event, wire) if is_here and event.get("subtype") in CHANGES else None
    except (AttributeError, KeyError, TypeError, Strange):  # such a thing is kept, and told to nobody
        return None


async def tell_author(edit: Edit, wire: SlackWire) -> None:
    """Tell the agent, and nobody else, unless the thread is no card's. Raises TryAgain, Undeliverable."""
    if await in_time(begins_thread(wire, KIND, edit.desk_ref)):
        await in_time(whisper(wire, edit.desk_ref, edit.user, edit.told))


def _edit(event: Mapping[str, Any], wire: SlackWire) -> Edit | None:
    before, after = part(event, "previous_message"), part(event, "message")
    written = before or after
    user, thread = identifier(written, "user"), identifier(written, "thread_ts")
    by_person = user and user != wire.bot_user and not by_app(written)
    if not by_person or thread in ("", identifier(written, "ts")):
        return None
    told = _what_to_know(before, after)
    return Edit(f"{wire.agent_channel}:{thread}", user, told) if told else None


def _what_to_know(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Nothing, where no word has changed, as when Slack adds a preview, and of a note that stays inside."""
    if before and after and before.get("text") == after.get("text"):
        return ""
    if not _is_note(before):
        return sentences.EDITED
    return "" if not after or _is_note(after) else sentences.EDITED_NOTE


def _is_note(message: Mapping[str, Any]) -> bool:
    return note(str(message.get("text") or ""), message.get("blocks")) is not None
