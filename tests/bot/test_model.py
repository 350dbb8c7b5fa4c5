"""Which model is made of which sources, and what is said when none can be made."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "domain.yml").write_text("a: 1\n", encoding="utf-8")
    return tmp_path


def trainer(said: str = "", code: int = 0, meanwhile: Callable[[], object] = lambda: None) -> model.Python:
    """Rasa, as far as training asks for it."""

    def run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
        meanwhile()
        if not code:
            (Path(words[words.index("--out") + 1]) / "model.tar.gz").write_bytes(b"a model")
        return subprocess.CompletedProcess(words, code, said)

    return run


def test_a_model_that_was_trained_before_is_found_again_as_the_newest(folder: Path) -> None:
    first = model.train(folder, trainer())
    (folder / "domain.yml").write_text("a: 2\n", encoding="utf-8")
    assert model.trained_before(folder) is None
    second = model.train(folder, trainer())
    (folder / "domain.yml").write_text("a: 1\n", encoding="utf-8")
    assert model.trained_before(folder) == first
    assert first.stat().st_mtime_ns > second.stat().st_mtime_ns


def test_a_model_of_sources_that_changed_meanwhile_is_none(folder: Path) -> None:
    change = trainer(meanwhile=lambda: (folder / "domain.yml").write_text("a: 2\n", encoding="utf-8"))
    with pytest.raises(model.SourcesChanged, match="train again"):
        model.train(folder, change)
    assert not model.any_model(folder)


def test_of_a_training_that_failed_the_last_error_is_told(folder: Path) -> None:
    said = (
        "2026-01-01 10:00:00 ERROR    rasa.other  - earlier\nmore\n"
        "Processed trackers:  50%|#####     | 1/2 [00:00<?, ?it/s]\r"
        "2026-01-01 10:00:00 ERROR    rasa.engine.graph  - Error running a node.\n"
        "\x1b[91mInvalidRule:\n\nthe rules contradict each other\x1b[0m\n"
    )
    with pytest.raises(model.TrainingFailed) as failed:
        model.train(folder, trainer(said, code=1))
    assert str(failed.value) == "InvalidRule:\nthe rules contradict each other"


def test_without_an_error_the_end_of_what_was_said_is_told(folder: Path) -> None:
    with pytest.raises(model.TrainingFailed, match=r"No module named rasa$"):
        model.train(folder, trainer("/usr/bin/python: No module named rasa\n", code=1))
