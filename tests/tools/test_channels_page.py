"""docs/channels.md claims nothing that no test shows."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/channels.md"


def rows(page: Path = PAGE) -> list[list[str]]:
    """The cells of each feature."""
    lines = [
        line for line in page.read_text("utf-8").splitlines() if line.startswith("| ") and "---" not in line
    ]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if not line.startswith("| |")
    ]


def names_of_tests() -> set[str]:
    """Of every test that there is."""
    return {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", file.read_text("utf-8"))
    }


def test_every_feature_names_tests_that_are_there() -> None:
    named = {name for row in rows() for name in re.findall(r"`(test_\w+)`", row[4])}
    assert named <= names_of_tests()
    assert all(re.search(r"`test_\w+`", row[4]) for row in rows())


def test_every_row_has_a_word_for_each_platform() -> None:
    assert len(rows()) > 30
    assert all(len(row) == 6 and all(row[1:5]) for row in rows())
