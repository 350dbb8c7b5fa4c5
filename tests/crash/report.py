"""What a storm leaves, for people to read."""

from dataclasses import astuple

from tests.crash.storm import MAY_DOUBLE, Storm
from tests.crash.tally import Tally

HEADS = ("accepted", "answered", "lost", "doubled", "out of order", "longest wait")


def report(storm: Storm) -> str:
    """Who was killed how often, the table, and every talk that broke a promise."""
    killed = ", ".join(f"{name} {times}" for name, times in storm.done.most_common())
    rows = {**storm.tallies(), "all": sum(storm.tallies().values(), Tally())}
    width = max(map(len, rows))
    lines = [
        f"seed {storm.seed}: {sum(storm.done.values())} kills in {storm.seconds:.0f} s ({killed})",
        "",
        " " * width + "".join(f"{head:>14}" for head in HEADS),
        *(f"{row:<{width}}" + "".join(map(_cell, astuple(tally))) for row, tally in rows.items()),
        "",
        f"{MAY_DOUBLE} cannot be asked what became of a message: what was under way at a kill is sent again.",
    ]
    return "\n".join([*lines, *storm.broken()])


def _cell(value: int | float) -> str:
    if isinstance(value, float):
        return f"{value:>12.1f} s" if value else ""
    return f"{value:>14}"
