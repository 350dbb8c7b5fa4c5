"""Events API, interactivity and slash commands as Slack writes and signs them.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from tests.fakes.postman import Letter
from tests.fakes.slack.workspace import Person, Place, Workspace, new_id

VERIFICATION_TOKEN = "fake-verification-token"
_FORM = "application/x-www-form-urlencoded"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Version 0."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def event_letter(workspace: Workspace, event: dict[str, Any]) -> Letter:
    """An event in its wrapper, with an id of its own."""
    installed = {"enterprise_id": None, "team_id": workspace.team_id, "user_id": workspace.bot_user.id}
    wrapper = {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team_id,
        "context_team_id": workspace.team_id,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(float(event.get("event_ts", time.time()))),
        "authorizations": [{**installed, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": "4-fake",
    }
    return outer_letter(wrapper)


def outer_letter(wrapper: dict[str, Any]) -> Letter:
    """What has no inner event: url_verification, app_rate_limited."""
    return Letter(json.dumps(wrapper).encode(), path="/events", about=wrapper)


def message_event(place: Place, message: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A message as its event tells it."""
    told = {name: value for name, value in message.items() if name not in ("metadata", "reactions")}
    return {**told, "channel": place.id, "channel_type": place.kind, "event_ts": message["ts"], **more}


def action_letter(payload: dict[str, Any]) -> Letter:
    """A press or a submitted form; Slack does not repeat these."""
    body = urlencode({"payload": json.dumps(payload)}).encode()
    return Letter(body, _FORM, "/actions", repeated=False, about=payload)


def command_letter(fields: dict[str, str]) -> Letter:
    """A slash command: plain form fields."""
    return Letter(urlencode(fields).encode(), _FORM, "/commands", repeated=False, about=fields)


def interaction(workspace: Workspace, person: Person, kind: str, **more: Any) -> dict[str, Any]:
    """What all interactive payloads have in common."""
    user = {"id": person.id, "username": person.name.lower(), "name": person.name.lower()}
    return {
        "type": kind,
        "user": {**user, "team_id": workspace.team_id},
        "api_app_id": workspace.app_id,
        "token": VERIFICATION_TOKEN,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        **more,
    }
