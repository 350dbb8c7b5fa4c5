"""What Slack itself knows: workspaces, people, channels, messages; and the one clock that numbers them."""

import itertools
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.errors import slack_error

_numbers = itertools.count(1)
_latest = [0]
_counting = threading.Lock()

_ADDRESS = re.compile(r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?P<url>https?://[^\s<>]+)")


def new_id(letter: str) -> str:
    """An id of the kind that begins with that letter: U…, C…, D…, F…, V…, Ev…"""
    return f"{letter}0{next(_numbers):08d}"


def next_ts() -> str:
    """Now, in Slack's writing; unique and increasing over all channels."""
    with _counting:
        moment = _latest[0] = max(_latest[0] + 1, int(time.time() * 1_000_000))
    return f"{moment // 1_000_000}.{moment % 1_000_000:06d}"


def as_typed(text: str) -> str:
    """A person's words as Slack passes them on: escaped, with addresses made into links."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _ADDRESS.sub(_linked, escaped)


def _linked(address: re.Match[str]) -> str:
    mail = address["mail"]
    return f"<mailto:{mail}|{mail}>" if mail else f"<{address['url']}>"


@dataclass(frozen=True)
class Person:
    """A member of a workspace."""

    id: str
    name: str


@dataclass
class Place:
    """A channel or a direct message, and what stands in it."""

    id: str
    name: str
    kind: str = "channel"
    """As events call it: channel, group (private) or im."""
    members: set[str] = field(default_factory=set)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By ts, oldest first, replies included."""
    whispers: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Ephemeral messages with whom they were shown to."""

    def message(self, ts: Any, error: str = "message_not_found") -> dict[str, Any]:
        """The message at a ts. Raises Refusal."""
        if ts not in self.messages:
            raise slack_error(error, f"there is no {ts} in {self.id}")
        return self.messages[ts]

    def change(self, ts: str, **fields: Any) -> dict[str, Any]:
        """Put a changed copy in the message's place; whoever is reading the old one keeps it whole."""
        self.messages[ts] = {**self.messages[ts], **fields}
        return self.messages[ts]

    def top(self) -> list[dict[str, Any]]:
        """What is no reply, oldest first."""
        return [m for m in list(self.messages.values()) if m.get("thread_ts", m["ts"]) == m["ts"]]

    def thread(self, ts: str) -> list[dict[str, Any]]:
        """A message and the replies to it, oldest first."""
        return [m for m in list(self.messages.values()) if ts in (m["ts"], m.get("thread_ts"))]


@dataclass
class Workspace:
    """One team, with the app installed."""

    team_id: str
    domain: str
    token: str
    """The bot's."""
    bot_user: Person
    bot_id: str
    app_id: str
    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def person(self, name: str, person_id: str = "") -> Person:
        """A new member."""
        person = Person(person_id or new_id("U"), name)
        self.people[person.id] = person
        return person

    def channel(self, name: str, bot_in: bool = True, kind: str = "channel", place_id: str = "") -> Place:
        """A new channel."""
        place = Place(place_id or new_id("C"), name, kind, {self.bot_user.id} if bot_in else set())
        self.places[place.id] = place
        return place

    def direct(self, person_id: str) -> Place:
        """The direct message between a person and the bot."""
        members = {person_id, self.bot_user.id}
        known = (place for place in self.places.values() if place.kind == "im" and place.members == members)
        if found := next(known, None):
            return found
        place = Place(new_id("D"), "directmessage", "im", members)
        self.places[place.id] = place
        return place

    def write(self, place: Place, user: str, text: str, **fields: Any) -> dict[str, Any]:
        """Put a message into a channel; Slack's message object."""
        message = {
            "type": "message",
            "user": user,
            "text": text,
            "ts": next_ts(),
            "team": self.team_id,
            **fields,
        }
        place.messages[message["ts"]] = message
        return message

    def write_as_bot(self, place: Place, text: str, **fields: Any) -> dict[str, Any]:
        """A message of the app's own."""
        profile = {"id": self.bot_id, "app_id": self.app_id, "name": "Frontdesk", "team_id": self.team_id}
        own = {"bot_id": self.bot_id, "app_id": self.app_id, "bot_profile": profile}
        return self.write(place, self.bot_user.id, text, **own, **fields)
