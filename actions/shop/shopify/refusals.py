"""What Shopify says of a change that it does not make, as the port's errors.

https://shopify.dev/docs/api/admin-graphql/2026-07/enums/OrderCancelUserErrorCode
https://shopify.dev/docs/api/admin-graphql/2026-07/enums/ReturnErrorCode
"""

from collections.abc import Mapping

import structlog

from actions.shop.port import Refusal, ShopConflict, ShopDown, ShopError, ShopNonsense, ShopRefused
from actions.shop.shopify.client import Node
from actions.shop.shopify.values import at, listed, text

log = structlog.get_logger(__name__)

REFUSED: Mapping[str, Refusal] = {
    "NOT_FOUND": Refusal.NOT_THERE,
    "INVALID_STATE": Refusal.WRONG_STATE,
    "NOT_EDITABLE": Refusal.WRONG_STATE,
    "GREATER_THAN": Refusal.NOT_THERE,
    "GREATER_THAN_OR_EQUAL_TO": Refusal.NOT_THERE,
    "LESS_THAN": Refusal.NOT_THERE,
    "LESS_THAN_OR_EQUAL_TO": Refusal.NOT_THERE,
    "FEATURE_NOT_ENABLED": Refusal.UNSUPPORTED,
}
"""By code. A number out of bounds is one of pieces: so many are not there to come back."""
CONFLICTS = ("INVALID", "ALREADY_EXISTS", "CREATION_FAILED", "IDEMPOTENCY_CONCURRENT_REQUEST")
"""What was right when we read the order is not so any more; asked again, it is read again."""
NOT_OURS_TO_DO = ("MISSING_PERMISSION", "NO_REFUND_PERMISSION")
"""The token lacks a right: docs/shopify.md lists them."""


def made(answer: Node, mutation: str, errors: str = "userErrors") -> Node:
    """What a mutation has made. Raises ShopRefused, ShopConflict, ShopDown; without a code, ShopNonsense."""
    found = at(answer, mutation)
    if not isinstance(found, dict):
        raise ShopNonsense(f"{mutation} is not answered.")
    codes = [text(each, "code") for each in listed(found, errors)]
    if codes:
        log.warning("shopify_refused_change", mutation=mutation, codes=codes)
        raise _meaning(codes[0])
    return found


def _meaning(code: str) -> ShopError:
    if code in REFUSED:
        return ShopRefused(REFUSED[code])
    if code in CONFLICTS:
        return ShopConflict()
    if code in NOT_OURS_TO_DO:
        log.error("shopify_access_denied", needed="an access scope: docs/shopify.md")
        return ShopDown()
    return ShopDown() if code == "INTERNAL_ERROR" else ShopNonsense(f"Shopify refused, {code or 'no code'}.")
