"""What customers type about themselves and their order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import details


@pytest.mark.parametrize(
    "typed",
    [
        "FD-10432",
        "fd10432",
        "#10432",
        "order 10432",
        "FD 10432",
        "10432",
        " fd-10432. ",
        "order number: FD-10432!",
        "my order is #FD-10432",
        "ＦＤ－１０４３２",
        "it's 10432",
        "No. 10432",
        "f d 1 0 4 3 2",
        "FD–1O432",
        "0rder no.10432",
        "10 432",
    ],
)
def test_order_numbers_in_many_shapes(typed: str) -> None:
    assert details.order_number(typed) == "FD-10432"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "FD-1043",
        "FD-104321",
        "FD-OIL32",
        "AB-10432",
        "ten thousand",
        "10432 10433",
        "LS1 4AB",
        None,
        10432,
        [],
    ],
)
def test_what_is_no_order_number(typed: object) -> None:
    assert details.order_number(typed) == ""


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Anna.Berg@Example.COM", "anna.berg@example.com"),
        ("anna@example.com.", "anna@example.com"),
        ("<mailto:anna@example.com|anna@example.com>", "anna@example.com"),
        ("it's anna+shop@mail.example.co.uk, thanks", "anna+shop@mail.example.co.uk"),
        ("(anna@example.org)", "anna@example.org"),
        ("anna @ example . com", "anna@example.com"),
        ("anna dot berg at example dot co dot uk", "anna.berg@example.co.uk"),
        ("anna [at] example [dot] com", "anna@example.com"),
        ("anna@mail,co,uk", "anna@mail.co.uk"),
        ("anna@examplecom", "anna@example.com"),
        ("anna@gmial.com", "anna@gmial.com"),
    ],
)
def test_addresses_are_tidied(typed: str, address: str) -> None:
    assert details.email(typed) == address


@pytest.mark.parametrize(
    "typed", ["anna", "anna@example", "@example.com", "a b@c", f"{'a' * 250}@example.com", None]
)
def test_what_is_no_address(typed: object) -> None:
    assert details.email(typed) == ""


@pytest.mark.parametrize(
    ("typed", "postcode"),
    [
        ("ls1 4ab", "LS1 4AB"),
        (" 50667.", "50667"),
        ("94107-1234", "94107-1234"),
        ("1011  ab", "1011 AB"),
        ("K1A0B1", "K1A0B1"),
        ("sw1a1aa", "SW1A 1AA"),
        ("ls1-4ab", "LS1 4AB"),
        ("D-10115", "10115"),
    ],
)
def test_postcodes_are_tidied(typed: str, postcode: str) -> None:
    assert details.postcode(typed) == postcode


@pytest.mark.parametrize("typed", ["", "Leeds", "12", "12345678901", "I live at 12 Mill Lane", None])
def test_what_is_no_postcode(typed: object) -> None:
    assert details.postcode(typed) == ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Anna Berg", "Anna Berg"),
        ("my name is Anna Berg", "Anna Berg"),
        ("Hi, I'm Anna Berg.", "Anna Berg"),
        ("it's under Niamh O'Brien", "Niamh O'Brien"),
        ("anna berg, 90210", "anna berg"),
        ("anna berg LS1 4AB", "anna berg"),
        ("the name on the order is Zoë Meyer-Lüders", "Zoë Meyer-Lüders"),
        ("Will Smith", "Will Smith"),
        ("name: J. R. Berg", "J. R. Berg"),
    ],
)
def test_names_are_tidied(typed: str, name: str) -> None:
    assert details.customer_name(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Anna",
        "I don't know",
        "where is my order",
        "talk to a person",
        "12345",
        "no idea",
        "a " * 60,
        None,
    ],
)
def test_what_is_no_name(typed: object) -> None:
    assert details.customer_name(typed) == ""


@given(st.text(max_size=300))
def test_any_text_is_read_without_fail_and_tidying_twice_changes_nothing(typed: str) -> None:
    for tidy in (details.order_number, details.email, details.postcode):
        assert tidy(tidy(typed)) == tidy(typed)
    assert isinstance(details.customer_name(typed), str)
