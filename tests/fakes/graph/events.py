"""Meta's webhooks as they are written: one event each, or batches."""

import json
from collections.abc import Sequence
from typing import Any

from tests.fakes.graph.inbox import Account, Inbox, next_moment
from tests.fakes.postman import Letter

PAGE_INBOX_APP = 263902037430900
"""The app id of Meta's own inbox, in which people answer by hand."""


def event_letter(account: Account, event: dict[str, Any], field: str = "messaging") -> Letter:
    """One event ready to be posted; `field` is messaging, standby or changes."""
    entry = {"id": account.id, "time": next_moment(), field: [event]}
    return _letter({"object": account.object, "entry": [entry]})


def batch_letter(letters: Sequence[Letter]) -> Letter:
    """Several letters as one; entries of the same account and kind become one, as Meta batches them."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in (entry for letter in letters for entry in letter.about["entry"]):
        field = next(name for name in entry if name not in ("id", "time"))
        kept = merged.setdefault((entry["id"], field), {**entry, field: []})
        kept[field].extend(entry[field])
    return _letter({"object": letters[0].about["object"], "entry": list(merged.values())})


def echo(inbox: Inbox, mid: str, message: dict[str, Any], app_id: int) -> dict[str, Any]:
    """The event that tells of a message sent by the page; on Instagram it does not say by which app."""
    echoed: dict[str, Any] = {"mid": mid, "is_echo": True}
    if inbox.account.object == "page":
        echoed["app_id"] = app_id
        echoed |= {"metadata": message["metadata"]} if "metadata" in message else {}
    if "text" in message:
        echoed["text"] = message["text"]
    if "attachment" in message:
        echoed["attachments"] = [message["attachment"]]
    ends = {"sender": {"id": inbox.account.id}, "recipient": {"id": inbox.person_id}}
    return {**ends, "timestamp": next_moment(), "message": echoed}


def _letter(body: dict[str, Any]) -> Letter:
    # json.dumps writes non-ASCII as lower-case \uXXXX, which is what Meta signs.
    return Letter(json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode("ascii"), about=body)
