"""Whatever a customer types is a value, and never syntax."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.shop.shopify.search import is_named, quoted
from tests.actions.shopify.conftest import World
from tests.fakes.shopify.search import found

SYNTAX = [
    '1001" OR name:"1002',
    "1001 OR name:1002",
    "* OR *",
    "-1001",
    "NOT 1001",
    "(1001)",
    "1001\\",
    '"',
    "\\",
    "name:1001",
    "1001\n1002",
    "",
    " ",
]


@pytest.mark.parametrize("number", SYNTAX)
def test_an_order_number_finds_nothing_but_that_number(world: World, number: str) -> None:
    world.buys("#1001")
    world.buys("#1002")
    assert world.shop.order(number) is None
    assert world.shop.owner(number) is None


@pytest.mark.parametrize("number", ["#1001", "1001", " 1001 ", "##1001"])
def test_the_sign_before_a_number_may_be_left_out(world: World, number: str) -> None:
    world.buys("#1001")
    assert world.order(number).number == "#1001"


def test_a_number_with_the_shops_own_signs_is_found_whatever_its_capitals(world: World) -> None:
    world.buys("EN1001-A")
    assert world.order("en1001-a").number == "EN1001-A"
    assert world.shop.order("1001") is None


def test_of_numbers_that_are_alike_the_whole_one_is_meant(world: World) -> None:
    for name in ("#10010", "#1001", "#10011"):
        world.buys(name)
    assert world.order("1001").number == "#1001"
    assert world.shop.order("100") is None


def test_two_orders_of_one_name_are_nobodys(world: World) -> None:
    world.buys("#1001")
    world.buys("#1001")
    assert world.shop.order("#1001") is None


@pytest.mark.parametrize("words", ["a@b.co OR x", '"', "anna@example.com\\", "*", ""])
def test_an_email_or_a_number_is_compared_as_it_is(world: World, words: str) -> None:
    assert world.shop.customers_with_email(words) == ()
    assert world.shop.customers_with_phone(words) == ()


@given(st.text(min_size=1))
def test_a_quoted_value_is_read_as_that_value(words: str) -> None:
    seen: list[tuple[str, str]] = []

    def matches(field: str, value: str) -> bool:
        seen.append((field, value))
        return True

    assert found(f"name:{quoted(words)}", matches)
    printable = "".join(sign if sign.isprintable() else " " for sign in words)
    assert seen == [("name", printable)]


@given(st.text(alphabet=st.characters(codec="ascii"), min_size=1))
def test_a_name_is_itself(number: str) -> None:
    assert is_named(number, number)
