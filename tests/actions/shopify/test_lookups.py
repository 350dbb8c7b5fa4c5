"""What is told of orders, customers and products."""

from datetime import date, datetime, time

import pytest

from actions.shop.port import (
    Address,
    Customer,
    Fulfilment,
    Item,
    PaymentKind,
    PaymentMethod,
    Product,
    ShopNonsense,
    Transaction,
    Variant,
)
from actions.shop.shopify.queries import BRIEF, WHOLE
from tests.actions.shopify.conftest import VISA, World, ids
from tests.actions.shopify.test_states import plain
from tests.fakes.shopify import Line

HOME = Address("1 Mill Lane", "Leeds", "LS1 4AB", "GB")
CARD = PaymentMethod(VISA, PaymentKind.CARD, "visa", "4242")


def test_an_order_is_told_as_it_is(world: World) -> None:
    bought = world.buys()
    order = world.order()
    shirt, mug = world.shirts[0], world.mug
    assert order.items == (
        Item(shirt["id"], shirt["product"]["id"], "Linen Shirt", {"Colour": "navy", "Size": "M"}, 2, 4000),
        Item(mug["id"], mug["product"]["id"], "Enamel Mug", {}, 1, 900),
    )
    assert (order.number, order.customer_id, order.total, order.currency) == (
        *("#1001", world.anna["id"]),
        *(8900, "GBP"),
    )
    assert order.address == HOME
    assert order.transactions == (Transaction(False, 8900, VISA),)
    assert (order.fulfilments, order.sending, order.items_changed, order.cancel_reason) == (
        (),
        None,
        False,
        "",
    )
    assert bought["id"].startswith("gid://")


def test_times_are_by_the_shops_own_clock(world: World) -> None:
    world.fake.zone = "Pacific/Auckland"
    order = world.buys(createdAt="2026-11-20T22:30:00Z")
    world.fake.stock.send(
        order, "DELIVERED", estimatedDeliveryAt="2026-11-22T12:00:00Z", deliveredAt="2026-11-21T13:00:00Z"
    )
    told = world.order()
    assert told.placed_at == datetime.combine(date(2026, 11, 21), time(11, 30))
    assert (told.expected_on, told.delivered_on) == (date(2026, 11, 23), date(2026, 11, 22))


def test_it_is_delivered_when_its_last_parcel_is(world: World) -> None:
    order = world.buys()
    world.fake.stock.send(order, "DELIVERED", deliveredAt="2026-11-20T12:00:00Z")
    second = world.fake.stock.send(order, "IN_TRANSIT")
    assert world.order().delivered_on is None
    second |= {"displayStatus": "DELIVERED", "deliveredAt": "2026-11-22T12:00:00Z"}
    assert world.order().delivered_on == date(2026, 11, 22)


def test_parcels_say_what_is_in_them(world: World) -> None:
    order = world.buys()
    world.fake.stock.send(order, "IN_TRANSIT", 1, 1)
    world.fake.stock.send(order, "CANCELED", 1, 0)
    shirt, mug = ids(world.shirts[0], world.mug)
    assert world.order().fulfilments == (Fulfilment("DHL", "00340434161094", (shirt, mug)),)


def test_money_that_is_only_reserved_is_the_payment_until_it_is_taken(world: World) -> None:
    order = world.buys(paid_by="", displayFinancialStatus="AUTHORIZED")
    order["_payments"].append(world.fake.stock.payment(order, "89.00", kind="AUTHORIZATION"))
    assert world.order().transactions == (Transaction(False, 8900, VISA),)
    order["_payments"].append(world.fake.stock.payment(order, "80.00", kind="CAPTURE"))
    order["_payments"].append({**world.fake.stock.payment(order, "9.00", "paypal"), "status": "FAILURE"})
    order["_payments"].append(world.fake.stock.payment(order, "5.00", kind="REFUND"))
    assert world.order().transactions == (Transaction(False, 8000, VISA), Transaction(True, 500, VISA))


def test_what_was_edited_away_is_no_item_any_more(world: World) -> None:
    order = world.buys(edited=True)
    order["_lines"][1]["currentQuantity"] = 0
    told = world.order()
    assert [item.name for item in told.items] == ["Linen Shirt"]
    assert told.items_changed


