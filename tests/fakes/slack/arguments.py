"""The arguments that Slack's methods take: https://docs.slack.dev/reference/methods"""

from typing import Any

from tests.fakes.parameters import decoded
from tests.fakes.slack.errors import slack_error

_PAGE = "cursor limit oldest latest inclusive include_all_metadata"
_LOOKS = "username icon_emoji icon_url mrkdwn parse link_names unfurl_links unfurl_media attachments"

_ARGUMENTS = {
    "auth.test": "",
    "chat.postMessage": f"channel! text blocks thread_ts reply_broadcast metadata {_LOOKS}",
    "chat.update": f"channel! ts! text blocks metadata reply_broadcast file_ids {_LOOKS}",
    "chat.postEphemeral": f"channel! user! text blocks thread_ts {_LOOKS}",
    "chat.delete": "channel! ts!",
    "reactions.add": "channel! name! timestamp!",
    "reactions.remove": "channel! name! timestamp!",
    "conversations.open": "users channel return_im prevent_creation",
    "conversations.join": "channel!",
    "conversations.info": "channel! include_locale include_num_members",
    "conversations.history": f"channel! {_PAGE}",
    "conversations.replies": f"channel! ts! {_PAGE}",
    "users.info": "user! include_locale",
    "views.open": "trigger_id! view!",
    "views.update": "view! view_id external_id hash",
    "files.info": "file! cursor limit",
    "files.getUploadURLExternal": "filename! length! alt_text alt_txt snippet_type",
    "files.completeUploadExternal": "files! channel_id channels initial_comment thread_ts blocks",
    "bots.info": "bot team_id",
}
"""`!`: required."""

_STRUCTURED = ("blocks", "metadata", "attachments", "view", "files", "limit", "length", "inclusive")
_MISSING = {"channel": "channel_not_found", "user": "user_not_found", "timestamp": "bad_timestamp"}


def is_known(method: str) -> bool:
    """Whether this fake has the method."""
    return method in _ARGUMENTS


def checked(method: str, params: dict[str, Any]) -> dict[str, Any]:
    """The arguments as values, a form's JSON decoded. Raises Refusal for missing and for invented ones."""
    words = _ARGUMENTS[method].split()
    known = {word.rstrip("!") for word in words} | {"token", "team_id"}
    if strange := params.keys() - known:
        raise slack_error("invalid_arguments", f"{method} does not take {sorted(strange)}")
    for word in words:
        if word.endswith("!") and params.get(word[:-1]) in (None, ""):
            raise slack_error(_MISSING.get(word[:-1], "invalid_arguments"), f"missing: {word[:-1]}")
    return {name: decoded(value) if name in _STRUCTURED else value for name, value in params.items()}
