"""From a channel into the direct message: a link button, whose press tells us who comes from which thread."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from bot.core.conversation import Conversation
from channels.slack.records import part
from channels.slack.wire import Rejected, SlackWire

LINK = "https://slack.com/app_redirect?"
"""Opens the direct message with an app. https://docs.slack.dev/interactivity/deep-linking

Not `slack://`, which opens it as well: of a press on such a button Slack tells the app nothing.
https://github.com/slackapi/bolt-js/issues/464
"""
VALUE = "#private"
"""What the press carries beside the thread that it was made in; no payload of a brain begins like that."""
KEPT = 1000
_APP = re.compile(r"[A-Z0-9]{1,40}")


def way(conversation: Conversation, app_id: str) -> str:
    """The link; empty in private, and as long as nobody knows the app's id."""
    if not (conversation.address.get("public") and app_id):
        return ""
    return f"{LINK}app={app_id}&team={conversation.id.split(':')[1]}"


def is_way(url: str) -> bool:
    """Whether a button's address is such a link."""
    return url.startswith(LINK)


def app_in(event: Any) -> str:
    """Our app's id, as Slack tells it with every event; empty where it does not."""
    told = event.get("api_app_id") if isinstance(event, dict) else ""
    return told if isinstance(told, str) and _APP.fullmatch(told) else ""


def person_in(conversation: Conversation) -> str:
    """Whose direct message it is, or who wrote last in the thread; empty where nobody knows."""
    _, _, *named = conversation.id.split(":")
    return str(conversation.address.get("user") or (named[0] if len(named) == 1 else ""))


class Directs:
    """Direct messages with people who have only pressed a button, by the person's id."""

    def __init__(self, wire: SlackWire) -> None:
        self._wire = wire
        self._known: OrderedDict[str, str] = OrderedDict()

    async def place(self, address: Mapping[str, Any], person: str) -> str:
        """The channel to write in; empty where nobody knows one. Raises TryAgain."""
        return str(address.get("channel") or (await self._of(person) if person else ""))

    async def _of(self, person: str) -> str:
        """https://docs.slack.dev/reference/methods/conversations.open"""
        if person not in self._known:
            try:
                opened = part(await self._wire.call("conversations.open", users=person), "channel")
            except Rejected:  # without im:write: messages find their way by the person's id too
                return person
            self._known[person] = str(opened.get("id") or person)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return self._known[person]
