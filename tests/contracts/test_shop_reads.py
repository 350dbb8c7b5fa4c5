"""What every back end answers when it is asked."""

from dataclasses import replace

import pytest

from actions.shop.port import Order
from tests.contracts._shop import Backend
from tests.contracts._shop_samples import ANNA, BJORN, NUMBERS, ORDERS, PRODUCTS


@pytest.mark.parametrize("number", NUMBERS)
def test_an_order_is_told_as_it_is(backend: Backend, number: str) -> None:
    assert backend.shop.order(number) == backend.tells(NUMBERS[number])


def test_the_owner_of_an_order_is_found(backend: Backend) -> None:
    assert backend.shop.owner("PAID") == backend.tells(ANNA)
    assert backend.shop.owner("BJORNS") == backend.tells(BJORN)


def test_a_customer_is_told_with_addresses_and_ways_to_pay(backend: Backend) -> None:
    assert backend.shop.customer(ANNA.id) == backend.tells(ANNA)


def test_a_customer_is_found_by_email_whatever_its_capitals(backend: Backend) -> None:
    assert list(backend.shop.customers_with_email("anna.BERG@Example.com")) == [backend.tells(ANNA)]


def test_a_customer_is_found_by_phone(backend: Backend) -> None:
    assert list(backend.shop.customers_with_phone("+447700900123")) == [backend.tells(ANNA)]


def test_customers_are_found_by_name_and_postcode_without_spaces(backend: Backend) -> None:
    shop = backend.shop
    assert list(shop.customers_at(["LS14AB", "OTHER"], ANNA.name)) == [backend.tells(ANNA)]
    assert BJORN.id in {person.id for person in shop.customers_at(["LS14AB", "50667"], BJORN.name)}
    assert ANNA.id not in {person.id for person in shop.customers_at(["50667"], ANNA.name)}


def test_a_customers_orders_are_theirs_alone_the_most_recent_first(backend: Backend) -> None:
    found = backend.shop.orders_of(ANNA.id)
    assert {order.number for order in found} == {order.number for person, order in ORDERS if person is ANNA}
    dated = [order.placed_at for order in found if order.placed_at]
    assert dated == sorted(dated, reverse=True)
    assert found[-1].number == "NOBODY_KNOWS_WHEN"
    assert all(order == backend.tells(NUMBERS[order.number]) for order in found)


def test_nothing_is_found_for_what_is_not_there(backend: Backend) -> None:
    shop = backend.shop
    assert [shop.order("NONE"), shop.owner("NONE"), shop.customer("nobody"), shop.product("99")] == [None] * 4
    assert not any(
        (
            shop.orders_of("nobody"),
            shop.customers_at(["NOWHERE1"], ANNA.name),
            shop.customers_at([], ANNA.name),
        )
    )
    assert not any(
        (shop.customers_with_email("nobody@example.com"), shop.customers_with_phone("+4479999999"))
    )


@pytest.mark.parametrize("words", ["", " ", "%", "' OR '1'='1", "anna*"])
def test_what_a_customer_types_is_never_a_pattern(backend: Backend, words: str) -> None:
    assert not backend.shop.customers_with_email(words)
    assert not backend.shop.customers_with_phone(words)
    assert not backend.shop.customers_at([words], ANNA.name)
    assert not backend.shop.customers_at(["NOWHERE1"], words)
    assert backend.shop.owner(words) is None
    assert not backend.shop.products_with([words])
    assert backend.shop.order(words) is None


def test_products_are_told_with_every_variant(backend: Backend) -> None:
    assert backend.shop.products() == {product.id: product.name for product in PRODUCTS}
    assert [backend.shop.product(product.id) for product in PRODUCTS] == list(PRODUCTS)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["shirt"], ["Linen Shirt"]),
        (["SHIRT"], ["Linen Shirt"]),
        (["lin", "mug"], ["Linen Shirt", "Enamel Mug"]),
        (["hirt"], []),
        (["teapot"], []),
        ([], []),
    ],
)
def test_products_are_found_by_how_a_word_of_their_name_begins(
    backend: Backend, words: list[str], names: list[str]
) -> None:
    found = backend.shop.products_with(words)
    assert list(found.values()) == names
    assert {id: name for id, name in backend.shop.products().items() if name in names} == found


def test_the_variant_of_an_item_is_its_options_in_their_order(backend: Backend) -> None:
    order = backend.shop.order("PAID")
    assert isinstance(order, Order)
    assert [item.variant for item in order.items] == ["red, S", "cream"]
    assert replace(order.items[0], options={}).variant == ""
