"""Designers are told what they broke, and where."""

import shutil
from pathlib import Path

import pytest

from bot.checks import check

pytest.importorskip("rasa", reason="Rasa is not installed, so nothing of it can be checked")

ROOT = Path(__file__).parents[3]
FOLDERS = ("actions", "bot", "channels", "data")
PARTS = (*FOLDERS, "config.yml", "credentials.yml", "desk.yml", "domain.yml", "endpoints.yml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def breaks(folder: Path, name: str, words: str, broken: str) -> int:
    """The slip, made once; its line."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(words, broken, 1), encoding="utf-8")
    return text[: text.index(words)].count("\n") + 1


def test_what_is_whole_has_no_problems(folder: Path) -> None:
    found = check(folder)
    assert (found.problems, found.hints) == ([], [])


def test_every_slip_is_told_with_its_place(folder: Path) -> None:
    action = breaks(folder, "data/rules/talk.yml", "action: utter_goodbye\n", "action: utter_goodbyee\n")
    filled = breaks(folder, "domain.yml", "{opens_at}", "{opens_att}")
    breaks(folder, "config.yml", "EntitySynonymMapper", "EntitySynonymMaper")
    breaks(folder, "desk.yml", "intents: [emergency,", "intents: [emergancy,")
    placed = breaks(folder, "domain.yml", "That makes our day.", "Order {order_number} made our day.")
    dead = breaks(folder, "domain.yml", 'payload: "/track_order"', 'payload: "/track_orders"')
    problems = check(folder).problems
    cannot = "{order_number} cannot stand in utter_comment_praise; there are only {first_name} and {comment}."
    assert f"domain.yml, line {placed - 1}: {cannot}" in problems
    nowhere = (
        "a button leads to /track_orders, and there is no intent track_orders. "
        "Correct the payload, or add the intent."
    )
    assert f"domain.yml, line {dead}: {nowhere}" in problems
    assert any("'utter_goodbyee'" in line and f"data/rules/talk.yml:{action}" in line for line in problems)
    unfilled = (
        "{opens_att} is no slot, and no action fills it in. Correct the name, or let an action give it."
    )
    assert f"domain.yml, line {filled}: {unfilled}" in problems
    assert "desk.yml: comments.urgent names the intent emergancy, which domain.yml does not have." in problems
    assert any(line.startswith("config.yml: ") and "EntitySynonymMaper" in line for line in problems)
    assert len(problems) == 6, problems


@pytest.mark.parametrize("name", ["domain.yml", "data/rules/talk.yml", "config.yml"])
def test_a_wrong_indentation_is_told_by_file_and_line(folder: Path, name: str) -> None:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    middle = next(
        n for n in range(len(lines) // 2, len(lines)) if lines[n].startswith("  ") and ":" in lines[n]
    )
    lines[middle] = f" {lines[middle].lstrip()}"
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    [problem] = check(folder).problems
    assert problem.startswith(f"{name}, line ")
    assert int(problem.split("line ")[1].split(",")[0]) in range(middle - 1, middle + 4)
