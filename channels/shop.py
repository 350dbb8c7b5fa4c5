"""The shop's events: signed with a secret that both sides know, and read with suspicion.

Header `X-Frontdesk-Signature: sha256=<hex>` is the HMAC-SHA256 of `<timestamp>.<body>`, the very bytes; the
timestamp, in seconds since 1970, stands in `X-Frontdesk-Timestamp`. docs/events.md shows it in shell.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.core.errors import Refused
from bot.core.shop_event import Happened, Parcel, ShopEvent
from channels.events import Strange, clean, fingerprint, part, words

TOLERANCE = 300
"""Seconds between the shop's clock and ours: what is older may be somebody's repetition."""
LONGEST = 100
"""Letters of an id, a number, a name."""
DIGITS = 12
"""Of an amount."""


@dataclass(frozen=True)
class ShopConnector:
    """Verifies and reads what comes to `/events/orders`."""

    secret: str
    clock: Callable[[], datetime]

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raises Refused unless whoever knows the secret signed these very bytes a moment ago."""
        stamp = headers.get("x-frontdesk-timestamp", "")
        given = headers.get("x-frontdesk-signature", "")
        if not hmac.compare_digest(given.encode(), signature(self.secret, stamp, body).encode()):
            raise Refused("The signature does not match; docs/events.md says how it is made.")
        if not stamp.isdecimal() or abs(self.clock().timestamp() - int(stamp[:12])) > TOLERANCE:
            raise Refused("The timestamp is more than five minutes off: sign again, or set the clock.")

    def parse(self, event: Any) -> Sequence[ShopEvent]:
        """One event; of what nobody knows, the record."""
        told = clean(event)
        try:
            return [_event(told, self.clock())]
        except Strange:
            return [_unknown(told)]


def signature(secret: str, stamp: str, body: bytes) -> str:
    """What the header has to say."""
    signed = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={signed.hexdigest()}"


def _event(told: Any, now: datetime) -> ShopEvent:
    if not isinstance(told, dict) or words(told.get("kind")) not in set(Happened):
        raise Strange("of no known kind")
    return ShopEvent(
        id=_named(told, "id"),
        happened=Happened(told["kind"]),
        order_number=_named(told, "order_number"),
        customer_id=_named(told, "customer_id"),
        occurred_at=min(_moment(told.get("occurred_at")), now),
        parcel=_parcel(part(told, "order")),
    )


def _parcel(told: Mapping[str, Any]) -> Parcel:
    return Parcel(
        carrier=_short(told.get("carrier")),
        tracking=_short(told.get("tracking")),
        expected_on=_day(told.get("expected_on")),
        amount=_amount(told.get("amount")),
        currency=_short(told.get("currency")).upper()[:3],
    )


def _unknown(told: Any) -> ShopEvent:
    """Kept whole, under its id where it has one; somebody should have a look at it."""
    with suppress(Strange):
        return ShopEvent(_named(told, "id"), None, raw=told)
    return ShopEvent(f"unknown:{fingerprint(told)}", None, raw=told)


def _named(told: Any, name: str) -> str:
    """A name of something; a whole number is one too. Raises Strange."""
    value = told.get(name) if isinstance(told, dict) else None
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else words(value).strip()
    if not text or len(text) > LONGEST or not text.isprintable():
        raise Strange(f"no {name}")
    return text


def _moment(value: Any) -> datetime:
    """ISO 8601 with its zone. Raises Strange."""
    try:
        found = datetime.fromisoformat(words(value).replace("Z", "+00:00"))
        return found.astimezone(timezone.utc) if found.tzinfo else found.replace(tzinfo=timezone.utc)
    except (ValueError, OverflowError) as error:
        raise Strange("no moment") from error


def _short(value: Any) -> str:
    """Words in one line; what is longer is no carrier and no tracking number."""
    text = " ".join(words(value).split())
    return text if len(text) <= LONGEST else ""


def _day(value: Any) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(words(value)[:10])
    return None


def _amount(value: Any) -> str:
    """With two digits behind the point; empty where it is no amount."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return ""
    return f"{amount:,.2f}" if amount.is_finite() and 0 < amount < Decimal(10) ** DIGITS else ""
