"""chat.* and reactions.*: https://docs.slack.dev/reference/methods/chat.postMessage"""

import re
from typing import Any

from tests.fakes.slack.blocks import check_blocks
from tests.fakes.slack.errors import slack_error
from tests.fakes.slack.visit import Visit
from tests.fakes.slack.workspace import Place, new_id, next_ts

Params = dict[str, Any]

LONGEST_TEXT = 40_000
"""Characters; what is longer is cut: https://docs.slack.dev/reference/methods/chat.postMessage#truncating"""

_EMOJI = """
white_check_mark heavy_check_mark ballot_box_with_check x warning exclamation bangbang question eyes lock bell
hourglass hourglass_flowing_sand no_entry no_entry_sign speech_balloon memo spiral_note_pad pencil2 pushpin
+1 -1 thumbsup thumbsdown heart wave raising_hand tada arrows_counterclockwise rotating_light stopwatch
red_circle large_green_circle large_yellow_circle large_blue_circle incoming_envelope email mailbox
"""
EMOJI = frozenset(_EMOJI.split())
"""Names that Slack has for certain; add to them what the desk comes to use."""


def post_message(visit: Visit, params: Params) -> Params:
    """chat.postMessage"""
    workspace, place = visit.place_to_write(params["channel"])
    fields = _content(params) | _thread(place, params)
    if metadata := params.get("metadata"):
        fields["metadata"] = _metadata(metadata)
    message = workspace.write_as_bot(place, **fields)
    visit.publish(workspace, place, message)
    return {"channel": place.id, "ts": message["ts"], "message": message}


def post_ephemeral(visit: Visit, params: Params) -> Params:
    """chat.postEphemeral"""
    _, place = visit.place_to_write(params["channel"])
    visit.person(params["user"])
    if params["user"] not in place.members:
        raise slack_error("user_not_in_channel")
    whisper = {**_content(params), **_thread(place, params), "ts": next_ts()}
    place.whispers.append((params["user"], whisper))
    return {"message_ts": whisper["ts"]}


def update(visit: Visit, params: Params) -> Params:
    """chat.update; blocks that are not given stay, an empty list takes them away."""
    workspace, place = visit.place_to_write(params["channel"])
    message = place.message(params["ts"])
    if message.get("bot_id") != workspace.bot_id:
        raise slack_error("cant_update_message")
    edited = {"user": workspace.bot_user.id, "ts": next_ts()}
    content = _content({"blocks": message.get("blocks", []), **params})
    after = place.change(message["ts"], **content, edited=edited)
    visit.publish(workspace, place, _changed(after, message))
    return {"channel": place.id, "ts": after["ts"], "text": after["text"], "message": after}


def delete(visit: Visit, params: Params) -> Params:
    """chat.delete"""
    workspace, place = visit.place_to_write(params["channel"])
    message = place.message(params["ts"])
    if message.get("bot_id") != workspace.bot_id:
        raise slack_error("cant_delete_message")
    del place.messages[message["ts"]]
    visit.publish(workspace, place, _deleted(message))
    return {"channel": place.id, "ts": message["ts"]}


def add_reaction(visit: Visit, params: Params) -> Params:
    """reactions.add"""
    bot, place, message, users = _reaction(visit, params)
    if bot in users:
        raise slack_error("already_reacted")
    _set_reaction(place, message, params["name"], [*users, bot])
    return {}


def remove_reaction(visit: Visit, params: Params) -> Params:
    """reactions.remove"""
    bot, place, message, users = _reaction(visit, params)
    if bot not in users:
        raise slack_error("no_reaction")
    _set_reaction(place, message, params["name"], [user for user in users if user != bot])
    return {}


def _reaction(visit: Visit, params: Params) -> tuple[str, Place, Params, list[str]]:
    workspace, place = visit.place_to_write(params["channel"])
    if params["name"] not in EMOJI:
        raise slack_error("invalid_name", params["name"])
    message = place.message(params["timestamp"])
    return workspace.bot_user.id, place, message, message.get("reactions", {}).get(params["name"], [])


def _set_reaction(place: Place, message: Params, name: str, users: list[str]) -> None:
    place.change(message["ts"], reactions={**message.get("reactions", {}), name: users})


def _content(params: Params) -> Params:
    """The words of a message, with an id on each block and button, as Slack gives them."""
    text, blocks = str(params.get("text") or ""), params.get("blocks")
    if not text and not blocks and not params.get("attachments"):
        raise slack_error("no_text")
    if blocks:
        check_blocks(blocks)
    return {"text": text[:LONGEST_TEXT], "blocks": [_named(block) for block in blocks or []]}


def _named(block: Params) -> Params:
    elements = [
        {"action_id": new_id("A"), **e} if e.get("type") == "button" else e for e in block.get("elements", [])
    ]
    named = {**block, "elements": elements} if elements else block
    return {"block_id": new_id("b"), **named}


def _thread(place: Place, params: Params) -> Params:
    if not params.get("thread_ts"):
        return {}
    if not re.fullmatch(r"\d{10}\.\d{6}", str(params["thread_ts"])):
        raise slack_error("invalid_thread_ts")
    parent = place.message(params["thread_ts"], "thread_not_found")
    return {"thread_ts": parent.get("thread_ts", parent["ts"])}


def _metadata(metadata: Any) -> Params:
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise slack_error("invalid_metadata_format")
    if not metadata.get("event_type"):
        raise slack_error("invalid_metadata_format", "event_type")
    return metadata


def _changed(message: Params, before: Params) -> Params:
    about = {"type": "message", "subtype": "message_changed", "hidden": True, "ts": next_ts()}
    return {**about, "message": message, "previous_message": before}


def _deleted(message: Params) -> Params:
    about = {"type": "message", "subtype": "message_deleted", "hidden": True, "ts": next_ts()}
    return {**about, "deleted_ts": message["ts"], "previous_message": message}
