"""What a change leaves on the order: which message asked for it, and what was told.

Shopify repeats only few changes safely by a key, https://shopify.dev/docs/api/usage/idempotent-requests; all
others are known by their mark, which is written with them: in the staff's note of a cancellation, in the note
of a return's line, else in a metafield of our own. It names nobody.
"""

import json
import re
import uuid
from dataclasses import dataclass

from actions.shop.port import Outcome, Refusal, ShopRefused

LONGEST = 255
"""Signs, of the shortest of these notes: a return line's reason.

https://shopify.dev/docs/api/admin-graphql/2026-07/input-objects/ReturnLineItemInput#fields-returnReasonNote
"""
_FRAME = re.compile(r"\[frontdesk (\{.*?\})\]")
_OURS = uuid.UUID("5c4e0a53-2f6e-4d38-9c49-6b1a1b0b7a11")
"""Tells our names from everybody else's."""


@dataclass(frozen=True)
class Mark:
    """Says that a change was made, and which."""

    id: str
    """The key of the change as a UUID, so that no conversation can be read from it."""
    outcome: Outcome
    reason: str = ""
    """Why an order was called off, in the policy's word."""

    def pack(self) -> str:
        """As it stands in a note. Raises ShopRefused where there are more ways to pay than fit into one."""
        told = self.outcome
        held = {
            "id": self.id,
            "amount": told.amount,
            "ways": told.payment_method_ids,
            "at_once": told.at_once,
        }
        packed = f"[frontdesk {json.dumps(held | {'reason': self.reason}, separators=(',', ':'))}]"
        if len(packed) > LONGEST:
            raise ShopRefused(Refusal.UNSUPPORTED)
        return packed


def mark_id(key: str) -> str:
    """A key's name at Shopify: always the same one."""
    return str(uuid.uuid5(_OURS, key))


def mark_in(note: str) -> Mark | None:
    """The mark in a note; None where there is none, or what somebody left of it cannot be read."""
    framed = _FRAME.search(note)
    if framed is None:
        return None
    try:
        held = json.loads(framed[1])
        outcome = Outcome(int(held["amount"]), tuple(map(str, held["ways"])), held["at_once"] is True)
        return Mark(str(held["id"]), outcome, str(held["reason"]))
    except (ValueError, KeyError, TypeError):
        return None
