"""What the start tells the person who starts it."""

from pathlib import Path

from bot.launch import addresses
from bot.settings import Settings


def test_pages_are_named_where_this_machine_finds_them(folder: Path) -> None:
    assert addresses(Settings.from_env({}, folder), "chat") == "http://127.0.0.1:8000/chat"


def test_and_where_everybody_else_finds_them(folder: Path) -> None:
    public = {"FRONTDESK_PUBLIC_URL": "https://help.example.org", "FRONTDESK_PORT": "8123"}
    found = addresses(Settings.from_env(public, folder), "desk")
    assert found == "http://127.0.0.1:8123/desk and https://help.example.org/desk"
