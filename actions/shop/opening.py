"""Which shop the settings name: a Shopify shop where one is set, else the database."""

import asyncio
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import structlog

from actions.settings import POLICY, BadSettings, Settings, Shopify
from actions.shop.policy import Policy
from actions.shop.policy_file import read_policy
from actions.shop.port import PATIENCE, Shop, ShopSlow
from actions.shop.shopify.client import ShopifyClient
from actions.shop.shopify.shop import ShopifyShop
from actions.shop.shopify.tokens import AdminToken, ClientCredentials
from actions.shop.sql import SqlShop, today

T = TypeVar("T")

log = structlog.get_logger(__name__)


@lru_cache(maxsize=1)
def configured_shop() -> Shop:
    """The shop of this process; connects when first asked. Raises BadSettings, BadPolicy."""
    try:
        settings = Settings.from_env()
    except BadSettings as error:
        log.error("bad_settings", reason=str(error))
        raise
    return shop_of(settings, configured_policy())


@lru_cache(maxsize=1)
def configured_policy() -> Policy:
    """policy.yml as it was when this process first asked: the shop's, and the talk's. Raises BadPolicy."""
    return read_policy(POLICY)


async def patiently(function: Callable[..., T], *arguments: Any, within: float = PATIENCE) -> T:
    """On a thread of its own: a slow shop holds up nobody else. Raises what it raises, and ShopSlow."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(function, *arguments), within)
    except asyncio.TimeoutError as error:
        raise ShopSlow from error


def shop_of(settings: Settings, policy: Policy) -> Shop:
    """The shop that they name."""
    if settings.shopify:
        client = ShopifyClient(settings.shopify.api_base, _proof(settings.shopify))
        return ShopifyShop(client, policy, today)
    return SqlShop.at(settings.shop_database_url, policy)


def _proof(shopify: Shopify) -> AdminToken | ClientCredentials:
    if shopify.admin_token:
        return AdminToken(shopify.admin_token)
    return ClientCredentials(shopify.client_id, shopify.client_secret)
