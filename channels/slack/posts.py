"""Our own posts in Slack, found again: what has become of words whose call was never answered."""

from collections.abc import Iterator, Mapping
from typing import Any

import structlog

from channels.slack.records import part
from channels.slack.wire import Rejected, SlackWire

LATEST = "999"
"""Messages looked through; the most that one call tells.
https://docs.slack.dev/reference/methods/conversations.history"""

log = structlog.get_logger()


async def told_in(
    wire: SlackWire, kind: str, channel: str, thread_ts: str = ""
) -> Mapping[str, Mapping[str, Any]]:
    """By ts, what our posts of that kind say about themselves. Raises TryAgain."""
    method = "conversations.replies" if thread_ts else "conversations.history"
    thread = {"ts": thread_ts} if thread_ts else {}
    try:
        found = await wire.ask(method, channel=channel, **thread, include_all_metadata="true", limit=LATEST)
    except Rejected as problem:
        log.warning("slack_posts_not_looked_up", code=problem.code)
        return {}
    return dict(_told(found.get("messages") or (), kind))


def _told(messages: Any, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for message in messages:
        metadata = part(message, "metadata")
        if metadata.get("event_type") == kind:
            yield str(message.get("ts")), part(metadata, "event_payload")
