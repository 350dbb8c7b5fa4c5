"""A customer in front of a screen: says, presses, hears. The same words on every platform."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.fakes.platform import FakePlatform
from tests.fakes.waiting import eventually


@dataclass(frozen=True)
class Choice:
    """A button as the customer sees it."""

    title: str
    raw: dict[str, Any]
    """As the bot sent it."""


@dataclass(frozen=True)
class Shown:
    """A message on the customer's screen, as it looks now."""

    id: str
    text: str
    choices: tuple[Choice, ...]
    raw: dict[str, Any]

    @property
    def titles(self) -> list[str]:
        """What its buttons say."""
        return [choice.title for choice in self.choices]


class Customer(ABC):
    """A person who writes to the brand; each message that she hears counts as heard once."""

    def __init__(self, name: str, platform: FakePlatform | None = None) -> None:
        """No platform: she writes to us directly, as in the web chat."""
        self.name = name
        self._platform = platform
        self._heard: set[str] = set()

    @abstractmethod
    def screen(self) -> Sequence[Shown]:
        """What the bot and the agents have sent her, oldest first."""

    @abstractmethod
    async def says(self, text: str) -> Any:
        """Write a message."""

    @abstractmethod
    async def sends_photo(self, caption: str = "") -> Any:
        """Send a picture, with or without words."""

    @abstractmethod
    async def press(self, shown: Shown, choice: Choice) -> Any:
        """What the platform does when that button is pressed."""

    async def hears(self, words: str, within: float | None = None) -> Shown:
        """Wait for a message not heard yet that contains the words, in any case."""

        def look() -> Shown | None:
            return next((shown for shown in self.unheard() if words.lower() in shown.text.lower()), None)

        heard = await eventually(look, lambda: self._instead(f"was to hear “{words}”"), within)
        self._heard.add(heard.id)
        return heard

    async def presses(self, title: str, within: float | None = None) -> Any:
        """Wait for a button with that title and press it, on the newest message that has it."""

        def look() -> tuple[Shown, Choice] | None:
            found = ((s, c) for s in reversed(self.screen()) for c in s.choices if c.title == title)
            return next(found, None)

        shown, choice = await eventually(look, lambda: self._instead(f"was to press “{title}”"), within)
        self._heard.add(shown.id)
        return await self.press(shown, choice)

    def unheard(self) -> list[Shown]:
        """What is on the screen and no `hears` or `presses` has taken up."""
        return [shown for shown in self.screen() if shown.id not in self._heard]

    def _instead(self, wish: str) -> str:
        lines = [
            f"  {'    ' if s.id in self._heard else 'new '}{s.text!r} {s.titles or ''}" for s in self.screen()
        ]
        refusals = self._platform.refused if self._platform else []
        refused = [f"  {r.method}: {r.reason}" for r in refusals]
        return "\n".join(
            [
                f"{self.name} {wish}. On the screen:",
                *(lines or ["  nothing"]),
                "Refused:",
                *(refused or ["  nothing"]),
            ]
        )
