"""An answer of the customer's: its words, what Rasa made of it, or the button that was pressed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from actions.changes.wording import Token, tokens


@dataclass(frozen=True)
class Said:
    """One message."""

    text: str
    """Empty where a button was pressed."""
    intent: str = ""
    choice: str = ""
    """What the button stands for: `variant:2:7706410293`."""
    numbers: tuple[str, ...] = ()
    """Order numbers that it names, each in its form."""
    is_early: bool = False
    """Whether it was written before the question was there to be read."""

    @cached_property
    def typed(self) -> Sequence[Token]:
        """Its words."""
        return tokens(self.text)

    @property
    def chosen(self) -> tuple[str, str]:
        """What kind of thing was chosen, and which."""
        kind, _, which = self.choice.partition(":")
        return kind, which
