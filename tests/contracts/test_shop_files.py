"""A whole shop from a file, and into one."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.shop.demo import make_demo_shop
from actions.shop.exporting import export_shop
from actions.shop.importing import import_shop
from actions.shop.migrate import BadShop
from actions.shop.nodes import BadFile
from actions.shop.port import OrderState, ShopDown
from actions.shop.sql import SqlShop
from tests.fakes.shop import POLICY, TODAY

Data = dict[str, Any]


def exported(url: str, folder: Path) -> Data:
    """The shop as a file holds it."""
    export_shop(url, folder / "export.json")
    found: Data = json.loads((folder / "export.json").read_text("utf-8"))
    return found


def test_the_demo_comes_out_as_it_went_in(new_shop: str, tmp_path: Path) -> None:
    make_demo_shop(f"sqlite:///{tmp_path}/demo.db", date(2026, 11, 23))
    demo = exported(f"sqlite:///{tmp_path}/demo.db", tmp_path)
    import_shop(new_shop, tmp_path / "export.json")
    assert exported(new_shop, tmp_path) == demo
    words = {order["status"] for order in demo["orders"].values()}
    assert len(words) == len(OrderState)


def small() -> Data:
    """A shop of one order."""
    place = {
        "address1": "1 Mill Lane",
        "address2": "",
        "city": "Leeds",
        "country": "GB",
        "state": "",
        "zip": "LS1 4AB",
    }
    form = {"item_id": "10", "options": {"size": "M"}, "available": True, "price": 19.99}
    item = {"name": "Shirt", "product_id": "1", "item_id": "10", "price": 19.99, "options": {"size": "M"}}
    paid = {"transaction_type": "payment", "amount": 19.99, "payment_method_id": "card"}
    return {
        "products": {"1": {"name": "Shirt", "product_id": "1", "variants": {"10": form}}},
        "users": {
            "anna": {
                "user_id": "anna",
                "name": {"first_name": "Anna Maria", "last_name": "Berg"},
                "address": dict(place),
                "email": "anna@example.com",
                "payment_methods": {"card": {"source": "credit_card", "id": "card"}},
                "orders": ["A1"],
            }
        },
        "orders": {
            "A1": {
                "order_id": "A1",
                "user_id": "anna",
                "address": dict(place),
                "items": [item],
                "status": "pending",
                "fulfillments": [],
                "payment_history": [paid],
            }
        },
    }


def written(data: Any, folder: Path) -> Path:
    path = folder / "some.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def test_orders_come_in_the_order_in_which_their_customer_lists_them(new_shop: str, tmp_path: Path) -> None:
    data = small()
    for number in ("A2", "A3"):
        data["orders"][number] = {**data["orders"]["A1"], "order_id": number}
    data["users"]["anna"]["orders"] = ["A2", "A1", "A3"]
    import_shop(new_shop, written(data, tmp_path))
    assert exported(new_shop, tmp_path) == data
    shop = SqlShop.at(new_shop, POLICY)
    assert [order.number for order in shop.orders_of("anna")] == ["A2", "A1", "A3"]
    shop.close()


def test_a_shop_that_holds_orders_is_replaced_only_when_told_to(new_shop: str, tmp_path: Path) -> None:
    make_demo_shop(new_shop, TODAY)
    before = exported(new_shop, tmp_path)
    with pytest.raises(BadShop, match="--replace"):
        import_shop(new_shop, written(small(), tmp_path))
    assert exported(new_shop, tmp_path) == before
    import_shop(new_shop, written(small(), tmp_path), replace=True)
    assert exported(new_shop, tmp_path) == small()


@pytest.mark.parametrize(
    "written_so", ["2026-11-23T14:30:00", "2026-11-23T14:30:00Z", "2026-11-23T16:30:00+02:00"]
)
def test_a_time_is_utc_or_says_its_zone(written_so: str, tmp_path: Path) -> None:
    data, url = small(), f"sqlite:///{tmp_path}/shop.db"
    _with(f"{ORDER}/placed_at", written_so)(data)
    import_shop(url, written(data, tmp_path))
    assert exported(url, tmp_path)["orders"]["A1"]["placed_at"] == "2026-11-23T14:30:00"


def test_the_smallest_file_of_the_docs_is_a_shop(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "shop.md").read_text("utf-8")
    shown = page[page.index('    {"products"') : page.index("\n`status` is")]
    url = f"sqlite:///{tmp_path}/shop.db"
    import_shop(url, written(json.loads(shown), tmp_path))
    assert exported(url, tmp_path)["orders"].keys() == {"FD-10001"}


def _without(path: str) -> Callable[[Data], None]:
    def spoil(data: Any) -> None:
        *above, last = path.split("/")
        for name in above:
            data = data[int(name) if isinstance(data, list) else name]
        del data[last]

    return spoil


def _with(path: str, value: Any) -> Callable[[Data], None]:
    def spoil(data: Any) -> None:
        *above, last = path.split("/")
        for name in above:
            data = data[int(name) if isinstance(data, list) else name]
        data[last] = value

    return spoil


ORDER, USER, FORM = "orders/A1", "users/anna", "products/1/variants/10"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_without("users"), "the file lacks the field users"),
        (_with("staff", {}), "the file has a field staff, which nobody knows"),
        (_with("orders", []), "orders is not an object"),
        (_without(f"{USER}/email"), f"{USER} lacks the field email"),
        (_with(f"{USER}/email", 7), f"{USER}/email is not text"),
        (_with(f"{USER}/orders", []), f"{USER}/orders does not list exactly the orders of that user"),
        (_with(f"{FORM}/price", "20"), f"{FORM}/price is no sum of money"),
        (_with(f"{FORM}/price", -1), f"{FORM}/price is negative"),
        (_with(f"{FORM}/price", 1.999), f"{FORM}/price has more than two decimals"),
        (_with(f"{FORM}/available", 1), f"{FORM}/available is not true or false"),
        (_with(f"{FORM}/item_id", "11"), f"{FORM}/item_id is not 10, under which it stands"),
        (_with("products/1/variants", {}),
         "products/1/variants is empty: a product is sold in one form at least"),
        (_with(f"{USER}/payment_methods/card/balance", 5),
         f"{USER}/payment_methods/card/balance is there, and only a gift card has one"),
        (_with(f"{USER}/payment_methods/card/source", "cash"),
         f"{USER}/payment_methods/card/source is none of credit_card, gift_card, paypal, other"),
        (_with(f"{ORDER}/user_id", "bob"), f"{ORDER}/user_id is no user of the file"),
        (_with(f"{ORDER}/items", []), f"{ORDER}/items is empty"),
        (_with(f"{ORDER}/items/0/item_id", "99"),
         f"{ORDER}/items/0/item_id is no variant of the file's products"),
        (_with(f"{ORDER}/items/0/name", "Hat"), f"{ORDER}/items/0/name is not what the products say of 10"),
        (_with(f"{ORDER}/gift", "bow"), f"{ORDER} has a field gift, which nobody knows"),
        (_with(f"{ORDER}/payment_history/0/payment_method_id", "x"),
         f"{ORDER}/payment_history/0/payment_method_id is no way to pay of that user"),
        (_with(f"{ORDER}/payment_history/0/transaction_type", "gift"),
         f"{ORDER}/payment_history/0/transaction_type is neither payment nor refund"),
        (_with(f"{ORDER}/currency", "pounds"),
         f"{ORDER}/currency is no currency; write its three letters, such as USD"),
        (_with(f"{ORDER}/expected_on", "23/11/2026"), f"{ORDER}/expected_on is no day, such as 2026-11-23"),
        (_with(f"{ORDER}/placed_at", "yesterday"),
         f"{ORDER}/placed_at is no time, such as 2026-11-23T14:30:00Z"),
        (_with(f"{ORDER}/status", "return requested"), f"{ORDER} lacks the field return_payment_method_id"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_named_with_its_place(
    spoil: Callable[[Data], None], told: str, tmp_path: Path
) -> None:
    data, url = small(), f"sqlite:///{tmp_path}/shop.db"
    make_demo_shop(url, TODAY)
    before = exported(url, tmp_path)
    spoil(data)
    with pytest.raises(BadFile) as refused:
        import_shop(url, written(data, tmp_path), replace=True)
    assert str(refused.value) == f"some.json: {told}."
    assert exported(url, tmp_path) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('{"users": }', "line 1, is not JSON"),
        ('{"orders": {"A1": {}, "A1": {}}}', "some.json: A1 stands twice in the same object"),
        (None, "cannot be read: No such file"),
    ],
)
def test_a_file_that_is_none_is_named(words: str | None, told: str, tmp_path: Path) -> None:
    path = written(words, tmp_path) if words else tmp_path / "none.json"
    with pytest.raises(BadFile, match=told):
        import_shop(f"sqlite:///{tmp_path}/shop.db", path)


def test_a_database_that_is_no_shop_is_not_exported_and_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    with pytest.raises(ShopDown, match="frontdesk shop migrate"):
        export_shop(f"sqlite:///{tmp_path}/empty.db", tmp_path / "export.json")
    assert not (tmp_path / "export.json").exists()
