"""The journal's entries: everything that was said or happened in a conversation, in one order."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any


class Author(str, Enum):
    """Who is speaking."""

    CUSTOMER = "customer"
    """The person who wrote to the brand."""
    BOT = "bot"
    """The brain."""
    AGENT = "agent"
    """A person of the brand; the entry's `author_name` says who."""
    SYSTEM = "system"
    """Frontdesk itself, and the platforms."""


class Kind(str, Enum):
    """What an entry is."""

    MESSAGE = "message"
    """Words between the customer and the brand."""
    NOTE = "note"
    """An agent's words to colleagues; never leaves the house."""
    SIGNAL = "signal"
    """What happened at the desk, told to the brain as an intent such as `/agent_joined`."""
    UPDATE = "update"
    """What the shop tells of an order, told to the brain as an intent such as `/order_shipped`."""
    EVENT = "event"
    """A step of the handoff, for the transcript: requested, claimed, resolved …"""
    ACTION = "action"
    """What a custom action did and found; agents see it, customers do not."""
    ASIDE = "aside"
    """What a customer did beside writing to us, such as editing a message; agents read it, nobody answers."""
    COMMENT = "comment"
    """What a customer wrote in public, where the brand is concerned; answered by the rules of `desk.yml`."""
    FILE = "file"
    """A file that somebody sent is kept now; the desk shows it, after the message that it came with."""
    ACT = "act"
    """An agent's press or message as it came from the desk, before it is carried out."""
    RECORD = "record"
    """A platform's event that is nobody's turn: echo, receipt, membership, or a shape nobody knows."""


class Deed(str, Enum):
    """What a customer did beside writing to us; an entry of kind ASIDE tells of one."""

    EDITED = "edited"
    """An earlier message; the entry's text is how it reads now."""
    DELETED = "deleted"
    """An earlier message."""
    REACTED = "reacted"
    """To a message of either side; the entry's text is the sign."""
    UNREACTED = "unreacted"
    """Took a reaction back."""
    WROTE_ELSEWHERE = "wrote elsewhere"
    """To another app that answers for the brand at the moment; the entry's text is what."""
    CAME = "came"
    """Through a link; the entry's referral says which."""
    COMMENTED = "commented"
    """In public, where everybody reads it; the entry's text is what."""
    CAME_OVER = "came over"
    """Into private, from where others read along: a MESSAGE, whose text is what they had asked there."""


class State(str, Enum):
    """How far an entry is."""

    WAITING = "waiting"
    """Accepted, not yet answered."""
    SETTLED = "settled"
    """Answered, told to the desk, or needing nothing."""
    SUPERSEDED = "superseded"
    """The bot's words that came too late, since a person had taken over; kept, never sent."""


@dataclass(frozen=True)
class Button:
    """One choice offered to the customer."""

    title: str
    payload: str = ""
    """What the brain is told when it is pressed, such as `/track_order`."""
    url: str = ""
    """Opened instead of a payload, where set."""


@dataclass(frozen=True)
class Card:
    """One thing of several that are offered: a product, an order."""

    title: str
    subtitle: str = ""
    image: str = ""
    """The address of its picture."""
    url: str = ""
    """What opens when the card itself is pressed."""
    buttons: tuple[Button, ...] = ()

    @property
    def words(self) -> str:
        """The card where no picture can be shown."""
        return "\n".join(part for part in (self.title, self.subtitle) if part)


FILES = frozenset({"photo", "video", "voice message", "audio", "file", "sticker"})
"""Kinds of attachments that are files."""


@dataclass(frozen=True)
class Attachment:
    """A file or place that came with a message."""

    kind: str
    """photo, video, voice message, audio, file, sticker, location, contact or link."""
    name: str = ""
    url: str = ""
    reference: str = ""
    """The platform's own id for fetching it."""
    file: str = ""
    """Where we keep it; empty as long as it has not been fetched."""
    media_type: str = ""
    """What it is by its content, such as `image/png`."""
    size: int = 0
    """Bytes."""
    problem: str = ""
    """Why it could not be fetched."""

    @property
    def is_to_be_fetched(self) -> bool:
        """Whether the platform has a file that we do not have."""
        is_there = self.kind in FILES and bool(self.reference or self.url)
        return is_there and not self.file and not self.problem


