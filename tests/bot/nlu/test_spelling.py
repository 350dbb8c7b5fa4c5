"""Slips are taken back, and nothing else is touched."""

from pathlib import Path

import joblib
import pytest

from bot.nlu.spelling import Spelling

SAID_HERE = (
    "where is my parcel",
    "my order was delivered",
    "cancel my order please",
    "the delivery is late",
    "pls help",
    "please cancel the order",
    "is the wlan speaker in stock",
    "wlan does not work",
    "reset the wlan",
)


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(SAID_HERE)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("where is my pracel", "where is my parcel"),
        ("CANSEL my ordr!!", "cancel my order!!"),
        ("my order was delivred", "my order was delivered"),
        ("recieved the wrnog one", "received the wrong one"),
        ("my acount is suspnded", "my account is suspended"),
    ],
)
def test_slips_are_taken_back(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.corrected(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "my colour is grey, my neighbor's is gray",
        "FD-10432xyz and ordr@exampel.com and https://exampel.com/pracel",
        "#pracel @annna",
        "I can't, they wouldn't",
        "odr",
        "wlan",
        "",
    ],
)
def test_what_is_no_slip_stays(spelling: Spelling, text: str) -> None:
    assert spelling.corrected(text) == text


def test_what_is_used_here_is_meant_rather_than_what_is_used_elsewhere() -> None:
    assert Spelling(["order"] * 3).corrected("my orver") == "my order"
    assert Spelling(["over"] * 3).corrected("my orver") == "my over"


def test_many_at_once_are_the_same_as_one_by_one(spelling: Spelling) -> None:
    typed = ["wher is my pracel", "pracel", "cancel my ordr"]
    assert list(spelling.all_corrected(typed)) == [spelling.corrected(text) for text in typed]


def test_it_can_be_kept(spelling: Spelling, tmp_path: Path) -> None:
    path = tmp_path / "spelling.joblib"
    joblib.dump(spelling, path)
    assert joblib.load(path).corrected("my pracel") == "my parcel"
