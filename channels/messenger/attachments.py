"""What comes with a message beside words.

https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages
"""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from bot.core.entry import Attachment
from channels.events import part, parts, words

KINDS = {
    "image": "photo",
    "ephemeral": "photo",
    "video": "video",
    "audio": "audio",
    "file": "file",
    "location": "location",
    "fallback": "link",
    "share": "link",
    "post": "link",
    "story_mention": "link",
    "reel": "link",
    "ig_reel": "link",
    "ig_post": "link",
    "ig_story": "link",
    "template": "link",
    "product": "link",
}
"""Meta's types, and what people call them; others are files whose name is the type."""


def attachments(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """All of them, the ones of unknown types too."""
    found = [_attachment(item) for item in parts(message, "attachments") if isinstance(item, dict)]
    return (*found, *_unsupported(message))


def _unsupported(message: Mapping[str, Any]) -> list[Attachment]:
    """Meta tells that something came, and not what."""
    return [Attachment("file", name="unsupported")] if message.get("is_unsupported") is True else []


def _attachment(item: Mapping[str, Any]) -> Attachment:
    kind, payload = words(item.get("type")), part(item, "payload")
    if payload.get("sticker_id"):
        return Attachment("sticker", url=words(payload.get("url")))
    if kind == "location":
        return _location(item, part(payload, "coordinates"))
    url = words(payload.get("url")) or words(item.get("url"))
    name = words(item.get("title")) or words(payload.get("title"))
    known = KINDS.get(kind, "file")
    return Attachment(known, name=name or (_file_name(url) if kind == "file" else kind), url=url)


def _location(item: Mapping[str, Any], spot: Mapping[str, Any]) -> Attachment:
    place = [float(spot[name]) for name in ("lat", "long") if isinstance(spot.get(name), int | float)]
    title = words(item.get("title"))
    if len(place) < 2:
        return Attachment("location", name=title, url=words(item.get("url")))
    latitude, longitude = place
    url = f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
    return Attachment("location", name=title or f"{latitude}, {longitude}", url=url)


def _file_name(url: str) -> str:
    try:
        return unquote(PurePosixPath(urlsplit(url).path).name, errors="replace").replace("\0", "")
    except ValueError:
        return ""
