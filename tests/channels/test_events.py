"""Reading with suspicion: what is kept, what is replaced, what counts as an id."""

import json
from typing import Any

import pytest

from channels.events import DEEPEST, Strange, clean, fingerprint, identifier, key, moment, unknown, whole


def nested(levels: int) -> Any:
    value: Any = "core"
    for _ in range(levels):
        value = [{"in": value}]
    return value


def test_what_is_harmless_stays_as_it_is() -> None:
    event = {"text": "ß📦\n", "list": [1, -2.5, None, True, {"": {}}], "long": 2**62}
    assert clean(event) == event


def test_nesting_ends_where_nobody_reads_any_more() -> None:
    assert "core" in json.dumps(clean(nested(DEEPEST // 2)))
    deep = json.dumps(clean(nested(100_000)))
    assert "[nested too deeply]" in deep
    assert "core" not in deep


def test_numbers_that_json_or_a_database_cannot_write_are_text() -> None:
    assert clean([float("inf"), float("nan"), 2**63, -(10**5000)])[:3] == ["inf", "nan", "0x8000000000000000"]
    assert clean(-(10**5000)).startswith("-0x")


def test_names_that_become_the_same_stay_two() -> None:
    cleaned = clean(json.loads('{"\\u0000": 1, "\\ud800": 2, "\\ufffd": 3}'))
    assert sorted(cleaned.values()) == [1, 2, 3]


@pytest.mark.parametrize("value", [None, "", 0, True, 2.5, "a b", "a:b", "a\n", "x" * 101, 2**64, []])
def test_what_cannot_be_an_id_is_none(value: Any) -> None:
    with pytest.raises(Strange):
        identifier(value)


def test_ids_come_as_numbers_or_as_text() -> None:
    assert [identifier(value) for value in (5, -100123, "5", "m_1.a-b")] == ["5", "-100123", "5", "m_1.a-b"]


def test_a_key_fits_an_index_and_stays_unique() -> None:
    assert key("web", "m-1") == "web:m-1"
    long = [key("web", "x" * 300 + end) for end in "ab"]
    assert len(set(long)) == 2
    assert all(len(found) < 100 and found.startswith("web:") for found in long)


def test_the_same_event_has_the_same_fingerprint() -> None:
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1}) != fingerprint({"a": 1})
    assert unknown("web", {"a": 1}).key == unknown("web", {"a": 1}).key


@pytest.mark.parametrize("seconds", [0, -5, 1e18, 2**62])
def test_a_time_that_no_calendar_has_is_no_time(seconds: float) -> None:
    assert moment(seconds) is None


def test_only_whole_numbers_are_whole() -> None:
    assert [whole(value) for value in (5, True, "5", 2**63, None, 2.0)] == [5, 0, 0, 0, 0, 0]
