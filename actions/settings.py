"""The actions' settings; the only place under actions/ that reads the environment."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values

from actions.order_numbers import BadShape, Shape, shapes

DEFAULT_SHOP = "sqlite:///var/shop.db"
DEFAULT_MEMORY = "sqlite:///var/actions.db"
TOKEN = Path("var") / "rasa-token"
"""Where the bearer token is kept that frontdesk has made, where none is set."""
ORDER_NUMBERS = "FD-00000,#W0000000"
"""How the demo shop numbers its orders, and the shop of tau-bench, with which much is tried."""
ORDER_NUMBERS_OF_SHOPIFY = "#0000+"
"""As a shop there does until it says otherwise: from #1001 on."""
MAIL = ("SMTP_URL", "SMTP_FROM")
"""Codes by e-mail are on when both are set; one alone is an error."""
SMTP_URL = re.compile(r"smtps?://(?:[^@/]*@)?[^@/:]+(?::(?:[1-5]?\d{1,4}|6[0-4]\d{3}))?/?")
SMTP_PORTS = {"smtp": 587, "smtps": 465}
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
class Mail:
    """Codes by e-mail, switched on."""

    host: str
    port: int
    sender: str
    """`Shop <shop@example.com>`"""
    is_encrypted: bool = False
    """From the first byte; else as soon as the server offers it (STARTTLS)."""
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """What the actions need to know about where they run."""

    shop_database_url: str
    """The shop that orders are looked up in: sqlite:///… or postgresql://…"""
    shopify: Shopify | None = None
    """When set, it is the shop, instead of the database."""
    memory_url: str = DEFAULT_MEMORY
    """Where misses and codes are remembered: sqlite:///… or postgresql://…"""
    mail: Mail | None = None
    """When set, a change needs a code that was mailed to the customer."""
    secret: str = field(default="", repr=False)
    """The bearer token between frontdesk and Rasa; what is remembered is hashed with it. Empty: not known."""

    @staticmethod
    def from_env(environment: Mapping[str, str] | None = None, folder: Path = Path()) -> "Settings":
        """The settings of the environment, then of `.env`, then the defaults. Raises BadSettings."""
        given = _given(environment, folder)
        return Settings(
            given.get("SHOP_DATABASE_URL", DEFAULT_SHOP),
            _shopify(given),
            given.get("ACTIONS_DATABASE_URL", DEFAULT_MEMORY),
            mail_of(given),
            given.get("RASA_TOKEN") or _made_token(folder / TOKEN),
        )


def order_shapes(environment: Mapping[str, str] | None = None, folder: Path = Path()) -> Sequence[Shape]:
    """How order numbers look: SHOP_ORDER_NUMBERS, else as usual. Raises BadSettings."""
    given = _given(environment, folder)
    usual = ORDER_NUMBERS_OF_SHOPIFY if "SHOPIFY_SHOP" in given else ORDER_NUMBERS
    try:
        return shapes(given.get("SHOP_ORDER_NUMBERS", usual))
    except BadShape as error:
        raise BadSettings(f"SHOP_ORDER_NUMBERS is wrong: {error}") from error


def _given(environment: Mapping[str, str] | None, folder: Path) -> dict[str, str]:
    """What is set and not empty; the environment goes before `.env`."""
    stated = {**dotenv_values(folder / ".env"), **(os.environ if environment is None else environment)}
    return {name: value.strip() for name, value in stated.items() if value and value.strip()}


def mail_of(given: Mapping[str, str]) -> Mail | None:
    """How codes are mailed; None: no codes. Raises BadSettings."""
    missing = [name for name in MAIL if name not in given]
    if len(missing) == len(MAIL):
        return None
    if missing:
        raise BadSettings(f"SMTP is half configured: set {missing[0]}, or none of its settings.")
    if not SMTP_URL.fullmatch(given["SMTP_URL"]):
        raise BadSettings("SMTP_URL must be as smtp://user:password@host:587, or begin with smtps://.")
    url, sender = urlsplit(given["SMTP_URL"]), given["SMTP_FROM"]
    if "@" not in parseaddr(sender)[1]:
        raise BadSettings("SMTP_FROM must be an e-mail address, or a name and <one>.")
    user, password = unquote(url.username or ""), unquote(url.password or "")
    port = url.port or SMTP_PORTS[url.scheme]
    return Mail(url.hostname or "", port, sender, url.scheme == "smtps", user, password)


def _made_token(path: Path) -> str:
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


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
