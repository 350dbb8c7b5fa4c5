"""`frontdesk shop`, as a shop's keeper types it."""

import json
import shutil
from pathlib import Path

import pytest

from tests.bot.test_cli import ROOT, frontdesk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the project's own domain.yml and desk.yml, and a policy.yml to be spoilt."""
    for name in ("domain.yml", "desk.yml"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "policy.yml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", ["import", "export", "demo", "migrate"])
def test_every_command_of_the_shop_explains_itself(folder: Path, command: str) -> None:
    shown = frontdesk(folder, "shop", command, "--help")
    assert shown.returncode == 0
    assert "Usage" in shown.stdout


def test_a_demo_is_made_once_exported_and_imported(folder: Path) -> None:
    made = frontdesk(folder, "shop", "demo", "--seed", "3")
    assert made.stdout.startswith("Made 600 orders of 200 customers, for 40 products.\nTry order FD-")
    again = frontdesk(folder, "shop", "demo")
    assert again.returncode == 1
    told = "The shop holds orders already; with --replace they all go, and invented ones come."
    assert again.stderr == f"frontdesk: {told}\n"
    assert frontdesk(folder, "shop", "export", "all.json").stdout == (
        "Exported 40 products, 200 users, 600 orders.\n"
    )
    refused = frontdesk(folder, "shop", "import", "all.json")
    assert refused.returncode == 1
    assert "with --replace" in refused.stderr
    imported = frontdesk(folder, "shop", "import", "all.json", "--replace")
    assert imported.stdout == "Imported 40 products, 200 customers, 600 orders.\n"
    frontdesk(folder, "shop", "export", "again.json")
    assert (folder / "again.json").read_bytes() == (folder / "all.json").read_bytes()


def test_order_numbers_that_customers_could_not_give_are_told(folder: Path) -> None:
    frontdesk(folder, "shop", "demo")
    frontdesk(folder, "shop", "export", "all.json")
    of_another_shop = (folder / "all.json").read_text("utf-8").replace("FD-", "EN/")
    (folder / "all.json").write_text(of_another_shop, "utf-8")
    imported = frontdesk(folder, "shop", "import", "all.json", "--replace")
    assert "add EN/00000 to SHOP_ORDER_NUMBERS in .env" in imported.stdout
    (folder / ".env").write_text("SHOP_ORDER_NUMBERS=EN/00000\n", "utf-8")
    imported = frontdesk(folder, "shop", "import", "all.json", "--replace")
    assert imported.stdout == "Imported 40 products, 200 customers, 600 orders.\n"


def test_a_wrong_file_is_one_sentence(folder: Path) -> None:
    (folder / "some.json").write_text(json.dumps({"products": {}, "users": {}, "orders": 7}), "utf-8")
    ended = frontdesk(folder, "shop", "import", "some.json")
    assert ended.returncode == 1
    assert ended.stderr == "frontdesk: some.json: orders is not an object.\n"


def test_a_database_that_is_no_shop_says_what_to_run_and_then_is_one(folder: Path) -> None:
    (folder / "var").mkdir()
    (folder / "var" / "shop.db").touch()
    ended = frontdesk(folder, "shop", "export", "all.json")
    assert ended.returncode == 1
    assert "run `frontdesk shop migrate`" in ended.stderr
    assert frontdesk(folder, "shop", "migrate").stdout == "The shop's tables are up to date.\n"
    assert frontdesk(folder, "shop", "export", "all.json").stdout.startswith("Exported 0 products")


def test_a_shop_that_is_away_is_one_sentence(folder: Path) -> None:
    away = {"SHOP_DATABASE_URL": "postgresql://shop:secret@127.0.0.1:9/shop"}
    for command in (("demo",), ("migrate",), ("export", "all.json")):
        ended = frontdesk(folder, "shop", *command, settings=away)
        assert ended.returncode == 1
        assert len(ended.stderr.splitlines()) == 1
        assert "secret" not in ended.stderr


def test_a_policy_that_cannot_be_used_stops_the_start_with_one_sentence(folder: Path) -> None:
    policy = folder / "policy.yml"
    policy.write_text(policy.read_text("utf-8").replace("once: true", "once: perhaps"), "utf-8")
    ended = frontdesk(folder, "up")
    assert ended.returncode == 1
    told = "policy.yml: change_items.once is 'perhaps'; write true or false."
    assert ended.stderr == f"frontdesk: {told}\n"
