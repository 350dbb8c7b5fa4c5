"""Slack's way of saying no: HTTP 200 and a word."""

from typing import Any

from tests.fakes.platform import Refusal


def slack_error(error: str, detail: str = "") -> Refusal:
    """To be raised; `detail` is what Slack adds for the developer."""
    body: dict[str, Any] = {"ok": False, "error": error}
    if detail:
        body["response_metadata"] = {"messages": [f"[ERROR] {detail}"]}
    return Refusal(f"{error}: {detail}" if detail else error, body, 200)