def test_a_thing_that_is_no_longer_sold_is_still_an_item(world: World) -> None:
    order = world.buys()
    order["_lines"][0] |= {"variant": None, "product": None}
    told = world.order().items[0]
    assert (told.variant_id, told.product_id, told.options) == (order["_lines"][0]["id"], "", {})


def test_a_reduced_price_is_what_was_paid(world: World) -> None:
    world.buys("#1001", Line(world.shirts[0], 1, "12.34"))
    assert (world.order().items[0].price, world.order().total) == (1234, 1234)


def test_an_order_without_an_address_is_told(world: World) -> None:
    world.buys()["shippingAddress"] = None
    assert world.order().address == Address("", "", "", "")


def test_an_order_larger_than_can_be_read_is_nonsense_and_not_cut(world: World) -> None:
    most = WHOLE["lines"] - 1
    world.buys("#1001", *[Line(world.mug)] * most)
    assert len(world.order("#1001").items) == most
    world.buys("#1002", *[Line(world.mug)] * (most + 1))
    with pytest.raises(ShopNonsense):
        world.shop.order("#1002")


@pytest.mark.parametrize(
    "spoilt",
    [
        {"lineItems": {"nodes": []}},
        {"name": " "},
        {"createdAt": "yesterday"},
        {"createdAt": "2026-11-20T09:30:00"},
        {"presentmentCurrencyCode": None},
        {"currentTotalPriceSet": None},
        {"currentTotalPriceSet": {"presentmentMoney": {"amount": "a lot"}}},
        {"currentTotalPriceSet": {"presentmentMoney": {"amount": "-1.00"}}},
        {"currentTotalPriceSet": {"presentmentMoney": {"amount": "1.005"}}},
        {"currentTotalPriceSet": {"presentmentMoney": {"amount": "NaN"}}},
        {"currentTotalPriceSet": {"presentmentMoney": {"amount": "Infinity"}}},
        {"lineItems": {"nodes": [{"id": "1", "title": "x", "currentQuantity": -1}]}},
        {"lineItems": {"nodes": [{"id": "1", "title": "x", "currentQuantity": True}]}},
        {"fulfillments": [{"displayStatus": None, "fulfillmentLineItems": {"nodes": [{"quantity": 1}]}}]},
        {"shippingAddress": {"address1": 7}},
        {"customer": "anna"},
    ],
)
def test_what_no_order_can_be_is_nonsense(world: World, spoilt: dict[str, object]) -> None:
    shop, sound = {"ianaTimezone": "UTC"}, plain(world.buys())
    world.fake.fail("order", 200, {"data": {"shop": shop, "order": sound}})
    assert world.order().total == 8900
    world.fake.fail("order", 200, {"data": {"shop": shop, "order": sound | spoilt}})
    with pytest.raises(ShopNonsense):
        world.shop.order("#1001")


def test_a_clock_that_nobody_knows_is_nonsense(world: World) -> None:
    world.buys()
    world.fake.zone = "Middle/Earth"
    with pytest.raises(ShopNonsense):
        world.shop.order("#1001")


# Customers


def test_the_owner_of_an_order_is_found_with_where_it_went_and_how_it_was_paid(world: World) -> None:
    order = world.buys(paid_by="gift_card")
    order["shippingAddress"] = world.fake.stock.address("9 Quay", "Bristol", "BS1 4XX", "GB")
    assert world.shop.owner("#1001") == Customer(
        world.anna["id"],
        "Anna Berg",
        "anna@example.com",
        (HOME, Address("9 Quay", "Bristol", "BS1 4XX", "GB")),
        "+441632960961",
        (PaymentMethod("gift_card", PaymentKind.GIFT_CARD),),
    )


def test_an_order_that_belongs_to_no_customer_has_no_owner(world: World) -> None:
    world.fake.stock.add_order("#1001", None, Line(world.mug))
    assert world.shop.owner("#1001") is None
    assert world.order().customer_id == ""


def test_ways_to_pay_are_those_of_the_customers_orders_each_once(world: World) -> None:
    for name, way in (("#1", "card"), ("#2", "paypal"), ("#3", "card"), ("#4", "klarna")):
        world.buys(name, paid_by=way)
    found = world.shop.customer(world.anna["id"])
    assert found is not None
    assert {(way.id, way.kind) for way in found.payment_methods} == {
        (VISA, PaymentKind.CARD),
        ("paypal", PaymentKind.PAYPAL),
        ("klarna", PaymentKind.OTHER),
    }


