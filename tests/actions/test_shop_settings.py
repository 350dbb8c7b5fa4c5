"""Which shop the settings name, and what is wrong with them."""

from itertools import combinations
from pathlib import Path

import pytest
import structlog

from actions.settings import BadSettings, Settings, Shopify
from actions.shop.opening import configured_shop, shop_of
from actions.shop.shopify.shop import ShopifyShop
from actions.shop.sql import SqlShop
from bot.settings import BadSettings as BadAtTheStart
from bot.settings import Settings as WholeSettings
from tests.fakes.shop import POLICY

WHOLE = {"SHOPIFY_SHOP": "Example.myshopify.com", "SHOPIFY_ADMIN_TOKEN": "shpat_1"}
CLIENT = {
    "SHOPIFY_SHOP": "example.myshopify.com",
    "SHOPIFY_CLIENT_ID": "client",
    "SHOPIFY_CLIENT_SECRET": "shpss_1",
}
ALL = {**CLIENT, **WHOLE}


def test_a_shopify_shop_is_used_instead_of_the_database(tmp_path: Path) -> None:
    found = Settings.from_env(WHOLE, tmp_path)
    assert found.shopify == Shopify("example.myshopify.com", "https://example.myshopify.com", "shpat_1")
    shop = shop_of(found, POLICY)
    assert isinstance(shop, ShopifyShop)
    shop.close()


def test_without_one_it_is_the_database(tmp_path: Path) -> None:
    found = Settings.from_env({"SHOPIFY_API_BASE": "http://127.0.0.1:1"}, tmp_path)
    assert found.shopify is None
    assert isinstance(shop_of(found, POLICY), SqlShop)


def test_its_address_may_be_another(tmp_path: Path) -> None:
    found = Settings.from_env({**WHOLE, "SHOPIFY_API_BASE": "http://127.0.0.1:8080/"}, tmp_path)
    assert found.shopify
    assert found.shopify.api_base == "http://127.0.0.1:8080"


@pytest.mark.parametrize("left_out", WHOLE)
def test_half_a_shop_names_what_is_missing(tmp_path: Path, left_out: str) -> None:
    given = {name: value for name, value in WHOLE.items() if name != left_out}
    with pytest.raises(BadSettings, match=f"set {left_out},"):
        Settings.from_env(given, tmp_path)


@pytest.mark.parametrize("left_out", CLIENT)
def test_half_an_app_names_what_is_missing(tmp_path: Path, left_out: str) -> None:
    found = Settings.from_env(CLIENT, tmp_path).shopify
    assert found
    assert (found.client_id, found.client_secret, found.admin_token) == ("client", "shpss_1", "")
    given = {name: value for name, value in CLIENT.items() if name != left_out}
    with pytest.raises(BadSettings, match=f"set {left_out},"):
        Settings.from_env(given, tmp_path)


def test_a_shop_alone_names_the_token(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="set SHOPIFY_ADMIN_TOKEN,"):
        Settings.from_env({"SHOPIFY_SHOP": "example.myshopify.com"}, tmp_path)


@pytest.mark.parametrize(
    "shop", ["example.com", "https://example.myshopify.com", "a.myshopify.com.evil.com", "-"]
)
def test_the_token_goes_to_no_other_place(tmp_path: Path, shop: str) -> None:
    with pytest.raises(BadSettings, match="SHOPIFY_SHOP"):
        Settings.from_env({**WHOLE, "SHOPIFY_SHOP": shop}, tmp_path)
    with pytest.raises(BadSettings, match="SHOPIFY_API_BASE"):
        Settings.from_env({**WHOLE, "SHOPIFY_API_BASE": "shop.example"}, tmp_path)


def test_half_a_shop_is_named_in_the_actions_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPIFY_SHOP", "example.myshopify.com")
    monkeypatch.delenv("SHOPIFY_ADMIN_TOKEN", raising=False)
    configured_shop.cache_clear()
    with structlog.testing.capture_logs() as logs, pytest.raises(BadSettings):
        configured_shop()
    assert "SHOPIFY_ADMIN_TOKEN" in logs[0]["reason"]


@pytest.mark.parametrize("given", [dict(some) for n in range(1, 5) for some in combinations(ALL.items(), n)])
def test_frontdesk_starts_with_what_its_actions_can_use(tmp_path: Path, given: dict[str, str]) -> None:
    """They are read by two processes, and say the same."""
    told = []
    for read, error in ((Settings.from_env, BadSettings), (checked_at_the_start, BadAtTheStart)):
        try:
            read(given, tmp_path)
            told.append("")
        except error as wrong:
            told.append(str(wrong))
    assert told[0] == told[1]


def checked_at_the_start(given: dict[str, str], folder: Path) -> None:
    """Up to what else the folder lacks."""
    try:
        WholeSettings.from_env(given, folder)
    except BadAtTheStart as wrong:
        if "Shopify" in str(wrong):
            raise
