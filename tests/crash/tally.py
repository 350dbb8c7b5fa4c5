"""What came, counted against what was due."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """Messages of one kind."""

    accepted: int = 0
    answered: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    longest_wait: float = 0.0
    """Seconds from the moment a message was accepted until all that answers it was there."""

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.accepted + other.accepted,
            self.answered + other.answered,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.out_of_order + other.out_of_order,
            max(self.longest_wait, other.longest_wait),
        )


def compared(due: Sequence[str], came: Sequence[str]) -> Tally:
    """Each was due once, in this order; what came and was not due counts as doubled."""
    wanted, got = Counter(due), Counter(came)
    lost = sum((wanted - got).values())
    there = len(due) - lost
    return Tally(
        accepted=len(due),
        answered=there,
        lost=lost,
        doubled=sum((got - wanted).values()),
        out_of_order=there - _in_order(due, came),
    )


def _in_order(due: Sequence[str], came: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    if list(due) == list(came):
        return len(due)
    row = [0] * (len(came) + 1)
    for wanted in due:
        above, row = row, [0]
        for place, found in enumerate(came, 1):
            row.append(above[place - 1] + 1 if found == wanted else max(above[place], row[-1]))
    return row[-1]
