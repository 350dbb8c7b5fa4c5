"""The table that a run prints: one row a figure, ours beside Rasa's own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

HEAD = ("", "Frontdesk", "Rasa's connector", "ratio")


@dataclass(frozen=True)
class Row:
    """One figure, in words; a row with a name only is a heading."""

    name: str
    ours: str = ""
    theirs: str = ""
    ratio: str = ""


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def milliseconds(seconds: float) -> str:
    """Such as "14.2 ms"."""
    return f"{seconds * 1000:.1f} ms"


def compared(name: str, ours: float, theirs: float) -> Row:
    """Two times side by side; the ratio says how many times as long as ours theirs is."""
    return Row(name, milliseconds(ours), milliseconds(theirs), f"{theirs / ours:.1f}")


def table(rows: Sequence[Row]) -> str:
    """The rows in columns."""
    cells = [HEAD, *((row.name, row.ours, row.theirs, row.ratio) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    return "\n".join(_line(line, widths) for line in cells)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *figures = cells
    padded = [figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=True)]
    return "  ".join([name.ljust(widths[0]), *padded]).rstrip()
