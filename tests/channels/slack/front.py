"""Slack's side of the front door: signed calls to the real routes, and what was stored for them."""

import hmac
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.core.arrival import Arrival, Came, DeskAct
from bot.core.entry import Kind
from bot.core.errors import TryAgain
from channels import webhooks
from channels.slack.doors import doors
from channels.slack.wire import SlackWire

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
DESK = "C0DESK"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Kept:
    """A journal that keeps each key once, as the real one does."""

    arrivals: list[Came] = field(default_factory=list)
    broken: bool = False

    async def receive(self, arrivals: Sequence[Came]) -> None:
        if self.broken:
            raise TryAgain("full")
        known = {kept.key for kept in self.arrivals}
        self.arrivals += [self._as_known(arrival) for arrival in arrivals if arrival.key not in known]

    def _as_known(self, came: Came) -> Came:
        if not isinstance(came, Arrival) or not came.continues:
            return came
        talks = {
            k.conversation_id for k in self.arrivals if isinstance(k, Arrival) and k.kind is Kind.MESSAGE
        }
        return came if came.conversation_id in talks else replace(came, kind=Kind.RECORD)


class Front:
    """The real routes, with Slack on the other side."""

    def __init__(self, bot_user: str = "") -> None:
        self.journal = Kept()
        self.wire = SlackWire("xoxb-1", SECRET, DESK)
        self.wire.bot_user = bot_user
        events, actions, commands = doors(self.wire)
        found = webhooks.routes(
            self.journal, slack_events=events, slack_actions=actions, slack_commands=commands
        )
        self.client = TestClient(Starlette(routes=found), raise_server_exceptions=True)

    def post(
        self,
        path: str,
        body: bytes,
        content_type: str = JSON,
        headers: Mapping[str, str] | None = None,
        secret: str = SECRET,
        at: float | None = None,
    ) -> Any:
        stamp = str(int(time.time() if at is None else at))
        signature = (
            "v0=" + hmac.new(secret.encode(), b"v0:%b:%b" % (stamp.encode(), body), "sha256").hexdigest()
        )
        signed = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
        sent = {"Content-Type": content_type, **signed, **(headers or {})}
        return self.client.post(f"/webhooks/slack/{path}", content=body, headers=sent)

    def event(self, body: Any, content_type: str = JSON, **headers: str) -> Any:
        return self.post("events", json.dumps(body).encode(), content_type, headers)

    def action(self, payload: Any) -> Any:
        return self.post("actions", urlencode({"payload": json.dumps(payload)}).encode(), FORM)

    def command(self, **form: str) -> Any:
        return self.post("commands", urlencode(form).encode(), FORM)

    @property
    def turns(self) -> list[Arrival]:
        return [kept for kept in self.arrivals if kept.kind is Kind.MESSAGE]

    @property
    def records(self) -> list[Arrival]:
        return [kept for kept in self.arrivals if kept.kind is Kind.RECORD]

    @property
    def arrivals(self) -> list[Arrival]:
        return [kept for kept in self.journal.arrivals if isinstance(kept, Arrival)]

    @property
    def acts(self) -> list[DeskAct]:
        return [kept for kept in self.journal.arrivals if isinstance(kept, DeskAct)]


_numbered = iter(range(1, 10**9))


def called(event: Mapping[str, Any], team: str = "T1", **outer: Any) -> dict[str, Any]:
    """A call of the Events API around an event, as Slack sends it."""
    return {
        "token": "old",
        "team_id": team,
        "api_app_id": "A1",
        "event": dict(event),
        "type": "event_callback",
        "event_id": f"Ev{next(_numbered)}",
        "event_time": 1_700_000_000,
        "authorizations": [{"team_id": team, "user_id": "UBOT", "is_bot": True}],
        **outer,
    }


def said(
    text: str, channel: str = "D1", user: str = "U1", ts: str = "1700000000.000100", **more: Any
) -> dict[str, Any]:
    """A message event."""
    kind = {"D": "im"}.get(channel[0], "channel")
    message = {
        "type": "message",
        "channel": channel,
        "channel_type": kind,
        "user": user,
        "text": text,
        "ts": ts,
    }
    return {**message, "event_ts": ts, **more}


def mention(text: str, channel: str = "C1", **more: Any) -> dict[str, Any]:
    """An app_mention event."""
    event = said(f"<@UBOT> {text}", channel, **more)
    del event["channel_type"]
    return {**event, "type": "app_mention"}
