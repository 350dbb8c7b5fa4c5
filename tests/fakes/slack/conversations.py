"""auth.test, conversations.*, users.*: https://docs.slack.dev/reference/methods"""

from collections.abc import Sequence
from typing import Any

from tests.fakes.slack.errors import slack_error
from tests.fakes.slack.visit import Visit
from tests.fakes.slack.workspace import Place

Params = dict[str, Any]


def who_am_i(visit: Visit, params: Params) -> Params:
    """auth.test"""
    workspace = visit.home
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.domain,
        "user": workspace.bot_user.name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": len(visit.workspaces) > 1,
    }


def open_direct(visit: Visit, params: Params) -> Params:
    """conversations.open, with one person"""
    workspace, person = visit.person(params.get("users", ""))
    known = {place.id for place in workspace.places.values()}
    place = workspace.direct(person.id)
    return {"already_open": place.id in known, "channel": {"id": place.id}}


def join(visit: Visit, params: Params) -> Params:
    """conversations.join"""
    workspace, place = visit.place(params["channel"])
    if place.kind != "channel":
        raise slack_error("method_not_supported_for_channel_type")
    place.members.add(workspace.bot_user.id)
    return {"channel": _about(place, member=True)}


def about(visit: Visit, params: Params) -> Params:
    """conversations.info"""
    workspace, place = visit.place(params["channel"])
    return {"channel": _about(place, workspace.bot_user.id in place.members)}


def history(visit: Visit, params: Params) -> Params:
    """conversations.history: newest first, without replies"""
    _, place = visit.place_to_write(params["channel"])
    return _page(list(reversed(_between(place.top(), params))), params)


def replies(visit: Visit, params: Params) -> Params:
    """conversations.replies: the parent, then oldest first"""
    _, place = visit.place_to_write(params["channel"])
    place.message(params["ts"], "thread_not_found")
    return _page(_between(place.thread(params["ts"]), params), params)


def about_user(visit: Visit, params: Params) -> Params:
    """users.info"""
    workspace, person = visit.person(params["user"])
    profile = {"real_name": person.name, "display_name": person.name, "image_48": "https://a.example/48.png"}
    names = {"name": person.name.lower(), "real_name": person.name, "profile": profile}
    user = {"id": person.id, "team_id": workspace.team_id, "is_bot": person == workspace.bot_user, **names}
    return {"user": {**user, "deleted": False, "tz": "Europe/London"}}


def about_bot(visit: Visit, params: Params) -> Params:
    """bots.info"""
    workspace = visit.home
    if params.get("bot") != workspace.bot_id:
        raise slack_error("bot_not_found")
    return {"bot": {"id": workspace.bot_id, "app_id": workspace.app_id, "name": "Frontdesk"}}


def _about(place: Place, member: bool) -> Params:
    kinds = {"is_channel": place.kind == "channel", "is_im": place.kind == "im"}
    return {"id": place.id, "name": place.name, **kinds, "is_member": member, "is_archived": False}


def _between(messages: Sequence[Params], params: Params) -> list[Params]:
    oldest, latest = str(params.get("oldest") or "0"), str(params.get("latest") or "9")
    inclusive = params.get("inclusive") in (True, 1)
    return [m for m in messages if oldest < m["ts"] < latest or (inclusive and m["ts"] in (oldest, latest))]


def _page(messages: list[Params], params: Params) -> Params:
    start, limit = int(params.get("cursor") or 0), int(params.get("limit") or 100)
    end = start + limit
    more = end < len(messages)
    shown = [_shown(message, params) for message in messages[start:end]]
    cursor = {"response_metadata": {"next_cursor": str(end) if more else ""}}
    return {"messages": shown, "has_more": more, **cursor}


def _shown(message: Params, params: Params) -> Params:
    reactions = message.get("reactions", {}).items()
    told = {n: v for n, v in message.items() if n != "metadata" or params.get("include_all_metadata")}
    return {**told, "reactions": [{"name": n, "users": u, "count": len(u)} for n, u in reactions if u]}
