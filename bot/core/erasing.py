"""Somebody asks for all that is kept of them to be deleted: it is done, and can be asked about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.errors import TryAgain
from bot.core.lane import Lane
from bot.core.retry import look_again

LANE = "deletion:"
"""Before a request's code: the name of the lane in which it is worked."""


@dataclass(frozen=True)
class Deletion:
    """One request."""

    code: str
    """What whoever asked can quote."""
    person: str
    """The platform's id of whoever asked."""
    asked_at: datetime
    done_at: datetime | None = None


class People(Protocol):
    """A platform that passes such requests on."""

    async def ids_of(self, person: str) -> Sequence[str]:
        """Every id under which the person may have written. Raises TryAgain."""


class Memory(Protocol):
    """Whoever remembers conversations beside the journal."""

    async def forget(self, conversation_id: str) -> object:
        """Delete all that is remembered of it. Raises TryAgain."""


class Store(Protocol):
    """The journal, as erasing needs it."""

    async def deletion(self, code: str) -> Deletion | None:
        """The request of that code."""

    async def conversations_of(self, people: Sequence[str]) -> Sequence[str]:
        """The conversations of people by their platform's ids."""

    async def names(self, conversation_id: str) -> Sequence[str]:
        """Every name that the conversation has had; its own is the last."""

    async def erase(self, conversation_id: str) -> int:
        """Delete a conversation; how many rows."""

    async def deleted(self, code: str) -> None:
        """All of it is done."""


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> datetime:
        """Now, UTC."""


@dataclass(frozen=True)
class Eraser:
    """Carries out requests."""

    store: Store
    people: People | None
    memories: tuple[Memory, ...]
    """The bot's, and where files are kept; the journal comes last, so that nothing is left behind unknown."""
    clock: Clock

    async def erase(self, lane: Lane) -> datetime | None:
        """Delete everything; when to try again what could not be deleted."""
        wanted = await self.store.deletion(lane.conversation_id.removeprefix(LANE))
        if wanted is None or wanted.done_at or self.people is None:
            return None
        try:
            people = await self.people.ids_of(wanted.person)
            for conversation_id in await self.store.conversations_of(people):
                for name in await self.store.names(conversation_id):
                    for memory in self.memories:
                        await memory.forget(name)
                await self.store.erase(conversation_id)
        except TryAgain as problem:
            return look_again(self.clock(), problem)
        await self.store.deleted(wanted.code)
        return None
