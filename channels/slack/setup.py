"""Slack's side: the app's manifest, and whether all of it is as it should be."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from channels.findings import Finding, Refused, ask, unless_away

CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,}")
SCOPES = (
    *("app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read"),
    *("files:write", "groups:history", "groups:read", "im:history", "im:write", "reactions:read"),
    *("reactions:write", "users:read"),
)
"""https://docs.slack.dev/reference/scopes"""
EVENTS = (
    *("app_mention", "message.channels", "message.groups", "message.im", "reaction_added"),
    "reaction_removed",
)
"""https://docs.slack.dev/reference/events"""
NEW_APP = "https://api.slack.com/apps?new_app=1"


@dataclass(frozen=True)
class SlackSetup:
    """One app, seen from the Web API."""

    bot_token: str
    agent_channel: str
    app_token: str
    api_base: str
    public_url: str

    def set_up(self) -> str:
        """The app's manifest, and where to paste it."""
        where = f"Paste this at {NEW_APP} → From a manifest; docs/slack.md goes on from there."
        return f"{where}\n\n{self.manifest()}"

    def manifest(self) -> str:
        """https://docs.slack.dev/reference/app-manifest"""
        address = f"{self.public_url}/webhooks/slack"
        by_socket = not self.public_url
        called = {} if by_socket else {"request_url": f"{address}/events"}
        pressed = {} if by_socket else {"request_url": f"{address}/actions"}
        command = {
            "command": "/frontdesk",
            "description": "What Frontdesk can do here",
            "should_escape": False,
            **({} if by_socket else {"url": f"{address}/commands"}),
        }
        told: dict[str, Any] = {
            "display_information": {
                "name": "Frontdesk",
                "description": "Customers' questions, and who answers them",
            },
            "features": {
                "app_home": {"messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
                "bot_user": {"display_name": "frontdesk", "always_online": True},
                "slash_commands": [command],
            },
            "oauth_config": {"scopes": {"bot": list(SCOPES)}},
            "settings": {
                "event_subscriptions": {**called, "bot_events": list(EVENTS)},
                "interactivity": {"is_enabled": True, **pressed},
                "org_deploy_enabled": False,
                "socket_mode_enabled": by_socket,
                "token_rotation_enabled": False,
            },
        }
        return json.dumps(told, indent=2)

    def check(self) -> Iterator[Finding]:
        """What is as it should be, and what is not."""
        try:
            me, headers = self._call("auth.test", self.bot_token)
            yield Finding(True, f"The token is good: it is {me.get('user')} in {me.get('team')}.")
            yield from self._scopes(headers.get("x-oauth-scopes", ""))
            yield from self._channel()
        except Refused as refusal:
            todo = "Install the app once more, and copy the token that begins with xoxb-: SLACK_BOT_TOKEN."
            yield unless_away(refusal, todo)
        if self.app_token:
            yield from self._socket()
        elif not self.public_url:
            words = "Slack can reach nobody: there is neither FRONTDESK_PUBLIC_URL nor SLACK_APP_TOKEN."
            yield Finding(False, words, "For Socket Mode make an app-level token with connections:write.")

    def _scopes(self, told: str) -> Iterator[Finding]:
        granted = {scope.strip() for scope in told.split(",") if scope.strip()}
        missing = [scope for scope in SCOPES if scope not in granted]
        if not granted:
            return
        if missing:
            todo = "Add them under OAuth & Permissions, and install the app once more."
            yield Finding(False, f"The app lacks {', '.join(missing)}.", todo)
        else:
            yield Finding(True, "The app has every permission that it needs.")

    def _channel(self) -> Iterator[Finding]:
        if not CHANNEL_ID.fullmatch(self.agent_channel):
            words = f"SLACK_AGENT_CHANNEL is {self.agent_channel}, and no channel's id."
            yield Finding(
                False, words, "Copy the id, such as C0123ABCD: the channel's name → at the very bottom."
            )
            return
        try:
            told, _ = self._call("conversations.info", self.bot_token, channel=self.agent_channel)
        except Refused as refusal:
            todo = (
                "Copy the channel's id (its name → at the very bottom): SLACK_AGENT_CHANNEL; invite the bot."
            )
            yield Finding(False, f"The agents' channel {self.agent_channel}: {refusal}", todo)
            return
        channel = told.get("channel") or {}
        if channel.get("is_member"):
            yield Finding(True, f"The bot is in the agents' channel #{channel.get('name')}.")
        else:
            yield Finding(
                False, f"The bot is not in #{channel.get('name')}.", "Write there: /invite @frontdesk"
            )

    def _socket(self) -> Iterator[Finding]:
        try:
            self._call("apps.connections.open", self.app_token)
            yield Finding(True, "Socket Mode is on: Slack needs no address.")
        except Refused as refusal:
            todo = "Make an app-level token with connections:write, and enable Socket Mode: SLACK_APP_TOKEN."
            yield unless_away(refusal, todo)

    def _call(self, method: str, token: str, **parameters: str) -> tuple[Any, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        told, answered = ask(
            "Slack", "POST", f"{self.api_base.rstrip('/')}/{method}", headers, data=parameters
        )
        if not told.get("ok"):
            raise Refused(f"Slack refused: {told.get('error', 'no reason given')}.")
        return told, answered
