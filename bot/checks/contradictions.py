"""Rules and stories that go on differently from the same place, by Rasa's own reckoning."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from bot.talk_files import Talk

Conflict = Mapping[str, Sequence[str]]
"""What follows, and the names of the rules and stories in which it does."""

_CONTRADICTS = re.compile(
    r"the prediction of the action '(?P<goes>[^']*)' in (?:rule|story) '(?P<name>.*)' is contradicting with "
    r"rule\(s\) '(?P<others>.*?)'(?: which predicted action '(?P<other_goes>[^']*)')?\.$"
)
_INCOMPLETE = re.compile(r" in rule '(?P<name>.*?)' does not set ")
_TOO_LONG = re.compile(r"^Found rules '(?P<names>.*)' that contain more than")
_WAITS = "action_listen"


def contradictions(
    conflicts: Sequence[Conflict], refusals: Sequence[str], talks: Sequence[Talk]
) -> Iterator[str]:
    """`refusals`: what the rule policy says when it cannot be trained, a line each."""
    known = _Known(talks)
    told: set[frozenset[str]] = set()
    for first, goes, second, other_goes in [*_refused(refusals, known), *_conflicting(conflicts)]:
        if frozenset((first, second)) not in told:
            told.add(frozenset((first, second)))
            yield known.told(first, goes, second, other_goes)
    yield from _incomplete(refusals, known)


class _Known:
    """Rules and stories by name."""

    def __init__(self, talks: Sequence[Talk]) -> None:
        self._talks = {str(talk.name): talk for talk in reversed(talks)}

    def told(self, first: str, goes: str, second: str, other_goes: str) -> str:
        """The contradiction between the two."""
        place = self.place(first)
        begins = f"{place}: " if place else ""
        return (
            f"{begins}{self._called(first)} {_goes_on(goes)}, and in the same place {self._called(second)} "
            f"{_placed(self.place(second))}{_goes_on(other_goes)}. Let both do the same, or tell them apart "
            "by a condition or an earlier step."
        )

    def place(self, name: str) -> str:
        """Empty for Rasa's own rules."""
        talk = self._found(name)
        return talk.name.place if talk else ""

    def named_in(self, words: str) -> list[str]:
        """The names that make up a list of them, which may hold commas themselves."""
        found = []
        for name in sorted(self._talks, key=len, reverse=True):
            if re.search(rf"(?:^|, ){re.escape(name)}(?:$|, )", words):
                found.append(name)
                words = words.replace(name, "")
        return found or [words]

    def _called(self, name: str) -> str:
        talk = self._found(name)
        return f'the {talk.kind} "{talk.name}"' if talk else f"Rasa's own rule ({name})"

    def _found(self, name: str) -> Talk | None:
        """A story that goes on from another's checkpoint is named `first > second`."""
        return self._talks.get(name) or self._talks.get(name.rpartition(" > ")[2])


def _placed(place: str) -> str:
    return f"({place}) " if place else ""


def _goes_on(action: str) -> str:
    """Rasa does not name an action where the rule was overruled by another."""
    if not action:
        return "goes on otherwise"
    return "waits for the customer" if action == _WAITS else f"goes on with {action}"


def _refused(refusals: Sequence[str], known: _Known) -> Iterator[tuple[str, str, str, str]]:
    for found in filter(None, map(_CONTRADICTS.search, refusals)):
        for other in known.named_in(found["others"]):
            yield found["name"], found["goes"], other, found["other_goes"] or ""


def _conflicting(conflicts: Sequence[Conflict]) -> Iterator[tuple[str, str, str, str]]:
    for conflict in conflicts:
        for (goes, names), (other_goes, others) in combinations(conflict.items(), 2):
            yield names[0], goes, others[0], other_goes


def _incomplete(refusals: Sequence[str], known: _Known) -> Iterator[str]:
    """Rasa's own sentence says what to do."""
    for line in refusals:
        if _CONTRADICTS.search(line):
            continue
        found = _INCOMPLETE.search(line) or _TOO_LONG.search(line)
        place = known.place(known.named_in(found[1])[0]) if found else ""
        yield f"{place or 'data'}: {line.removeprefix('- ')}"
