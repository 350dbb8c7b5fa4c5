"""Logs hold event names, ids and places; never what a customer wrote, nor a token."""

import json

import pytest
import structlog

from bot import logs


@pytest.fixture(autouse=True)
def configured() -> None:
    structlog.reset_defaults()


def test_an_exception_is_told_by_kind_and_place_only(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    try:
        raise ValueError("the customer's secret words")
    except ValueError:
        structlog.get_logger().exception("step_failed", conversation_id="telegram:1")
    line = capsys.readouterr().err.strip()
    told = json.loads(line)
    assert told["event"] == "step_failed"
    assert told["error"] == "ValueError"
    assert "test_logs.py" in told["at"][-1]
    assert "secret words" not in line
