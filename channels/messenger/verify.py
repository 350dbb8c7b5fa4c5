"""Proof that a call comes from Meta. https://developers.facebook.com/docs/graph-api/webhooks/getting-started"""

import hashlib
import hmac
from collections.abc import Mapping

from bot.core.errors import Refused

_PREFIX = "sha256="


def check_signature(app_secret: bytes, headers: Mapping[str, str], body: bytes) -> None:
    """Only the SHA-256 header counts, over the bytes as they came. Raises Refused."""
    given = headers.get("x-hub-signature-256", "")
    signed = _PREFIX + hmac.new(app_secret, body, hashlib.sha256).hexdigest()
    if not same(given, signed):
        raise Refused("The signature does not match.")


def challenge(verify_token: str, query: Mapping[str, str]) -> str:
    """What Meta wants to read when somebody types our token into its webhook form. Raises Refused."""
    asked = query.get("hub.challenge", "")
    knows = same(query.get("hub.verify_token", ""), verify_token)
    if not (knows and asked and query.get("hub.mode") == "subscribe"):
        raise Refused("This is not Meta's verification, or not our verify token.")
    return asked


def same(given: str, known: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), known.encode("utf-8", "replace"))
