"""What a model was found to do: the test stories it tells, the labelled messages it understands."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Stories:
    """The test stories, told to a model."""

    total: int
    failed: Mapping[str, str]
    """What went wrong first, by the story's name."""

    @property
    def told(self) -> int:
        """How many went as they are written."""
        return self.total - len(self.failed)


@dataclass(frozen=True)
class Message:
    """A labelled message, put to a model."""

    text: str
    intent: str
    """What its writer wanted; `nlu_fallback` or `out_of_scope` where the bot should turn it away."""
    taken: str
    """What the dialogue goes on with; `nlu_fallback` where it is turned away."""
    right: bool


@dataclass(frozen=True)
class Measurement:
    """Both; None where there are no stories, or no messages, or they could not be used."""

    stories: Stories | None
    messages: tuple[Message, ...] | None
    problems: tuple[str, ...] = ()
    """Why something could not be used, a sentence each."""
