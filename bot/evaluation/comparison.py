"""What has become better or worse from one model to the next, in a line and a few more."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.measurement import Measurement, Message, Stories

MOST_LINES = 10
"""Stories and messages that are named; there may be hundreds."""
MOST_INTENTS = 3
MUCH, FEWEST = 30, 100
"""Thousandths of all messages, where there are enough; no edit of examples alone has cost so many."""

Key = tuple[str, str]
"""A message and what its writer wanted: the same in both measurements."""


@dataclass(frozen=True)
class Comparison:
    """A model beside the one before it."""

    before: Measurement | None
    """None for the first."""
    now: Measurement

    @property
    def sentence(self) -> str:
        """Such as `stories 89 of 89 (as before), understanding 0.873 (+0.006): better track_order 3`."""
        parts = [*self._stories(), *self._understanding(), *self.now.problems]
        if self._is_much_worse():
            parts = ["MUCH WORSE than before (was a file saved half-way?)", *parts]
        return ", ".join(parts) or "nothing to try it with: tests/stories and tests/understanding are empty"

    @property
    def known(self) -> Measurement:
        """What the next is to be compared with: what could not be found out now is as it was."""
        before = self.before or Measurement(None, None)
        return Measurement(self.now.stories or before.stories, self.now.messages or before.messages)

    @property
    def worse(self) -> Sequence[str]:
        """A line for each story and message that went well before, or is new; of very many a number."""
        new = [message for message in self._new() if not message.right]
        now_wrong = [_mistaken(message, "now taken") for message in self._changed(right=False)]
        lines = [*self._worse_stories(), *now_wrong, *(_mistaken(message, "taken") for message in new)]
        more = [f"… and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
        return [*lines[:MOST_LINES], *more]

    def _is_much_worse(self) -> bool:
        before, now = self.before and self.before.messages, self.now.messages
        is_enough = before and now and min(len(before), len(now)) >= FEWEST
        return bool(is_enough and before and now and _thousandths(before) - _thousandths(now) >= MUCH)

    def _stories(self) -> Iterator[str]:
        now, before = self.now.stories, self.before.stories if self.before else None
        if now:
            change = f" ({_signed(now.told - before.told)})" if before else ""
            yield f"stories {now.told} of {now.total}{change}"

    def _understanding(self) -> Iterator[str]:
        now, before = self.now.messages, self.before.messages if self.before else None
        if not now:
            return
        change = f" ({_signed(_thousandths(now) - _thousandths(before), 1000)})" if before else ""
        yield f"understanding {_thousandths(now) / 1000:.3f}{change}{self._by_intent()}"
        if new := self._new():
            yield f"{sum(message.right for message in new)} of {len(new)} new messages right"

    def _by_intent(self) -> str:
        counted = {word: self._changed(right) for word, right in (("better", True), ("worse", False))}
        parts = [f"{word} {_counted(messages)}" for word, messages in counted.items() if messages]
        return f": {', '.join(parts)}" if parts else ""

    def _changed(self, right: bool) -> Sequence[Message]:
        """The messages that were not so before."""
        before = {_key(message): message.right for message in (self.before and self.before.messages) or ()}
        return [
            message
            for message in self.now.messages or ()
            if message.right is right and before.get(_key(message)) is (not right)
        ]

    def _new(self) -> Sequence[Message]:
        """Messages that the model before was not tried with; none for the first model."""
        before = self.before.messages if self.before else None
        known = {_key(message) for message in before or ()}
        return [message for message in self.now.messages or () if known and _key(message) not in known]

    def _worse_stories(self) -> Iterator[str]:
        before = self.before.stories if self.before else None
        if before and self.now.stories:
            failed = _newly(before, self.now.stories)
            yield from (f"story {name}: {problem}" for name, problem in failed.items())


def _newly(before: Stories, now: Stories) -> Mapping[str, str]:
    return {name: problem for name, problem in now.failed.items() if name not in before.failed}


def _key(message: Message) -> Key:
    return message.text, message.intent


def _mistaken(message: Message, taken: str) -> str:
    return f"{message.intent}, {taken} for {message.taken}: {message.text}"


def _counted(messages: Sequence[Message]) -> str:
    """How many of which intents, such as `track_order 3, greet 1`."""
    of_each = Counter(message.intent for message in messages)
    named = [f"{intent} {number}" for intent, number in of_each.most_common(MOST_INTENTS)]
    others = of_each.total() - sum(number for _, number in of_each.most_common(MOST_INTENTS))
    return ", ".join([*named, *([f"others {others}"] if others else [])])


def _thousandths(messages: Sequence[Message]) -> int:
    """The share that the dialogue goes on with rightly, as it is printed."""
    return round(1000 * sum(message.right for message in messages) / len(messages))


def _signed(change: int, of: int = 1) -> str:
    if not change:
        return "as before"
    return f"{change:+d}" if of == 1 else f"{change / of:+.3f}"
