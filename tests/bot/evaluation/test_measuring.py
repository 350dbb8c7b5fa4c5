"""What a model is tried with."""

from bot.evaluation.labelled import read_examples
from bot.evaluation.measuring import MESSAGES
from tests.journeys.service import ROOT


def test_train_watch_can_use_every_file_of_labelled_messages_that_is_shipped() -> None:
    files = sorted((ROOT / MESSAGES).glob("*.csv"))
    assert files
    assert all(len(read_examples(path)) > 1_000 for path in files)
