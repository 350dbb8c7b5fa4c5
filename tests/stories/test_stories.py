"""Every test story, told by Rasa itself to the model that is shipped: in intents, and in words."""

from pathlib import Path

import pytest

pytest.importorskip("rasa", reason="Rasa is not installed, so no story can be told")

from bot import model
from tests.journeys.service import ROOT, ready_model


@pytest.mark.timeout(400)
@pytest.mark.parametrize("understood", [(), ("--e2e",)], ids=["by-intents", "by-words"])
def test_the_model_tells_every_story_as_it_is_written(tmp_path: Path, understood: tuple[str, ...]) -> None:
    ready_model()
    stories = ("--stories", "tests/stories", "--fail-on-prediction-errors")
    used = ("--model", str(model.model_path(ROOT)), "--out", str(tmp_path))
    told = model.rasa(ROOT, "test", "core", *stories, *used, *understood)
    failed = tmp_path / "failed_test_stories.yml"
    assert told.returncode == 0, told.stdout[-1500:] + (failed.read_text() if failed.exists() else "")