def test_people_are_found_by_email_and_by_phone(world: World) -> None:
    (by_email,) = world.shop.customers_with_email(" Anna@EXAMPLE.com ")
    (by_phone,) = world.shop.customers_with_phone("+441632960961")
    assert by_email == by_phone == world.shop.customer(world.anna["id"])


def test_people_are_found_by_name_and_postcode(world: World) -> None:
    assert [each.id for each in world.shop.customers_at(["LS14AB"], "anna BERG")] == [world.anna["id"]]
    assert not world.shop.customers_at(["LS14AB"], "Anna Bergs")
    assert not world.shop.customers_at(["LS99ZZ"], "Anna Berg")


@pytest.mark.parametrize(
    "name", ["", "Anna", 'Anna" OR last_name:"Berg', "Anna *", "Anna (Berg)", "first_name:* x"]
)
def test_a_name_is_never_a_search_of_its_own(world: World, name: str) -> None:
    assert not world.shop.customers_at(["LS14AB"], name)
    assert not world.fake.refused


@pytest.mark.parametrize(
    "unknown", ["", "99999", "gid://shopify/Customer/99999", "gid://shopify/Order/1", "'"]
)
def test_there_is_nothing_for_an_unknown_id(world: World, unknown: str) -> None:
    assert world.shop.customer(unknown) is None
    assert world.shop.orders_of(unknown) == ()
    assert world.shop.product(unknown) is None


def test_a_customer_without_anything_is_still_somebody(world: World) -> None:
    nobody = world.fake.stock.add_customer("")
    assert world.shop.customer(nobody["id"]) == Customer(nobody["id"], "", "")


# All of a customer's orders


def test_orders_are_told_the_most_recent_first_over_all_pages(world: World) -> None:
    for day in range(1, 13):
        world.buys(f"#{day}", createdAt=f"2026-11-{day:02}T09:00:00Z")
    other = world.fake.stock.add_customer("Bo")
    world.fake.stock.add_order("#99", other, Line(world.mug))
    found = world.shop.orders_of(world.anna["id"])
    assert [order.number for order in found] == [f"#{day}" for day in range(12, 0, -1)]
    assert world.count("customer") == 3
    assert found[0] == world.order("#12")


def test_an_order_of_a_page_that_is_larger_than_the_others_is_read_again_whole(world: World) -> None:
    world.buys("#1001", *[Line(world.mug)] * (BRIEF["lines"] + 3))
    world.buys("#1002")
    by_number = {order.number: order for order in world.shop.orders_of(world.anna["id"])}
    assert by_number["#1001"] == world.order("#1001")
    assert len(by_number["#1001"].items) == BRIEF["lines"] + 3


# Products


def test_products_are_told_with_every_variant(world: World) -> None:
    shirt = world.shirts[0]["product"]
    assert world.shop.products() == {
        shirt["id"]: "Linen Shirt",
        world.mug["product"]["id"]: "Enamel Mug",
    }
    found = world.shop.product(shirt["id"])
    assert isinstance(found, Product)
    assert found.variants[3] == Variant(
        *(world.shirts[3]["id"], shirt["id"], "Linen Shirt"), {"Colour": "white", "Size": "M"}, 4550, True
    )
    assert [variant.available for variant in found.variants] == [True, True, True, True, False]


def test_a_product_with_many_variants_is_told_whole(world: World) -> None:
    forms = [({"Size": str(size)}, "1.00") for size in range(230)]
    many = world.fake.stock.add_product("Bolts", *forms)
    found = world.shop.product(many["id"])
    assert found is not None
    assert len(found.variants) == 230


def test_all_products_are_told_however_many(world: World) -> None:
    for number in range(260):
        world.fake.stock.add_product(f"Thing {number}")
    assert len(world.shop.products()) == 262


def test_a_draft_is_not_sold(world: World) -> None:
    draft = world.fake.stock.add_product("Secret", status="DRAFT")
    assert world.shop.product(draft["id"]) is None
    assert draft["id"] not in world.shop.products()
