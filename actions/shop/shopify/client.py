"""One question to Shopify's GraphQL Admin API: HTTP, throttling, and what each failure means to a customer.

Nothing is logged but fixed words, codes and setting names: Shopify's messages may repeat what was asked.

https://shopify.dev/docs/api/admin-graphql#status_and_error_codes
https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
"""

import re
import time
from collections.abc import Mapping
from typing import Any, Protocol

import httpx
import structlog

from actions.shop.port import PATIENCE, ShopConflict, ShopDown, ShopNonsense, ShopSlow

log = structlog.get_logger(__name__)

API_VERSION = "2026-07"
"""Answered until July 2027: https://shopify.dev/docs/api/usage/versioning"""
UNSTATED_WAIT = 1.0
"""Seconds to wait where Shopify says "too many" and not how long."""

BLAMED = {
    401: "SHOPIFY_ADMIN_TOKEN or SHOPIFY_CLIENT_ID",
    403: "SHOPIFY_ADMIN_TOKEN or SHOPIFY_CLIENT_ID",
    404: "SHOPIFY_SHOP",
    301: "SHOPIFY_SHOP",
    302: "SHOPIFY_SHOP",
    307: "SHOPIFY_SHOP",
    308: "SHOPIFY_SHOP",
}
"""By status, the setting that is wrong when Shopify answers so."""
OUT_OF_ORDER = (402, 423, 430)
"""The shop is frozen, locked, or Shopify takes us for an attacker."""

Variables = Mapping[str, Any]
Node = dict[str, Any]


class Ask(Protocol):
    """Puts one question of a customer's, within what is left of their patience."""

    def __call__(self, query: str, /, **variables: Any) -> Node:
        """The answer's data. Raises ShopDown, ShopSlow, ShopNonsense."""

    def wait(self, seconds: float) -> None:
        """Let time pass. Raises ShopSlow at once where that is more than is left."""


class ShopifyClient:
    """Connections to one shop; used by several threads at once."""

    def __init__(self, base: str, auth: httpx.Auth, patience: float = PATIENCE) -> None:
        """`patience`: seconds for one look-up or change, all its questions together."""
        self._http = httpx.Client(base_url=base, auth=auth, headers={"Accept": "application/json"})
        self._patience = patience

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def ask(self) -> Ask:
        """A customer begins to wait."""
        return _Asking(self._http, time.monotonic() + self._patience)


class _Asking:
    """What one customer asks, until their patience ends."""

    def __init__(self, http: httpx.Client, end: float) -> None:
        self._http = http
        self._end = end

    def __call__(self, query: str, /, **variables: Any) -> Node:
        """Ask again while Shopify has no room for the question; what it refused so it has not done."""
        while True:
            response = self._send({"query": query, "variables": variables})
            answer = None if response.status_code == httpx.codes.TOO_MANY_REQUESTS else _answer(response)
            wait = _stated_wait(response) if answer is None else _throttled(answer)
            if answer is not None and wait is None:
                return _data(answer)
            self.wait(UNSTATED_WAIT if wait is None else wait)

    def wait(self, seconds: float) -> None:
        """Let time pass. Raises ShopSlow at once where that is more than is left."""
        if seconds > self._left():
            raise ShopSlow
        time.sleep(seconds)

    def _left(self) -> float:
        return self._end - time.monotonic()

    def _send(self, body: Mapping[str, Any]) -> httpx.Response:
        left = self._left()
        if left <= 0:
            raise ShopSlow
        try:
            return self._http.post(f"/admin/api/{API_VERSION}/graphql.json", json=body, timeout=left)
        except httpx.TimeoutException as error:
            raise ShopSlow from error
        except httpx.HTTPError as error:
            raise ShopDown from error


def _answer(response: httpx.Response) -> Node:
    """The body of a good answer. Raises ShopDown, ShopNonsense."""
    status = response.status_code
    if status in BLAMED:
        log.error("shopify_refused", status=status, setting=BLAMED[status])
        raise ShopDown
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status in OUT_OF_ORDER:
        log.warning("shopify_out_of_order", status=status)
        raise ShopDown
    if status != httpx.codes.OK:
        raise ShopNonsense(f"Shopify answered {status}.")
    try:
        answer = response.json()
    except ValueError as error:
        raise ShopNonsense("Shopify's answer is no JSON.") from error
    if not isinstance(answer, dict):
        raise ShopNonsense("Shopify's answer is no object.")
    return answer


def _stated_wait(response: httpx.Response) -> float | None:
    """Seconds, of a 429."""
    stated = response.headers.get("Retry-After", "")
    return float(stated) if re.fullmatch(r"\d+(\.\d+)?", stated) else None


def _throttled(answer: Node) -> float | None:
    """Seconds until there is room for the question, by the costs that Shopify states; None: it was answered.

    https://shopify.dev/docs/api/usage/limits#the-leaky-bucket-algorithm
    """
    if "THROTTLED" not in _codes(answer):
        return None
    try:
        cost = answer["extensions"]["cost"]
        status = cost["throttleStatus"]
        lacking = cost["requestedQueryCost"] - status["currentlyAvailable"]
        return max(float(lacking / status["restoreRate"]), 0.05)
    except (KeyError, TypeError, ZeroDivisionError):
        return UNSTATED_WAIT


def _codes(answer: Node) -> tuple[str, ...]:
    """The codes of the errors that stand beside the data; an error without one counts as `""`."""
    errors = answer.get("errors") or ()
    if not isinstance(errors, list):
        return ("",) if errors else ()
    stated = (error.get("extensions") if isinstance(error, dict) else None for error in errors)
    return tuple(str((found or {}).get("code", "")) for found in stated)


def _data(answer: Node) -> Node:
    """What was asked for. Raises ShopConflict, ShopDown, ShopNonsense."""
    codes = _codes(answer)
    if "ACCESS_DENIED" in codes:
        log.error("shopify_access_denied", needed="an access scope: docs/shopify.md")
        raise ShopDown
    if {"INTERNAL_SERVER_ERROR", "SHOP_INACTIVE", "TIMEOUT"}.intersection(codes):
        log.warning("shopify_out_of_order", codes=codes)
        raise ShopDown
    if "IDEMPOTENCY_CONCURRENT_REQUEST" in codes:
        raise ShopConflict
    if codes:
        log.error("shopify_misunderstood", codes=codes)
        raise ShopNonsense("Shopify did not understand what was asked.")
    data = answer.get("data")
    if not isinstance(data, dict):
        raise ShopNonsense("Shopify's answer holds no data.")
    return data
