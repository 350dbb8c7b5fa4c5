"""Webhooks as Meta writes them: https://developers.facebook.com/docs/messenger-platform/webhooks"""

from typing import Any

PAGE = "104000000000001"
ACCOUNT = "178000000000001"
ANNA = "7000000000000001"
AT = 1793000000000
FROM_ANNA: dict[str, Any] = {"sender": {"id": ANNA}, "recipient": {"id": PAGE}, "timestamp": AT}
FROM_PAGE: dict[str, Any] = {"sender": {"id": PAGE}, "recipient": {"id": ANNA}, "timestamp": AT}
PICTURE = {"type": "image", "payload": {"url": "https://scontent.example/picture.jpg"}}


def body(*items: Any, field: str = "messaging", to: str = "page", account: Any = PAGE) -> dict[str, Any]:
    """One entry."""
    return {"object": to, "entry": [{"id": account, "time": AT + 5, field: list(items)}]}


def said(mid: str = "m_1", **message: Any) -> dict[str, Any]:
    """A message of the customer's."""
    return {**FROM_ANNA, "message": {"mid": mid, **message}}


def told(**event: Any) -> dict[str, Any]:
    """Another event of the customer's."""
    return {**FROM_ANNA, **event}


TURNS = [
    said(text="Where is my order? 📦"),
    said(text="Yes", quick_reply={"payload": "/affirm"}),
    said(attachments=[PICTURE, {"type": "video", "payload": {"url": "https://cdn.example/v.mp4"}}]),
    said(is_unsupported=True),
    told(postback={"mid": "m_2", "title": "Track my order", "payload": "/track_order"}),
    told(postback={"title": "Track my order"}),
]
"""Each a customer's turn."""

RECORDS: list[tuple[str, dict[str, Any]]] = [
    ("echo", {**FROM_PAGE, "message": {"mid": "m_3", "is_echo": True, "app_id": 5, "text": "Hi"}}),
    ("echo", {**FROM_PAGE, "message": {"mid": "m_4", "is_echo": True, "attachments": [PICTURE]}}),
    ("echo", {**FROM_PAGE, "message": {"mid": "m_5", "attachments": [PICTURE]}}),
    ("deletion", said("m_6", is_deleted=True)),
    ("read", told(read={"watermark": AT})),
    ("delivery", told(delivery={"mids": ["m_3"], "watermark": AT})),
    ("reaction", told(reaction={"mid": "m_3", "action": "react", "emoji": "❤"})),
    ("edit", told(message_edit={"mid": "m_1", "text": "Where is my parcel?", "num_edit": 1})),
    ("optin", told(optin={"ref": "shoes"})),
    ("referral", told(referral={"ref": "shoes", "source": "SHORTLINK", "type": "OPEN_THREAD"})),
    ("policy", told(**{"policy-enforcement": {"action": "warning", "reason": "spam"}})),
    ("handover", told(pass_thread_control={"new_owner_app_id": 5})),
    ("handover", told(take_thread_control={"previous_owner_app_id": 5})),
    ("handover", told(request_thread_control={"requested_owner_app_id": 5})),
    ("account_linking", told(account_linking={"status": "linked"})),
]
"""Each nobody's turn, under its label."""

_WORDS = {"from": {"id": ANNA, "name": "Anna"}, "message": "Do you ship?", "created_time": 1700000000}
CHANGES: dict[str, list[dict[str, Any]]] = {
    "page": [
        {"field": "feed", "value": {"item": "comment", "verb": "add"}},
        {"field": "feed", "value": {**_WORDS, "item": "comment", "verb": "add", "comment_id": "1_2"}},
        {"field": "feed", "value": {**_WORDS, "item": "comment", "verb": "edited", "comment_id": "1_2"}},
        {"field": "feed", "value": {**_WORDS, "item": "comment", "verb": "remove", "comment_id": "1_2"}},
        {"field": "feed", "value": {**_WORDS, "item": "status", "verb": "add", "post_id": "1_3"}},
        {"field": "feed", "value": {"item": "reaction", "verb": "add", "post_id": "1_3"}},
        {"field": "mention", "value": {"item": "post", "verb": "add", "post_id": "7_1", "sender_id": ANNA}},
    ],
    "instagram": [
        {"field": "comments", "value": {"id": "178", "text": "Hi", "from": {"id": ANNA, "username": "a"}}},
        {"field": "mentions", "value": {"media_id": "179", "comment_id": "180"}},
        {"field": "story_insights", "value": {"media_id": "181", "reach": 5}},
    ],
}
"""What happens in public."""

BODIES = [
    body(*TURNS, *(event for _, event in RECORDS)),
    body(said(text="hi"), to="instagram", account=ACCOUNT),
    body(said(text="hi"), field="standby"),
    *(body(change, field="changes") for change in CHANGES["page"]),
    *(body(change, field="changes", to="instagram", account=ACCOUNT) for change in CHANGES["instagram"]),
    {"object": "page", "entry": [*body(TURNS[0])["entry"], *body(TURNS[4])["entry"]]},
]
