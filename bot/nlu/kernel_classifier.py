"""Which of many things a sentence means: least squares on a kernel of meaning, words and letters.

Kernel ridge regression (https://jmlr.org/papers/v5/rifkin04a.html) on the sum of three Gaussian kernels: of
a sentence encoder's vectors, of TF-IDF of words and pairs of words, and of TF-IDF of two to four letters. One
step solves it, so the same data gives the same model; and what it would say of each example had it not seen
that one follows from the same step (leave-one-out), so its confidence is fitted without data of its own.
docs/understanding.md tells what else was tried.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.nlu.encoder import Encoder
from bot.nlu.spelling import Spelling

WEIGHTS = {"meaning": 0.7, "words": 0.15, "letters": 0.15}
NARROWNESS = {"meaning": 1.6, "words": 1.0, "letters": 1.0}
"""exp(n · (cosine - 1)); for vectors of length 1 that is a Gaussian of their distance."""
RIDGE = 0.05
OFF_TOPIC_SHARE = 0.1
"""Of what customers write; the confidence is fitted as if so much of the data were that."""
SHARPNESS = 4.0
"""How the rest of certainty is shared among what a sentence means less likely: a softmax of the scores."""
AT_ONCE = 500
"""Rows of a kernel computed at a time: a matrix of sparse products is large before it is dense."""

Scores = Any
"""float32, (sentences, labels); near 1 for what a sentence means, near 0 for all else."""


@dataclass(frozen=True)
class Guess:
    """What a sentence may mean."""

    label: str
    confidence: float
    """How often this is right, of a hundred guesses as sure: 0 to 1."""


class KernelClassifier:
    """Learns from examples; everything it knows is in its attributes, without the encoder."""

    def __init__(self, off_topic: str, margin: float) -> None:
        """`off_topic`: the label of what is none of the others, which must be far enough ahead of it.

        `margin`: how far, as a share of how far ahead examples are on average.
        """
        self.off_topic = off_topic
        self._margin = margin

    def fit(self, encoder: Encoder, texts: Sequence[str], labels: Sequence[str]) -> "KernelClassifier":
        """Learn; two labels or more."""
        self.labels = sorted(set(labels))
        self._spelling = Spelling(texts)
        texts = self._spelling.all_corrected(texts)
        self._words = TfidfVectorizer(
            ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b", sublinear_tf=True, dtype=np.float32
        )
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32
        )
        rows = {
            "meaning": encoder.encode(texts),
            "words": self._words.fit_transform(texts),
            "letters": self._letters.fit_transform(texts),
        }
        by_feature = {name: rows[name].T.tocsr() for name in ("words", "letters")}
        self._seen = {"meaning": rows["meaning"].T, **by_feature}
        truth = np.array([self.labels.index(label) for label in labels])
        self._duals, left_out = _solved(self._kernel(rows), _targets(truth, len(self.labels)))
        self._fit_confidence(left_out, truth)
        return self

    def guesses(self, encoder: Encoder, text: str) -> Sequence[Guess]:
        """All labels, the likeliest first; where none is far enough ahead, first that it is off topic.

        `margin` alone decides that: none is surer than the first, or Rasa's FallbackClassifier would turn
        away by a second measure what is far enough ahead.
        """
        text = self._spelling.corrected(text)
        seen = {
            "meaning": encoder.encode([text]),
            "words": self._words.transform([text]),
            "letters": self._letters.transform([text]),
        }
        return self._ranked((self._kernel(seen) @ self._duals)[0])

    def _kernel(self, rows: dict[str, Any]) -> Any:
        """(rows, examples)."""
        found = _gaussian(rows["meaning"] @ self._seen["meaning"], "meaning")
        for name in ("words", "letters"):
            for start in range(0, found.shape[0], AT_ONCE):
                part = slice(start, start + AT_ONCE)
                found[part] += _gaussian((rows[name][part] @ self._seen[name]).toarray(), name)
        return found

    def _lead(self, scores: Scores) -> tuple[Any, Any]:
        """Of each sentence: the likeliest label that is on topic, and how far it is ahead of what is not."""
        on_topic, beside = scores.copy(), 0.0
        if self.off_topic in self.labels:
            index = self.labels.index(self.off_topic)
            beside = scores[:, index].copy()
            on_topic[:, index] = -np.inf
        return on_topic.argmax(axis=1), on_topic.max(axis=1) - beside

    def _fit_confidence(self, left_out: Scores, truth: Any) -> None:
        """Platt scaling on what was said of each example without that example."""
        likeliest, lead = self._lead(left_out)
        right = likeliest == truth
        self._far_enough = self._margin * float(lead[self._on_topic(truth)].mean())
        if right.all() or not right.any():
            self._slope, self._offset = 1.0, 0.0
            return
        fitted = LogisticRegression(C=100.0).fit(lead[:, None], right, self._importance(truth))
        self._slope, self._offset = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])

    def _importance(self, truth: Any) -> Any:
        """Examples that are off topic stand for their share of what customers write."""
        weights = np.ones(len(truth))
        on_topic = self._on_topic(truth)
        share = OFF_TOPIC_SHARE / (1 - OFF_TOPIC_SHARE)
        weights[~on_topic] = share * on_topic.sum() / max(1, (~on_topic).sum())
        return weights

    def _on_topic(self, truth: Any) -> Any:
        """Which examples are."""
        return np.array([self.labels[label] != self.off_topic for label in truth])

    def _ranked(self, scores: Scores) -> Sequence[Guess]:
        found, lead = self._lead(scores[None])
        likeliest, is_off = self.labels[int(found[0])], lead[0] < self._far_enough
        sure = float(1.0 / (1.0 + np.exp(-(self._slope * lead[0] + self._offset))))
        weights = dict(zip(self.labels, np.exp(SHARPNESS * scores).tolist(), strict=True))
        known = [label for label in self.labels if label not in (likeliest, self.off_topic)]
        others = sorted(known, key=lambda label: -weights[label])
        each = (1.0 - sure) / (sum(weights[label] for label in others) or 1.0)
        on_topic = [Guess(likeliest, sure), *(Guess(n, min(sure, each * weights[n])) for n in others)]
        if self.off_topic not in self.labels:
            return on_topic
        if is_off:
            return [Guess(self.off_topic, max(sure, 1.0 - sure)), *on_topic]
        return [on_topic[0], Guess(self.off_topic, min(sure, 1.0 - sure)), *on_topic[1:]]


def _gaussian(cosines: Any, name: str) -> Any:
    return WEIGHTS[name] * np.exp(NARROWNESS[name] * (cosines - 1.0))


def _targets(truth: Any, labels: int) -> Any:
    found = np.full((len(truth), labels), -1.0 / labels, np.float32)
    found[np.arange(len(truth)), truth] += 1.0
    return found


def _solved(kernel: Any, targets: Any) -> tuple[Any, Any]:
    """The dual weights; and what would be said of each example by the others alone."""
    kernel[np.diag_indices(len(kernel))] += RIDGE
    factor = scipy.linalg.cholesky(kernel, lower=True, overwrite_a=True, check_finite=False)
    duals = scipy.linalg.cho_solve((factor, True), targets, check_finite=False)
    inverse, _ = scipy.linalg.lapack.spotri(factor, lower=1, overwrite_c=1)
    return duals, targets - duals / np.diag(inverse)[:, None]
