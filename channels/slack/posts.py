"""Our own posts in Slack, found again: what has become of words whose call was never answered."""

from collections.abc import Iterator, Mapping, Set
from typing import Any

import structlog

from channels.slack.records import part
from channels.slack.wire import Rejected, SlackWire
from channels.slack.words import escaped

LATEST = "999"
"""Messages looked through at once; the most that one call tells.
https://docs.slack.dev/reference/methods/conversations.history"""

log = structlog.get_logger()


async def told_in(
    wire: SlackWire, kind: str, channel: str, thread_ts: str = ""
) -> Mapping[str, Mapping[str, Any]]:
    """By ts, what our posts of that kind say about themselves. Raises TryAgain."""
    method = "conversations.replies" if thread_ts else "conversations.history"
    asked = {"channel": channel, **({"ts": thread_ts} if thread_ts else {})}
    found: dict[str, Mapping[str, Any]] = {}
    try:
        answer = await _page(wire, method, asked)
        found |= _told(answer.get("messages") or (), kind)
        # A channel is told newest first, and one look goes back far enough; a thread begins with its oldest.
        while thread_ts and (cursor := part(answer, "response_metadata").get("next_cursor")):
            answer = await _page(wire, method, {**asked, "cursor": cursor})
            found |= _told(answer.get("messages") or (), kind)
    except Rejected as problem:
        log.warning("slack_posts_not_looked_up", code=problem.code)
    return found


async def _page(wire: SlackWire, method: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return await wire.ask(method, **asked, include_all_metadata="true", limit=LATEST)


async def files_in(wire: SlackWire, channel: str, thread_ts: str) -> Set[str]:
    """The names of the files that were posted in a thread, or in the latest of a channel. Raises TryAgain."""
    method = "conversations.replies" if thread_ts else "conversations.history"
    asked = {"channel": channel, **({"ts": thread_ts} if thread_ts else {})}
    found: set[str] = set()
    try:
        answer = await _page(wire, method, asked)
        found |= set(_file_names(answer))
        while thread_ts and (cursor := part(answer, "response_metadata").get("next_cursor")):
            answer = await _page(wire, method, {**asked, "cursor": cursor})
            found |= set(_file_names(answer))
    except Rejected as problem:
        log.warning("slack_posts_not_looked_up", code=problem.code)
    return found


def _file_names(answer: Mapping[str, Any]) -> Iterator[str]:
    for message in answer.get("messages") or ():
        for file in message.get("files") or ():
            yield str(file.get("name") or file.get("title") or "")


async def begins_thread(wire: SlackWire, kind: str, desk_ref: str) -> bool:
    """Whether a post of ours, of that kind, is what the thread hangs on. Raises TryAgain."""
    channel, ts = split(desk_ref)
    asked = {"channel": channel, "ts": ts, "include_all_metadata": "true", "limit": "1"}
    try:
        found = await wire.ask("conversations.replies", **asked)
    except Rejected:
        return False
    return ts in dict(_told((found.get("messages") or ())[:1], kind))


async def whisper(wire: SlackWire, desk_ref: str, user: str, words: str) -> None:
    """Tell one person, in the thread if there is one. Raises TryAgain, Rejected."""
    channel, thread = split(desk_ref)
    told = {"channel": channel or wire.agent_channel, "user": user, "text": escaped(words)}
    await wire.call("chat.postEphemeral", **told, **in_thread(thread))


def in_thread(ts: str) -> dict[str, str]:
    """The argument that puts a post into a thread."""
    return {"thread_ts": ts} if ts else {}


def split(desk_ref: str) -> tuple[str, str]:
    """The channel and the thread's first message."""
    channel, _, ts = desk_ref.partition(":")
    return channel, ts


def _told(messages: Any, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for message in messages:
        metadata = part(message, "metadata")
        if metadata.get("event_type") == kind:
            yield str(message.get("ts")), part(metadata, "event_payload")
