"""Addresses as customers type them."""

import pytest

from actions.changes.addresses import Typed, known_address, typed_address, typed_part
from actions.shop.port import Address


@pytest.mark.parametrize(
    ("words", "country", "address"),
    [
        ("101 Highway, New York, 10001", "USA", Typed("101 Highway", "", "New York", "", "10001", "USA")),
        (
            "12 Elm St, Springfield, IL, 62701",
            "USA",
            Typed("12 Elm St", "", "Springfield", "IL", "62701", "USA"),
        ),
        (
            "to 4 Oak Drive, Suite 394, Fort Worth, Texas 76165",
            "US",
            Typed("4 Oak Drive", "Suite 394", "Fort Worth", "TX", "76165", "US"),
        ),
        (
            "please send it to 12 Mill Lane, Leeds LS1 4AB",
            "GB",
            Typed("12 Mill Lane", "", "Leeds", "", "LS1 4AB", "GB"),
        ),
        ("Lindenstraße 5, 10115 Berlin", "DE", Typed("Lindenstraße 5", "", "Berlin", "", "10115", "DE")),
        (
            "12 rue de la Paix\n75002 Paris\nFrance",
            "GB",
            Typed("12 rue de la Paix", "", "Paris", "", "75002", "FR"),
        ),
        ("my new address is 8 Oak Street", "GB", Typed("8 Oak Street", "", "", "", "", "GB")),
    ],
)
def test_an_address_is_taken_apart(words: str, country: str, address: Typed) -> None:
    assert typed_address(words, country) == address


def test_what_is_missing_is_known_and_can_be_given_alone() -> None:
    typed = typed_address("101 Highway, New York, 10001", "USA")
    assert typed.missing == "region"
    assert typed_part("region", "New York", "USA").or_else(typed).region == "NY"
    assert typed_part("postcode", "it's ls1 4ab", "GB").postcode == "LS1 4AB"


def test_ones_own_addresses_are_known_by_city_state_street_and_as_the_default() -> None:
    home = Address("1 Oak Street", "Denver", "80014", "USA", region="CO")
    york = Address("2 Elm Street", "New York", "10001", "USA", region="NY")
    for words in ("the New York one", "my NYC address", "the one on 2 Elm Street", "ny"):
        assert known_address(words, [home, york], home) == [york], words
    assert known_address("my default address", [home, york], home) == [home]
    assert not known_address("somewhere else", [home, york], home)
