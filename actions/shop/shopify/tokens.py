"""What we prove ourselves with: a token that lasts, or those that an app is given for a day each.

https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant
"""

import time
from collections.abc import Generator

import httpx
import structlog

from actions.shop.port import ShopDown, ShopNonsense

log = structlog.get_logger(__name__)

HEADER = "X-Shopify-Access-Token"
SPARE = 300.0
"""Seconds before its end at which a token counts as over."""

Flow = Generator[httpx.Request, httpx.Response, None]


class AdminToken(httpx.Auth):
    """The token of an app that was made in the shop's own settings."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Flow:
        """Put it on the request."""
        request.headers[HEADER] = self._token
        yield request


class ClientCredentials(httpx.Auth):
    """Fetches a token when there is none, when the last one is nearly over, and when it was refused."""

    requires_response_body = True

    def __init__(self, client_id: str, client_secret: str) -> None:
        self._proof = {"client_id": client_id, "client_secret": client_secret}
        self._token, self._end = "", 0.0

    def auth_flow(self, request: httpx.Request) -> Flow:
        """Two threads at once may each fetch one; either is good. Raises ShopDown, ShopNonsense."""
        if time.monotonic() > self._end - SPARE:
            yield from self._renew(request)
        request.headers[HEADER] = self._token
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            yield from self._renew(request)
            request.headers[HEADER] = self._token
            yield request

    def _renew(self, request: httpx.Request) -> Flow:
        response = yield httpx.Request(
            "POST",
            request.url.copy_with(path="/admin/oauth/access_token"),
            data={"grant_type": "client_credentials", **self._proof},
            extensions=request.extensions,  # the time-outs
        )
        if response.status_code != httpx.codes.OK:
            log.error("shopify_refused", status=response.status_code, setting="SHOPIFY_CLIENT_SECRET")
            raise ShopDown
        try:
            answer = response.json()
            self._token, self._end = (
                str(answer["access_token"]),
                time.monotonic() + float(answer["expires_in"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ShopNonsense("Shopify's token is none.") from error