class Spot(str, Enum):
    """Where in public a customer wrote."""

    COMMENT = "comment"
    """Under something of the brand's; a private message may answer it."""
    POST = "post"
    """On the brand's own page; a private message may answer it."""
    MENTION = "mention"
    """Somewhere else, naming the brand; only an answer in public is possible."""


@dataclass(frozen=True)
class Comment:
    """Words that everybody can read."""

    id: str
    """The platform's own."""
    spot: Spot = Spot.COMMENT
    under: str = ""
    """What it stands under, where the platform needs that to answer."""
    link: str = ""
    """Where people read it."""


@dataclass(frozen=True)
class Content:
    """What one message holds, in either direction."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    cards: tuple[Card, ...] = ()
    layout: str = ""
    """How the buttons are to lie, in Rasa's words: inline (in a row), vertical, or reply."""
    payload: str = ""
    """From the customer: the payload of the button that was pressed; `text` is then its title."""
    deed: Deed | None = None
    """What the customer did, where it is not writing."""
    quote: str = ""
    """The message that it was done to, as it read then; empty where nobody knows it."""
    referral: str = ""
    """What the link said through which the customer came, such as `spring-sale`."""
    album: str = ""
    """From the customer: the key of what this was sent together with, one message in several parts."""
    custom: dict[str, Any] = field(default_factory=dict)
    """A brain's message for one platform, in that platform's own words."""
    comment: Comment | None = None
    """From the customer: what it is; from us: what it answers, by a private message or in public."""
    in_public: bool = False
    """Said where everybody reads it."""

    @property
    def choices(self) -> tuple[Button, ...]:
        """Every button, those of the cards as well."""
        return (*self.buttons, *(button for card in self.cards for button in card.buttons))

    @property
    def words(self) -> str:
        """The text, and each attachment in brackets: what the brain and a transcript are told."""
        return " ".join(part for part in (self.text, *(f"[{a.kind}]" for a in self.attachments)) if part)


@dataclass(frozen=True)
class Entry:
    """One line of the journal, as stored."""

    id: int
    conversation_id: str
    position: int | None
    """Its place in the transcript; None for what no transcript shows or nobody has taken up yet."""
    author: Author
    author_name: str
    kind: Kind
    state: State
    content: Content
    at: datetime
    """When the platform or we say it was written, UTC."""
    order: int = 0
    """The platform's own numbering; answers go by it."""
    key: str = ""
    """The platform's own id with the channel before it; unique in the journal."""
    origin: str = ""
    """Where at the desk an agent wrote it (the desk's own reference), for ticks; empty elsewhere."""
    delivery: str = ""
    """How far it is on its way to the customer, `delivered` and `read` where the platform tells: the worst
    state of its parts; empty when nothing is owed."""
    reason: str = ""
    """Why it could not be delivered."""
    arrived_at: datetime | None = None
    """When a part of an album reached us, UTC; None for all else."""
    parts: tuple["Entry", ...] = ()
    """The entries of an album, where this stands for all of them."""

    @property
    def ids(self) -> tuple[int, ...]:
        """What is settled when this is."""
        return tuple(part.id for part in self.parts) or (self.id,)


@dataclass(frozen=True)
class NewEntry:
    """A line about to be written, with what is owed to the customer for it."""

    author: Author
    kind: Kind
    content: Content
    author_name: str = ""
    state: State = State.SETTLED
    key: str = ""
    platform_id: str = ""
    """What the platform calls it, where it did not go through us."""
    origin: str = ""
    parts: tuple[dict[str, Any], ...] = ()
    """Rendered for the channel, one platform call each; sent in this order."""
