"""What the start tells the person who starts it."""

from pathlib import Path

from bot.launch import addresses, to_try
from bot.settings import Settings


def test_pages_are_named_where_this_machine_finds_them(folder: Path) -> None:
    assert addresses(Settings.from_env({}, folder), "chat") == "http://127.0.0.1:8000/chat"


def test_and_where_everybody_else_finds_them(folder: Path) -> None:
    public = {"FRONTDESK_PUBLIC_URL": "https://help.example.org", "FRONTDESK_PORT": "8123"}
    found = addresses(Settings.from_env(public, folder), "desk")
    assert found == "http://127.0.0.1:8123/desk and https://help.example.org/desk"


def test_beside_a_shopify_shop_no_demo_is_made(folder: Path) -> None:
    database = f"sqlite:///{folder}/var/shop.db"
    proof = {"SHOPIFY_SHOP": "example.myshopify.com", "SHOPIFY_ADMIN_TOKEN": "shpat_1"}
    assert to_try(Settings.from_env({**proof, "SHOP_DATABASE_URL": database}, folder)) == ""
    assert not (folder / "var" / "shop.db").exists()
    assert "try order FD-" in to_try(Settings.from_env({"SHOP_DATABASE_URL": database}, folder))
    assert (folder / "var" / "shop.db").exists()
