"""The ladder as a picture: how soon webhooks are acknowledged, and how many answers come, at each rate."""

from collections.abc import Callable
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from tests.bench.ladder import Climb, Rung

matplotlib.rcParams["svg.hashsalt"] = "the same picture for the same figures"

OURS, THEIRS = "#2451c9", "#b3541e"


def draw(ours: Climb, theirs: Climb, path: Path) -> None:
    """Write the SVG."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    for climb, name, colour in ((ours, "Frontdesk", OURS), (theirs, "Rasa's own connector", THEIRS)):
        rates = [str(rung.rate) for rung in climb]
        left.plot(rates, _figures(climb, _acknowledged), marker="o", color=colour, label=name)
        right.plot(rates, _figures(climb, _answers), marker="o", color=colour, label=name)
    left.set_yscale("log")
    left.set_title("webhook acknowledged, p99, ms")
    rates, direct = [str(rung.rate) for rung in ours], [rung.direct for rung in ours]
    right.plot(rates, direct, color="#777777", linestyle=":", label="turn endpoint called directly")
    right.set_ylim(bottom=0)
    right.set_title("answers a second")
    for axes in (left, right):
        axes.set_xlabel("new customers a second")
        axes.grid(axis="y", alpha=0.3)
    right.legend(frameon=False, fontsize=8)
    figure.savefig(path, metadata={"Date": None})


def _figures(climb: Climb, figure: Callable[[Rung], float]) -> list[float]:
    return [figure(rung) for rung in climb]


def _acknowledged(rung: Rung) -> float:
    return rung.outcome.within(99) * 1000


def _answers(rung: Rung) -> float:
    return rung.answers
