"""The figures of `make evaluate` as a page: mix-ups, the worst mistakes, coverage against accuracy."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment

from bot.evaluation.understanding import Marked
from tests.bench.scores import figures

WORST = 50
MIXED_UP = 40
WIDTH, HEIGHT, EDGE = 560, 300, 40
"""Of the curve, in pixels."""
PAGE = Path(__file__).with_name("report.html")


def write(marked: Sequence[Marked], path: Path) -> None:
    """One file that needs no other."""
    wrong = sorted((each for each in marked if not each.right), key=lambda each: -each.guess.confidence)
    mixed_up = Counter((each.example.intent, each.guess.acted_on) for each in wrong)
    points = curve(marked)
    lowest = min((accuracy for _, accuracy in points), default=0.0)
    page = Environment(autoescape=True).from_string(PAGE.read_text(encoding="utf-8"))
    path.write_text(
        page.render(
            figures=figures(marked),
            curve=_drawn(points, lowest),
            lowest=lowest,
            mixed_up=mixed_up.most_common(MIXED_UP),
            worst=wrong[:WORST],
            width=WIDTH,
            height=HEIGHT,
            edge=EDGE,
        ),
        encoding="utf-8",
    )


def curve(marked: Sequence[Marked]) -> Sequence[tuple[float, float]]:
    """The share of messages that are on topic, surest first, and how many of those are right; 0 to 1."""
    on_topic = sorted((m for m in marked if m.on_topic), key=lambda each: -each.guess.confidence)
    points, right = [], 0
    for count, each in enumerate(on_topic, 1):
        right += each.right_in_truth
        points.append((count / len(on_topic), right / count))
    return points


def _drawn(points: Sequence[tuple[float, float]], lowest: float) -> str:
    wide, high = WIDTH - EDGE - 10, HEIGHT - EDGE - 10
    scale = high / (1.0 - lowest) if lowest < 1.0 else 0.0
    return " ".join(
        f"{'L' if number else 'M'}{EDGE + share * wide:.1f} {10 + (1.0 - accuracy) * scale:.1f}"
        for number, (share, accuracy) in enumerate(points)
    )
