"""How good guesses are, and how honest their confidence is."""

from collections.abc import Iterable, Mapping, Sequence

from sklearn.metrics import f1_score, matthews_corrcoef, roc_auc_score

from bot.evaluation.labelled import NOT_UNDERSTOOD
from bot.evaluation.understanding import Marked
from tests.bench.table import milliseconds, percentile

BINS = 10
"""For the calibration error: https://arxiv.org/abs/1706.04599, equation 3."""
WORST = 10


def figures(marked: Sequence[Marked]) -> Mapping[str, str]:
    """Each by its name."""
    on_topic = [each for each in marked if each.on_topic]
    off_topic = [each for each in marked if not each.on_topic]
    truth = [_truth(each) for each in marked]
    acted_on = [each.guess.acted_on for each in marked]
    understood = [each for each in on_topic if each.guess.understood]
    seconds = [each.seconds for each in marked]
    labels = sorted(set(truth))
    return {
        "messages": f"{len(marked)} of {len(labels)} intents",
        "accuracy": f"{_share(each.right for each in marked):.3f}",
        "in-scope accuracy": f"{_share(each.right for each in on_topic):.3f}",
        **_off_topic(on_topic, off_topic),
        "macro-F1": f"{f1_score(truth, acted_on, labels=labels, average='macro', zero_division=0):.3f}",
        "MCC": f"{matthews_corrcoef(truth, acted_on):.3f}",
        "coverage": f"{_share(each.guess.understood for each in on_topic):.3f}",
        "accuracy of what it covers": f"{_share(each.right for each in understood):.3f}",
        "accuracy without thresholds": f"{_share(each.right_in_truth for each in on_topic):.3f}",
        "expected calibration error": f"{calibration_error(marked):.3f}",
        "a parse, p50": milliseconds(percentile(seconds, 50)),
        "a parse, p95": milliseconds(percentile(seconds, 95)),
    }


def _truth(marked: Marked) -> str:
    return marked.example.intent if marked.on_topic else NOT_UNDERSTOOD


def _off_topic(on_topic: Sequence[Marked], off_topic: Sequence[Marked]) -> Mapping[str, str]:
    """How well it knows what it cannot talk about: how much of that it turns away, and how well it ranks."""
    if not on_topic or not off_topic:
        return {}
    truth = [1] * len(on_topic) + [0] * len(off_topic)
    ranked = roc_auc_score(truth, [each.guess.confidence for each in (*on_topic, *off_topic)])
    return {
        "out-of-scope recall": f"{_share(each.right for each in off_topic):.3f}",
        "out-of-scope AUROC": f"{ranked:.3f}",
    }


def report(marked: Sequence[Marked]) -> str:
    """All figures, then the mistakes that the bot was surest of."""
    lines = [f"{name:<28} {figure}" for name, figure in figures(marked).items()]
    return "\n".join([*lines, "", *_worst([each for each in marked if each.guess.understood])])


def misspelling(marked: Sequence[Marked], slipped: Sequence[Marked]) -> str:
    """What slips cost."""
    plain, misspelt = (_share(each.right for each in of if each.on_topic) for of in (marked, slipped))
    cost = f"{100 * (plain - misspelt):.1f} points less"
    return f"{'in-scope accuracy, with slips':<28} {misspelt:.3f} ({cost})"


def calibration_error(marked: Sequence[Marked]) -> float:
    """How far the confidence in the likeliest intent is from how often it is right, turned away or not."""
    bins: list[list[Marked]] = [[] for _ in range(BINS)]
    for each in marked:
        bins[min(BINS - 1, int(each.guess.confidence * BINS))].append(each)
    return sum(len(full) / len(marked) * _gap(full) for full in bins if full)


def _gap(marked: Sequence[Marked]) -> float:
    confidence = sum(each.guess.confidence for each in marked) / len(marked)
    return abs(confidence - _share(each.right_in_truth for each in marked))


def _share(facts: Iterable[bool]) -> float:
    known = list(facts)
    return sum(known) / len(known) if known else 0.0


def _worst(understood: Sequence[Marked]) -> Sequence[str]:
    wrong = sorted(
        (each for each in understood if not each.right), key=lambda each: each.guess.confidence, reverse=True
    )
    if not wrong:
        return ["No mistakes among what it took for understood."]
    return [f"Mistakes: {len(wrong)}, the surest first:", *map(_mistake, wrong[:WORST])]


def _mistake(marked: Marked) -> str:
    meant, taken = marked.example, marked.guess
    return f"  {taken.confidence:.2f} {taken.intent}, but {meant.intent}: {meant.text}"
