"""Which shop the settings name: a Shopify shop where one is set, else the database."""

from functools import lru_cache

import structlog

from actions.settings import POLICY, BadSettings, Settings, Shopify
from actions.shop.policy import Policy
from actions.shop.policy_file import read_policy
from actions.shop.port import Shop
from actions.shop.shopify.client import ShopifyClient
from actions.shop.shopify.shop import ShopifyShop
from actions.shop.shopify.tokens import AdminToken, ClientCredentials
from actions.shop.sql import SqlShop, today

PATIENCE = 5.0
"""Seconds that a customer waits for the shop."""

log = structlog.get_logger(__name__)


@lru_cache(maxsize=1)
def configured_shop() -> Shop:
    """The shop of this process; connects when first asked. Raises BadSettings, BadPolicy."""
    try:
        settings = Settings.from_env()
    except BadSettings as error:
        log.error("bad_settings", reason=str(error))
        raise
    return shop_of(settings, read_policy(POLICY))


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
