"""The designers' test stories, each told to the trained model: `rasa test`."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import model

ROOT = Path(__file__).parents[2]
STORIES = ROOT / "tests" / "stories"


@pytest.fixture(scope="module")
def trained_model() -> Path:
    """The model of the sources as they are, trained now where `frontdesk train` has not made it yet."""
    if importlib.util.find_spec("rasa") is None:
        pytest.skip("Rasa is not installed (the extra rasa, Python 3.10)")
    return model.model_path(ROOT) if model.trained(ROOT) else model.train(ROOT)


def tell(stories: Path, trained_model: Path, results: Path) -> "subprocess.CompletedProcess[str]":
    """Tell the stories to the model; what understanding or policies get wrong ends it with an error."""
    command = [sys.executable, "-m", "rasa", "test", "core", "--model", str(trained_model), "--no-plot"]
    command += ["--stories", str(stories), "--out", str(results), "--fail-on-prediction-errors"]
    environment = {**os.environ, **model.QUIET, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.timeout(600)
def test_the_bot_follows_every_story(trained_model: Path, tmp_path: Path) -> None:
    told = tell(STORIES, trained_model, tmp_path)
    failed = tmp_path / "failed_test_stories.yml"
    assert told.returncode == 0, failed.read_text(encoding="utf-8") if failed.exists() else told.stderr
    assert (tmp_path / "story_report.json").exists(), told.stderr


@pytest.mark.timeout(600)
def test_a_story_that_the_bot_does_not_follow_is_noticed(trained_model: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "test_wrong.yml"
    wrong.write_text(
        'version: "3.1"\nstories:\n- story: a greeting is answered with a goodbye\n  steps:\n'
        '  - user: "hello"\n    intent: greet\n  - action: utter_goodbye\n',
        encoding="utf-8",
    )
    assert tell(wrong, trained_model, tmp_path / "results").returncode != 0
