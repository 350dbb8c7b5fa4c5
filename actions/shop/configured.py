"""The shop that the settings name, opened once."""

from functools import lru_cache

from actions.settings import POLICY, Settings
from actions.shop.policy_file import read_policy
from actions.shop.port import Shop
from actions.shop.sql import SqlShop

PATIENCE = 5.0
"""Seconds that a customer waits for the shop."""


@lru_cache(maxsize=1)
def configured_shop() -> Shop:
    """Connects when first asked."""
    return SqlShop.at(Settings.from_env().shop_database_url, read_policy(POLICY))
