"""What comes with a Telegram message beside words: files, places, people."""

from collections.abc import Mapping
from typing import Any

from bot.core.entry import Attachment
from channels.events import part, parts, whole, words

FILES = {
    "animation": "video",
    "audio": "audio",
    "document": "file",
    "sticker": "sticker",
    "video": "video",
    "video_note": "video",
    "voice": "voice message",
}
"""Fields of https://core.telegram.org/bots/api#message that hold one file, and what people call it."""

OTHERS = ("story", "poll", "checklist", "paid_media", "game", "invoice", "giveaway")
"""Fields that hold something which cannot be fetched; an agent reads its name."""


def attachments(message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """All of them; one message seldom has more than one."""
    found = [*_photos(message), *_files(message), *_places(message), *_people(message), *_others(message)]
    return tuple(found)


def _photos(message: Mapping[str, Any]) -> list[Attachment]:
    """A photo comes in several sizes, the largest last."""
    sizes = [size for size in parts(message, "photo") if isinstance(size, dict)]
    return [Attachment("photo", reference=words(sizes[-1].get("file_id")))] if sizes else []


def _files(message: Mapping[str, Any]) -> list[Attachment]:
    # An animation is there as a document too, for readers older than animations.
    named = [name for name in FILES if part(message, name)]
    once = [name for name in named if name != "document" or "animation" not in named]
    return [_file(FILES[name], part(message, name)) for name in once]


def _file(kind: str, file: Mapping[str, Any]) -> Attachment:
    name = words(file.get("file_name")) or words(file.get("title")) or words(file.get("emoji"))
    return Attachment(kind, name=name, reference=words(file.get("file_id")))


def _places(message: Mapping[str, Any]) -> list[Attachment]:
    """A venue comes with its bare location beside it."""
    venue, bare = part(message, "venue"), part(message, "location")
    spot = part(venue, "location") or bare
    if not spot:
        return []
    latitude, longitude = _degrees(spot.get("latitude")), _degrees(spot.get("longitude"))
    name = ", ".join(filter(None, (words(venue.get("title")), words(venue.get("address")))))
    url = f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
    return [Attachment("location", name=name or f"{latitude}, {longitude}", url=url)]


def _degrees(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _people(message: Mapping[str, Any]) -> list[Attachment]:
    contact = part(message, "contact")
    told = (words(contact.get(name)) for name in ("first_name", "last_name", "phone_number"))
    return [Attachment("contact", name=" ".join(filter(None, told)))] if contact else []


def _others(message: Mapping[str, Any]) -> list[Attachment]:
    found = [_other(name, part(message, name)) for name in OTHERS if name in message]
    dice = part(message, "dice")
    thrown = f"{words(dice.get('emoji'))} {whole(dice.get('value'))}"
    return [*found, Attachment("sticker", name=thrown)] if dice else found


def _other(name: str, thing: Mapping[str, Any]) -> Attachment:
    title = words(thing.get("question")) or words(thing.get("title"))
    plain = name.replace("_", " ")
    return Attachment("file", name=f"{plain}: {title}" if title else plain)
