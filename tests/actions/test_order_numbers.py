"""How a shop's order numbers look is its own: a setting says it, and customers may type them badly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import order_numbers
from actions.order_numbers import BadShape, Shape, shapes
from actions.settings import BadSettings, order_shapes

SETTINGS = ("FD-00000", "#W0000000", "#0000+", "ORD/000000", "SHOP.000+", "00000000")


@st.composite
def numbered(draw: st.DrawFn) -> tuple[Shape, str, str]:
    """A shape, digits that it takes, and the number that they are."""
    [shape] = shapes(draw(st.sampled_from(SETTINGS)))
    more = draw(st.integers(0, 3)) if shape.has_more else 0
    digits = draw(st.text("0123456789", min_size=shape.digits + more, max_size=shape.digits + more))
    return shape, digits, shape.before + digits


@given(numbered(), st.sampled_from(["{}", "{}.", " {} ", "order {}", "my order number is {}", "it's {}!"]))
def test_a_number_is_read_with_and_without_what_stands_before_its_digits(
    case: tuple[Shape, str, str], said: str
) -> None:
    shape, digits, number = case
    for typed in (number, number.lower(), digits, f"#{digits}", f"{shape.letters} {digits}"):
        assert shape.read(said.format(typed).upper()) == number


@given(
    numbered(), st.sampled_from(["{}", "order {} please", "{}, and quickly", "cancel ({})", "hi! ORDER: {}."])
)
def test_a_number_is_found_in_a_message(case: tuple[Shape, str, str], said: str) -> None:
    shape, digits, number = case
    for typed in (f"#{digits}", f"order {digits}", *([number.lower()] if shape.letters else [])):
        text = said.format(typed)
        [(begin, end, found)] = order_numbers.find(text, [shape])
        assert found == number
        assert text[begin:end].endswith(digits)


@given(numbered(), st.sampled_from("0123456789"))
def test_a_digit_too_few_or_too_many_makes_it_none(case: tuple[Shape, str, str], digit: str) -> None:
    shape, _, number = case
    assert shape.has_more or not shape.read(number + digit)
    assert len(number) - len(shape.before) > shape.digits or not shape.read(number[:-1])


@pytest.mark.parametrize(
    ("setting", "text", "numbers"),
    [
        ("#0000+", "where are #1001 and order 1002?", ["#1001", "#1002"]),
        ("#0000+", "I paid 1001 in 2026, flat 1200", []),
        ("#0000+", "invoice #1001, &#1234;", []),
        ("#0000+", "order #123", []),
        ("FD-00000,#0000+", "FD-10432, #1001 and order 10432", ["FD-10432", "#1001", "FD-10432"]),
        ("#0000+ FD-00000", "order 10432", ["#10432"]),
        ("ORD/000000", "ord/123456 or ORD 123457", ["ORD/123456", "ORD/123457"]),
    ],
)
def test_what_is_found_follows_the_setting(setting: str, text: str, numbers: list[str]) -> None:
    assert [number for _, _, number in order_numbers.find(text, shapes(setting))] == numbers


def test_customers_are_told_what_one_looks_like() -> None:
    assert [shape.example for shape in shapes("FD-00000 #0000+ #W0000000")] == [
        "FD-10123",
        "#1012",
        "#W1012345",
    ]


@pytest.mark.parametrize(
    "setting", ["FD-", "FD-12345", "00", "-00000", "fd-00000", "#W0000000;FD-00000", "0" * 13]
)
def test_a_setting_that_shows_no_number_is_told(setting: str) -> None:
    with pytest.raises(BadShape, match=r"shows no order number\. Write # and up to six"):
        shapes(setting)
    with pytest.raises(BadSettings, match=r"^SHOP_ORDER_NUMBERS is wrong: "):
        order_shapes({"SHOP_ORDER_NUMBERS": setting})


def test_several_are_set_with_commas_between() -> None:
    assert [shape.before for shape in order_shapes({"SHOP_ORDER_NUMBERS": "FD-00000, #0000+,"})] == [
        "FD-",
        "#",
    ]
    assert [shape.before for shape in order_shapes({})] == ["FD-", "#W"]
    assert [shape.before for shape in order_shapes({"SHOPIFY_SHOP": "a.myshopify.com"})] == ["#"]
