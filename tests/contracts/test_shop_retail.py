"""The tasks of a shop that we did not make, on its own file."""

import json
import shutil
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from actions.shop.exporting import export_shop
from actions.shop.importing import import_shop
from actions.shop.port import (
    Address,
    Cancel,
    Change,
    ChangeAddress,
    ChangeHome,
    ChangeItems,
    ChangePayment,
    Exchange,
    Return,
    ShopRefused,
)
from actions.shop.sql import SqlShop
from tests.contracts._shop_task import WRITES
from tests.fakes.shop import POLICY
from tests.retail import RETAIL, Data, held, needs_retail

pytestmark = needs_retail


def test_the_retail_shop_comes_out_as_it_went_in_to_the_letter(new_shop: str, tmp_path: Path) -> None:
    import_shop(new_shop, RETAIL / "db.json")
    export_shop(new_shop, tmp_path / "export.json")
    assert (tmp_path / "export.json").read_bytes() == (RETAIL / "db.json").read_bytes()


def tasks() -> list[Data]:
    """Those that change something."""
    if not RETAIL.exists():
        return []
    loaded = json.loads((RETAIL / "tasks.json").read_text("utf-8"))
    return [task for task in loaded if writes(task)]


def writes(task: Data) -> list[Data]:
    """The write actions of a task, in their order."""
    return [each for each in task["evaluation_criteria"]["actions"] or () if each["name"] in WRITES]


@lru_cache(maxsize=1)
def words() -> str:
    """The file, read once."""
    return (RETAIL / "db.json").read_text("utf-8")


@lru_cache(maxsize=1)
def owners() -> Mapping[str, str]:
    """Who placed each order."""
    return {number: order["user_id"] for number, order in retail()["orders"].items()}


def retail() -> Data:
    """What the file holds, to be changed."""
    loaded: Data = json.loads(words())
    return loaded


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The retail shop as an SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("retail") / "shop.db"
    import_shop(f"sqlite:///{path}", RETAIL / "db.json")
    return path


def rounds() -> list[list[Data]]:
    """The tasks in as few lots as may share a shop: in one lot no customer has two tasks."""
    lots: list[list[Data]] = []
    for task in tasks():
        free = (lot for lot in lots if not {who for one in lot for who in people(one)} & people(task))
        lot = next(free, None)
        if lot is None:
            lots.append(lot := [])
        lot.append(task)
    return lots


def people(task: Data) -> set[str]:
    """Whose orders and addresses the task changes."""
    given = [action["arguments"] for action in writes(task)]
    return {each.get("user_id") or owners()[each["order_id"]] for each in given}


@pytest.mark.parametrize("lot", rounds(), ids=lambda lot: "tasks " + " ".join(task["id"] for task in lot))
def test_a_tasks_changes_leave_the_shop_as_its_policy_wants_it(
    lot: list[Data], imported: Path, tmp_path: Path
) -> None:
    shutil.copy(imported, tmp_path / "shop.db")
    url, expected = f"sqlite:///{tmp_path}/shop.db", retail()
    shop = SqlShop.at(url, POLICY)
    for action in (action for task in lot for action in writes(task)):
        WRITES[action["name"]](expected, action["arguments"])
        make(shop, action)
    shop.close()
    assert held(url) == expected


def test_all_tasks_one_after_the_other_leave_it_so_too(new_shop: str, tmp_path: Path) -> None:
    """Most of what comes late is refused, as the order was changed by a task before."""
    expected = retail()
    import_shop(new_shop, RETAIL / "db.json")
    shop, made = SqlShop.at(new_shop, POLICY), 0
    for action in (action for task in tasks() for action in writes(task)):
        if still_possible(expected, action["arguments"]):
            WRITES[action["name"]](expected, action["arguments"])
            made += make(shop, action)
    shop.close()
    assert made > 60
    assert held(new_shop) == expected


def still_possible(data: Data, given: Mapping[str, Any]) -> bool:
    """Whether the items that are to be changed are still in the order."""
    order = data["orders"].get(given.get("order_id"), {"items": []})
    return set(given.get("item_ids", ())) <= {item["item_id"] for item in order["items"]}


def make(shop: SqlShop, action: Data) -> bool:
    """Whether it was done; what is refused changes nothing, in the shop as on paper."""
    try:
        shop.change(CHANGES[action["name"]](action["arguments"]), f"action {action['action_id']}")
    except ShopRefused:
        return False
    return True


def _place(given: Data) -> Address:
    names = ("address1", "city", "zip", "country", "address2", "state")
    return Address(*(given[name] for name in names))


def _ids(given: Data, name: str) -> tuple[str, ...]:
    return tuple(given[name])


CHANGES: Mapping[str, Callable[[Data], Change]] = {
    "cancel_pending_order": lambda given: Cancel(given["order_id"], given["reason"].replace(" ", "_")),
    "modify_pending_order_address": lambda given: ChangeAddress(given["order_id"], _place(given)),
    "modify_user_address": lambda given: ChangeHome(given["user_id"], _place(given)),
    "modify_pending_order_payment": lambda given: ChangePayment(
        given["order_id"], given["payment_method_id"]
    ),
    "modify_pending_order_items": lambda given: ChangeItems(
        given["order_id"], _ids(given, "item_ids"), _ids(given, "new_item_ids"), given["payment_method_id"]
    ),
    "return_delivered_order_items": lambda given: Return(
        given["order_id"], _ids(given, "item_ids"), given["payment_method_id"]
    ),
    "exchange_delivered_order_items": lambda given: Exchange(
        given["order_id"], _ids(given, "item_ids"), _ids(given, "new_item_ids"), given["payment_method_id"]
    ),
}


def test_another_payment_stands_in_the_history_as_payment_and_refund(imported: Path, tmp_path: Path) -> None:
    """No task does it, so it is done to every pending order whose customer has another way that suffices."""
    shutil.copy(imported, tmp_path / "shop.db")
    url, data, expected, made = f"sqlite:///{tmp_path}/shop.db", retail(), retail(), 0
    shop = SqlShop.at(url, POLICY)
    for order in data["orders"].values():
        ways = data["users"][order["user_id"]]["payment_methods"]
        others = [way for way in ways if way != order["payment_history"][0]["payment_method_id"]]
        if order["status"] == "pending" and others and made < 40:
            given = {"order_id": order["order_id"], "payment_method_id": others[-1]}
            WRITES["modify_pending_order_payment"](expected, given)
            action = {"name": "modify_pending_order_payment", "arguments": given}
            made += make(shop, {**action, "action_id": order["order_id"]})
    shop.close()
    assert made == 40
    assert held(url) == expected
