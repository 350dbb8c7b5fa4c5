"""What people press and command in Slack: agents on cards, customers on the bot's buttons."""

from collections.abc import Mapping
from typing import Any

from bot.core.arrival import Arrival, DeskAct, Verb
from bot.core.entry import Content, Kind
from channels.slack.private import VALUE
from channels.slack.records import Strange, identifier, moment, order, part, record, unknown
from channels.slack.words import clean

VERBS = {
    "frontdesk_claim": Verb.CLAIM,
    "frontdesk_take_over": Verb.TAKE_OVER,
    "frontdesk_release": Verb.RELEASE,
    "frontdesk_return": Verb.RETURN,
    "frontdesk_resolve": Verb.RESOLVE,
}
"""The card's buttons, by their `action_id`; their value is the handoff's id."""

EXPECTED = frozenset(
    {
        "view_submission",
        "view_closed",
        "shortcut",
        "message_action",
        "block_suggestion",
        "interactive_message",
    }
)
"""Payloads that Slack knows and we ask for none of. https://docs.slack.dev/reference/interaction-payloads/"""


def parse(payload: Any, agent_channel: str) -> tuple[Arrival | DeskAct, ...]:
    """Every press in one call of Slack's interactivity."""
    try:
        if payload["type"] in EXPECTED:
            return (record(payload, payload["type"], _trigger_key(payload)),)
        presses = payload["actions"]
        if payload["type"] != "block_actions" or not isinstance(presses, list) or not presses:
            return (unknown(payload),)
    except Exception:  # whatever it is, it is kept, and Slack is not made to send it again
        return (unknown(payload),)
    return tuple(_guarded(payload, press, agent_channel) for press in presses)


def parse_command(form: Any) -> tuple[Arrival, ...]:
    """A slash command: kept, and nobody's turn."""
    try:
        if form.get("ssl_check"):
            return ()
        if not form.get("command"):
            return (unknown(form),)
        team, user = identifier(form, "team_id"), identifier(form, "user_id")
        about = f"slack:{team}:{user}" if team and user else "slack:"
        return (record(form, "command", _trigger_key(form), about),)
    except Exception:  # as above
        return (unknown(form),)


def _guarded(payload: Mapping[str, Any], press: Any, agent_channel: str) -> Arrival | DeskAct:
    try:
        return _pressed(payload, press, agent_channel)
    except Exception:  # one strange press does not take the others with it
        return unknown({**payload, "actions": [press]})


def _pressed(payload: Mapping[str, Any], press: Mapping[str, Any], agent_channel: str) -> Arrival | DeskAct:
    channel = identifier(part(payload, "channel"), "id") or identifier(
        part(payload, "container"), "channel_id"
    )
    if channel == agent_channel:
        return _by_agent(payload, press)
    if press["type"] == "button" and press.get("value") == VALUE and not channel.startswith("D"):
        return _follows(payload, press, _named(channel))
    if press["type"] == "button" and press.get("value") not in (None, "", VALUE) and channel:
        return _by_customer(payload, press, channel)
    return record(payload, "press", _key(payload, press))


def _by_agent(payload: Mapping[str, Any], press: Mapping[str, Any]) -> Arrival | DeskAct:
    verb, handoff = VERBS.get(press["action_id"]), str(press.get("value"))
    if verb is None or not (handoff.isascii() and handoff.isdigit() and len(handoff) < 19):
        return record(payload, "press", _key(payload, press))
    return DeskAct(
        key=_key(payload, press),
        agent_id=f"slack:{_team(payload)}:{_user(payload)}",
        verb=verb,
        handoff_id=int(handoff),
        at=moment(identifier(press, "action_ts")),
        raw=payload,
    )


def _by_customer(payload: Mapping[str, Any], press: Mapping[str, Any], channel: str) -> Arrival:
    team, user, ts = _team(payload), _user(payload), identifier(press, "action_ts")
    value, title = str(press["value"]), str(part(press, "text").get("text") or "")
    talk = f"{team}:{user}"
    address: dict[str, Any] = {"channel": channel, "user": user}
    if not channel.startswith("D"):
        thread = _thread(payload)
        talk = f"{team}:{channel}:{thread}"
        address |= {"thread_ts": thread, "public": True}
    return Arrival(
        key=_button_key(payload, press, talk) or _key(payload, press),
        conversation_id=f"slack:{talk}",
        channel="slack",
        kind=Kind.MESSAGE,
        content=Content(text=clean(title or value), payload=clean(value)),
        at=moment(ts),
        order=order(ts),
        address=address,
        by="" if channel.startswith("D") else user,
    )


def _follows(payload: Mapping[str, Any], press: Mapping[str, Any], channel: str) -> Arrival:
    """A press on the link into private: the person's own direct message goes on with what they had asked."""
    team, user, ts = _team(payload), _user(payload), identifier(press, "action_ts")
    own = f"{team}:{user}"
    return Arrival(
        key=_button_key(payload, press, f"{own}:{channel}") or _key(payload, press),
        conversation_id=f"slack:{own}",
        channel="slack",
        kind=Kind.MESSAGE,
        content=Content(text=clean(str(part(press, "text").get("text") or "")), payload="/greet"),
        at=moment(ts),
        order=order(ts),
        by=user,
        takes_up=f"slack:{team}:{channel}:{_thread(payload)}",
    )


def _thread(payload: Mapping[str, Any]) -> str:
    container, message = part(payload, "container"), part(payload, "message")
    answering = identifier(container, "thread_ts") or identifier(message, "thread_ts")
    return answering or _named(identifier(container, "message_ts") or identifier(message, "ts"))


def _team(payload: Mapping[str, Any]) -> str:
    """The workspace that we are installed in, as our own message says; whoever pressed may be of another."""
    ours = identifier(part(payload, "message"), "team") or identifier(part(payload, "team"), "id")
    return _named(ours or identifier(part(payload, "user"), "team_id"))


def _user(payload: Mapping[str, Any]) -> str:
    return _named(identifier(part(payload, "user"), "id"))


def _named(value: str) -> str:
    if not value:
        raise Strange("unnamed")
    return value


def _key(payload: Mapping[str, Any], press: Mapping[str, Any]) -> str:
    """One key a press: Slack's time of it, with who pressed what."""
    pressed_at = _named(identifier(press, "action_ts") or identifier(payload, "trigger_id"))
    return f"slack:action:{_team(payload)}:{_user(payload)}:{pressed_at}:{press['action_id']}"


def _button_key(payload: Mapping[str, Any], press: Mapping[str, Any], talk: str) -> str:
    """One key a customer's button: it counts once, however often it is pressed."""
    container, message = part(payload, "container"), part(payload, "message")
    ts = identifier(container, "message_ts") or identifier(message, "ts")
    return f"slack:press:{talk}:{ts}:{press['action_id']}" if ts else ""


def _trigger_key(payload: Mapping[str, Any]) -> str:
    trigger = identifier(payload, "trigger_id")
    return f"slack:trigger:{trigger}" if trigger else ""
