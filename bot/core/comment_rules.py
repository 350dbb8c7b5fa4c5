"""What `desk.yml` says of comments: how they are sorted, and what is done about each sort."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import Enum

from bot.core.turn import Understanding


class Sort(str, Enum):
    """What a comment is."""

    QUESTION = "question"
    """Somebody wants to know something."""
    COMPLAINT = "complaint"
    """Somebody is not content."""
    URGENT = "urgent"
    """Somebody is in danger, or the brand is: an injury, the press, a lawyer."""
    PRAISE = "praise"
    """Somebody is content."""
    SPAM = "spam"
    """Somebody advertises."""
    UNCLEAR = "unclear"
    """None of these, such as friends who call each other."""


class Step(str, Enum):
    """What is done about a comment."""

    PUBLIC = "public"
    """A short answer under it, for all to read."""
    PRIVATE = "private"
    """A private message, which opens the conversation."""
    PERSON = "person"
    """A person is asked for."""


@dataclass(frozen=True)
class CommentRules:
    """How comments are sorted, and what is done about them."""

    sorts: Mapping[str, Sort] = field(default_factory=dict)
    """By intent; every other intent is a question."""
    steps: Mapping[Sort, Set[Step]] = field(default_factory=dict)
    """What is done about each sort; about the others nothing, so that nobody speaks in public unasked."""

    @property
    def sentences(self) -> Sequence[str]:
        """Responses that are said by these rules."""
        public = [f"utter_comment_{sort.value}" for sort, steps in self.steps.items() if Step.PUBLIC in steps]
        private = [
            f"utter_private_{sort.value}" for sort, steps in self.steps.items() if Step.PRIVATE in steps
        ]
        more = (f"utter_private_{Sort.UNCLEAR.value}", "utter_private_person") if private else ()
        return [*public, *private, *more]

    def sort(self, understood: Understanding, text: str) -> Sort:
        """What a comment is. Who asks something that the bot does not understand has asked all the same."""
        found = self.sorts.get(understood.intent, Sort.QUESTION) if understood.intent else Sort.UNCLEAR
        return Sort.QUESTION if found is Sort.UNCLEAR and "?" in text else found
