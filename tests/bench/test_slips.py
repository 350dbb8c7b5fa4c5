"""Slips that a run makes, and the next one makes again."""

from pathlib import Path

import pytest

from bot.evaluation.labelled import BadFile, Example
from tests.bench.slips import read_misspellings, with_slips

EXAMPLES = [
    Example("where is my parcel, please? it should have come on Friday, order FD-10432", "track")
] * 50


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "slips.txt"
    path.write_text("parcle->parcel\nordr->order, odor\n2st->2nd\n", encoding="utf-8")
    return path


def test_words_are_misspelt_as_the_file_says_and_by_swapping(file: Path) -> None:
    known = read_misspellings(file)
    assert known == {"parcel": ["parcle"], "order": ["ordr"], "odor": ["ordr"]}
    slipped = " ".join(example.text for example in with_slips(EXAMPLES, known))
    assert all(word in slipped for word in ("parcle", "ordr", "10432"))
    assert with_slips(EXAMPLES, known) == with_slips(EXAMPLES, known)


def test_about_one_word_in_eight_is(file: Path) -> None:
    slipped = with_slips(EXAMPLES, read_misspellings(file))
    pairs = [
        pair
        for old, new in zip(EXAMPLES, slipped, strict=True)
        for pair in zip(old.text.split(), new.text.split(), strict=True)
    ]
    long = [old != new for old, new in pairs if len(old.strip(",?")) >= 4 and "FD" not in old]
    assert 0.06 < sum(long) / len(long) < 0.2


def test_a_file_without_misspellings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    path.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(BadFile, match="recieve->receive"):
        read_misspellings(path)
    with pytest.raises(BadFile, match="cannot be read"):
        read_misspellings(tmp_path / "missing.txt")
