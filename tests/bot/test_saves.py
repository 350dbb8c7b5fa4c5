"""What counts as a save."""

from pathlib import Path

import pytest

from bot.saves import Saves

STORIES = Path("tests/stories/test_a.yml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("data/nlu.yml", "domain.yml", STORIES.as_posix(), "models/made.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a: 1\n", encoding="utf-8")
    return tmp_path


def replaced(path: Path, text: str) -> None:
    """As most editors write: another file takes its place."""
    path.with_name("draft.tmp").write_text(text, encoding="utf-8")
    path.with_name("draft.tmp").replace(path)


def test_files_that_are_replaced_made_and_deleted_are_one_save(folder: Path) -> None:
    saves = Saves(folder)
    replaced(folder / "data/nlu.yml", "a: 1\n")
    (folder / "data/more.yml").write_text("b: 1\n", encoding="utf-8")
    (folder / STORIES).unlink()
    (folder / "models/made.yml").write_text("nobody watches this\n", encoding="utf-8")
    assert saves.wait() == [Path("data/more.yml"), Path("data/nlu.yml"), STORIES]


def test_what_was_saved_while_nobody_waited_is_not_missed(folder: Path) -> None:
    saves = Saves(folder)
    replaced(folder / "domain.yml", "a: 2\n")
    assert saves.wait() == [Path("domain.yml")]
    replaced(folder / "domain.yml", "a: 3\n")
    replaced(folder / "data/nlu.yml", "a: 3\n")
    assert saves.wait() == [Path("data/nlu.yml"), Path("domain.yml")]
