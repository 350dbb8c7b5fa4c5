"""An album: what a customer sends together comes part by part, and is one message to the brain."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from bot.core.entry import Content, Entry

QUIET = timedelta(seconds=1)
"""How long no further part comes until an album counts as whole."""
LONGEST = timedelta(seconds=5)
"""How long after its first part an album is answered, whatever still comes."""


def as_one(waiting: Sequence[Entry]) -> Sequence[Entry]:
    """The entries; the parts of an album as one, in the place of the part that stands first."""
    albums: dict[str, list[Entry]] = {}
    for entry in waiting:
        albums.setdefault(entry.content.album, []).append(entry)
    albums.pop("", None)
    wholes = {parts[0].id: _whole(parts) for parts in albums.values()}
    others = {part.id for parts in albums.values() for part in parts[1:]}
    return [wholes.get(entry.id, entry) for entry in waiting if entry.id not in others]


def _whole(parts: Sequence[Entry]) -> Entry:
    """Named by the album: put to the brain again, it is the same turn, whatever has come meanwhile."""
    inside = sorted(parts, key=lambda part: (part.order, part.id))
    said = [part.content for part in inside]
    content = Content(
        text="\n".join(content.text for content in said if content.text),
        attachments=tuple(chain.from_iterable(content.attachments for content in said)),
        payload=next((content.payload for content in said if content.payload), ""),
        referral=next((content.referral for content in said if content.referral), ""),
        album=parts[0].content.album,
    )
    return replace(parts[0], key=content.album, content=content, parts=tuple(inside))


def awaited_until(entry: Entry, looked_at: datetime) -> datetime | None:
    """When to look again, if more of an album may come than was there at `looked_at`; None: it is whole."""
    arrived = [part.arrived_at for part in entry.parts if part.arrived_at]
    if not arrived:
        return None
    until = min(max(arrived) + QUIET, min(arrived) + LONGEST)
    was_set_back = until > looked_at + LONGEST  # the clock was, and nobody is to wait for the time it lost
    return until if until > looked_at and not was_set_back else None
