"""A platform whose seal is a word, and whose events are lists of texts."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.arrival import Arrival
from bot.core.entry import Content, Kind
from bot.core.errors import Refused
from bot.core.receive import NotJson

GENUINE = {"X-Seal": "genuine"}


@dataclass
class FakeConnector:
    """What the platform sends, read; each text is a turn."""

    pressed: list[Any] = field(default_factory=list)
    failure: Exception | None = None
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        if headers.get("x-seal") != "genuine":
            raise Refused("The seal is broken.")

    def parse(self, event: Any) -> Sequence[Arrival]:
        texts = event if isinstance(event, list) else []
        return [Arrival(f"fake:{text}", "fake:1", "fake", Kind.MESSAGE, Content(str(text))) for text in texts]

    def challenge(self, query: Mapping[str, str]) -> str:
        if query.get("token") != "ours":
            raise Refused("Not ours.")
        return query["challenge"]

    async def acknowledge(self, event: Any) -> None:
        await self.go_on.wait()
        self.pressed.append(event)
        if self.failure:
            raise self.failure


class FakeDoor(FakeConnector):
    """The door of a platform that sends forms and reads answers."""

    reply: Any = None

    def decode(self, headers: Mapping[str, str], body: bytes) -> Any:
        if not body.startswith(b"payload="):
            raise NotJson("There is no payload in the form.")
        return json.loads(body.removeprefix(b"payload="))

    def answer(self, event: Any) -> Any:
        return self.reply

    async def afterwards(self, event: Any) -> None:
        return None
