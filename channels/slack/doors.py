"""Slack's three addresses: the Events API, interactivity, and slash commands."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from bot.core.arrival import Arrival, DeskAct
from bot.core.receive import NotJson
from channels.events import from_json
from channels.slack import acts, events, sentences
from channels.slack.edits import edit_in, tell_author
from channels.slack.presses import pressed_in
from channels.slack.private import app_in
from channels.slack.wire import SlackWire, in_time


class SlackDoor:
    """What the three have in common: Slack signs them alike. The content type is never asked."""

    def __init__(self, wire: SlackWire) -> None:
        self.wire = wire

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused unless Slack itself sent these very bytes."""
        self.wire.verify(headers, body)

    async def afterwards(self, event: Any) -> None:
        """Nothing."""


class EventsDoor(SlackDoor):
    """`/webhooks/slack/events`: what is said and what happens."""

    def decode(self, headers: Mapping[str, str], body: bytes) -> Any:
        """The JSON body. Raises NotJson."""
        return from_json(body)

    def parse(self, event: Any) -> Sequence[Arrival | DeskAct]:
        """The one event of a call; none where Slack only asks whether we are here."""
        if _challenge(event) is not None:
            return ()
        self.wire.app_id = self.wire.app_id or app_in(event)
        return events.parse(event, self.wire.agent_channel, self.wire.bot_user)

    def answer(self, event: Any) -> str | None:
        """The bare challenge, where Slack asks whether we are here."""
        return _challenge(event)

    async def afterwards(self, event: Any) -> None:
        """Tell an agent whose edit reaches nobody. Raises TryAgain, Undeliverable."""
        if edit := edit_in(event, self.wire):
            await tell_author(edit, self.wire)


class ActionsDoor(SlackDoor):
    """`/webhooks/slack/actions`: what is pressed."""

    def decode(self, headers: Mapping[str, str], body: bytes) -> Any:
        """The JSON in the form's field `payload`; the form itself where it has none. Raises NotJson."""
        form = _form(body)
        return from_json(form["payload"].encode()) if "payload" in form else form

    def parse(self, event: Any) -> Sequence[Arrival | DeskAct]:
        """Every press of a call."""
        return acts.parse(event, self.wire.agent_channel)

    def answer(self, event: Any) -> None:
        """Nothing: the card and the conversation show what came of it."""

    async def afterwards(self, event: Any) -> None:
        """Show a customer's choice on the message that offered it. Raises TryAgain, Undeliverable."""
        if found := pressed_in(event, self.wire.agent_channel):
            shown = {"channel": found.channel, "ts": found.ts, "text": found.text, "blocks": found.blocks}
            await in_time(self.wire.call("chat.update", **shown))


class CommandsDoor(SlackDoor):
    """`/webhooks/slack/commands`: slash commands."""

    def decode(self, headers: Mapping[str, str], body: bytes) -> Any:
        """The form. Raises NotJson."""
        return _form(body)

    def parse(self, event: Any) -> Sequence[Arrival | DeskAct]:
        """A record of it; nobody's turn."""
        return acts.parse_command(event)

    def answer(self, event: Any) -> Mapping[str, Any] | None:
        """What can be done here, for the eyes of the one who asked."""
        if not event.get("command"):
            return None
        return {"response_type": "ephemeral", "text": sentences.COMMAND_HELP}


def doors(wire: SlackWire) -> tuple[EventsDoor, ActionsDoor, CommandsDoor]:
    """Events, actions and commands, in this order."""
    return EventsDoor(wire), ActionsDoor(wire), CommandsDoor(wire)


def _challenge(event: Any) -> str | None:
    if not isinstance(event, dict) or event.get("type") != "url_verification":
        return None
    challenge = event.get("challenge")
    return challenge if isinstance(challenge, str) else None


def _form(body: bytes) -> dict[str, str]:
    try:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
    except ValueError as error:
        raise NotJson("The body is no form.") from error
    if not fields:  # from Python 3.11 on, no error by itself
        raise NotJson("The body is empty.")
    return fields
