"""What the classifier learns from a few examples, and what it says of each had it not seen that one."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("rasa", reason="Rasa is not installed, and with it the sentence encoder")

from bot.nlu.encoder import Encoder
from bot.nlu.kernel_classifier import RIDGE, KernelClassifier, _solved, _targets

EXAMPLES = {
    "track": "where is my parcel|has it shipped yet|track my order|when does my package arrive|parcel status",
    "cancel": "cancel my order|please stop the order|I don't want it any more|undo my purchase|call it off",
    "refund": "where is my refund|when do I get my money back|has the refund been paid|money not back",
    "off": "tell me a poem|what is the capital of Peru|book a flight to Rome|play some jazz|set an alarm",
}
TEXTS = [text for texts in EXAMPLES.values() for text in texts.split("|")]
LABELS = [label for label, texts in EXAMPLES.items() for _ in texts.split("|")]
ENCODER = Encoder()


@pytest.fixture(scope="module")
def classifier() -> KernelClassifier:
    return KernelClassifier("off", 0.1).fit(ENCODER, TEXTS, LABELS)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("wheres my pakage", "track"),
        ("pls cancl the order", "cancel"),
        ("did you send the money back already?", "refund"),
        ("sing me a song", "off"),
    ],
)
def test_what_it_has_never_seen_is_understood(classifier: KernelClassifier, text: str, label: str) -> None:
    assert classifier.guesses(ENCODER, text)[0].label == label


def test_the_same_data_gives_the_same_model_and_it_can_be_kept(classifier: KernelClassifier) -> None:
    again = pickle.loads(pickle.dumps(KernelClassifier("off", 0.1).fit(ENCODER, TEXTS, LABELS)))
    assert again.guesses(ENCODER, "any news") == classifier.guesses(ENCODER, "any news")


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=60))
def test_whatever_is_written_each_label_has_a_confidence(text: str) -> None:
    guesses = _LEARNT.guesses(ENCODER, text)
    assert sorted(guess.label for guess in guesses) == sorted(EXAMPLES)
    assert all(0.0 <= guess.confidence <= 1.0 for guess in guesses)
    on_topic = [guess.confidence for guess in guesses if guess.label != "off"]
    assert on_topic == sorted(on_topic, reverse=True)


def test_the_margin_alone_turns_away() -> None:
    """Rasa's FallbackClassifier turns away whatever comes first and is less sure than the next."""
    for margin in (0.0, 0.3, 0.9):
        found = KernelClassifier("off", margin).fit(ENCODER, TEXTS, LABELS)
        for text in (*TEXTS, "any news", "stop", "is it raining in Rome", "money"):
            sure = [guess.confidence for guess in found.guesses(ENCODER, text)]
            assert sure[0] >= max(sure[1:]), text


def test_without_examples_off_topic_it_still_learns() -> None:
    texts, labels = zip(*(e for e in zip(TEXTS, LABELS, strict=True) if e[1] != "off"), strict=True)
    found = KernelClassifier("off", 0.1).fit(ENCODER, texts, labels)
    guesses = found.guesses(ENCODER, "where is the parcel")
    assert guesses[0].label == "track"
    assert len(guesses) == 3


def test_what_is_left_out_is_what_a_classifier_says_that_has_not_seen_it() -> None:
    dice = np.random.default_rng(7)
    points = dice.normal(size=(12, 3)).astype(np.float32)
    kernel = np.exp(-((points[:, None] - points[None]) ** 2).sum(axis=2)).astype(np.float32)
    targets = _targets(np.arange(12) % 3, 3)
    _, left_out = _solved(kernel.copy(), targets)
    for one in range(12):
        others = [n for n in range(12) if n != one]
        without = kernel[np.ix_(others, others)] + RIDGE * np.eye(11)
        said = kernel[one, others] @ np.linalg.solve(without, targets[others])
        assert left_out[one] == pytest.approx(said, abs=1e-3)


_LEARNT = KernelClassifier("off", 0.1).fit(ENCODER, TEXTS, LABELS)
