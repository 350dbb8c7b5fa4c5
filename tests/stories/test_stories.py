"""Every test story, told by Rasa itself to the model that is shipped."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed, so no story can be told")

from bot import model
from tests.journeys.service import ROOT, ready_model


@pytest.mark.timeout(400)
def test_the_model_tells_every_story_as_it_is_written(tmp_path: Path) -> None:
    ready_model()
    stories = ("--stories", "tests/stories", "--fail-on-prediction-errors")
    command = [sys.executable, "-m", "rasa", "test", "core", *stories, "--out", str(tmp_path)]
    told = subprocess.run(
        [*command, "--model", str(model.model_path(ROOT))],
        cwd=ROOT,
        env={**os.environ, **model.QUIET, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    failed = tmp_path / "failed_test_stories.yml"
    assert told.returncode == 0, told.stdout[-3000:] + (failed.read_text() if failed.exists() else "")
