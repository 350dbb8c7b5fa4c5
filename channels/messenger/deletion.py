"""A person asks Meta, and Meta asks us, to delete what is kept of them.

https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback
"""

import base64
import binascii
import hashlib
import hmac
import json
from urllib.parse import parse_qs

from bot.core.errors import Refused
from bot.core.receive import NotJson
from channels.events import Strange, identifier, part

ALGORITHM = "HMAC-SHA256"


def person_in(app_secret: bytes, body: bytes) -> str:
    """Whose data it is, by the app's own id of the person. Raises Refused, NotJson."""
    signature, _, payload = _signed_request(body).partition(".")
    signed = hmac.new(app_secret, payload.encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(_decoded(signature), signed):
        raise Refused("The request is not signed by Meta.")
    try:
        told = json.loads(_decoded(payload))
        if str(part({"told": told}, "told").get("algorithm") or ALGORITHM).upper() != ALGORITHM:
            raise Refused("The request is signed in an unknown way.")
        return identifier(part({"told": told}, "told").get("user_id"))
    except (ValueError, RecursionError, Strange) as error:
        raise NotJson("The request names nobody.") from error


def _signed_request(body: bytes) -> str:
    try:
        return parse_qs(body.decode("ascii"), max_num_fields=20).get("signed_request", [""])[0]
    except ValueError as error:
        raise NotJson("The body is no form.") from error


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
