"""The actions' settings; the only place under actions/ that reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

DEFAULT_SHOP = "sqlite:///var/shop.db"
POLICY = Path("policy.yml")
"""What customers may change themselves; at the project's top, where the actions are started."""
SHOPIFY = ("SHOPIFY_SHOP", "SHOPIFY_ADMIN_TOKEN", "SHOPIFY_CLIENT_ID", "SHOPIFY_CLIENT_SECRET")
"""A Shopify shop is on when its name is set, and the token or the other two; some alone are an error."""


class BadSettings(Exception):
    """The actions cannot reach a shop; the message is one sentence that names the setting."""


@dataclass(frozen=True)
class Shopify:
    """A Shopify shop, switched on."""

    shop: str
    """example.myshopify.com"""
    api_base: str
    admin_token: str = ""
    client_id: str = ""
    """Of an app of the Dev Dashboard; with its secret it stands for the token."""
    client_secret: str = ""


@dataclass(frozen=True)
class Settings:
    """What the actions need to know about where they run."""

    shop_database_url: str
    """The shop that orders are looked up in: sqlite:///… or postgresql://…"""
    shopify: Shopify | None = None
    """When set, it is the shop, instead of the database."""

    @staticmethod
    def from_env(environment: Mapping[str, str] | None = None, folder: Path = Path()) -> "Settings":
        """The settings of the environment, then of `.env`, then the defaults. Raises BadSettings."""
        stated = {**dotenv_values(folder / ".env"), **(os.environ if environment is None else environment)}
        given = {name: value.strip() for name, value in stated.items() if value and value.strip()}
        return Settings(given.get("SHOP_DATABASE_URL", DEFAULT_SHOP), _shopify(given))


def _shopify(given: Mapping[str, str]) -> Shopify | None:
    if not any(name in given for name in SHOPIFY):
        return None
    if missing := missing_for_shopify(given):
        raise BadSettings(
            f"Shopify is half configured: set {' and '.join(missing)}, or none of its settings."
        )
    shop = given["SHOPIFY_SHOP"].lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*\.myshopify\.com", shop):
        raise BadSettings("SHOPIFY_SHOP must be the shop's own name at Shopify, as example.myshopify.com.")
    base = given.get("SHOPIFY_API_BASE", f"https://{shop}").rstrip("/")
    if not base.startswith(("http://", "https://")):
        raise BadSettings("SHOPIFY_API_BASE must begin with http:// or https://.")
    return Shopify(shop, base, *(given.get(name, "") for name in SHOPIFY[1:]))


def missing_for_shopify(given: Mapping[str, str]) -> tuple[str, ...]:
    """What is to be set beside what is; empty: the shop is on, or off."""
    name, token, *client = SHOPIFY
    if not any(each in given for each in SHOPIFY):
        return ()
    is_client = any(each in given for each in client) and token not in given
    wanted = (name, *client) if is_client else (name, token)
    return tuple(each for each in wanted if each not in given)
