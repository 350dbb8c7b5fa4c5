"""Graph's way of saying no: https://developers.facebook.com/docs/messenger-platform/error-codes"""

from typing import Any

from tests.fakes.platform import Refusal


def graph_error(message: str, code: int = 100, subcode: int | None = None) -> dict[str, Any]:
    """The body of an error."""
    error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code}
    if subcode is not None:
        error["error_subcode"] = subcode
    return {"error": {**error, "fbtrace_id": "AFakeTraceId0000000000"}}


def refusal(message: str, code: int = 100, subcode: int | None = None) -> Refusal:
    """To be raised; Graph answers most of what it refuses with 400."""
    return Refusal(message, graph_error(f"(#{code}) {message}", code, subcode), 400)


def outside_window(on_instagram: bool) -> Refusal:
    """More than 24 hours since the customer did anything."""
    reason = "This message is sent outside of allowed window."
    return refusal(reason, 10, 2534022 if on_instagram else 2018278)
