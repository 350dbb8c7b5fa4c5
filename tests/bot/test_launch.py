"""What the start tells the person who starts it."""

import os
from pathlib import Path

import pytest

from bot.launch import addresses, off_one_core, to_try
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


@pytest.mark.parametrize(
    ("cores", "words"),
    [({0, 1}, ("taskset", "--cpu-list", "0")), ({2, 5, 7}, ("taskset", "--cpu-list", "2,5")), ({3}, ())],
)
def test_one_core_is_left_to_rasa_where_there_are_two(
    monkeypatch: pytest.MonkeyPatch, cores: set[int], words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: cores)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert off_one_core() == words
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert not off_one_core()
