"""Whether a customer may see an order."""

from dataclasses import replace

import pytest

from actions.proof import Claim, prove
from actions.shop.port import Address, Customer
from tests.actions.samples import ANNA, BJORN, PENDING, SHIPPED, SHOP
from tests.fakes.shop import shop_of


@pytest.mark.parametrize(
    ("claim", "number"),
    [
        (Claim("FD-10432", email="anna.berg@example.com"), "FD-10432"),
        (Claim("FD-10431", customer_name="Berg Anna", postcode="ls14ab"), "FD-10431"),
        (Claim(customer_name="anna berg", postcode="LS1 4AB"), ""),
        (Claim(customer_name="Mrs. Anna Berg", postcode="LS1 4AB"), ""),
        (Claim("FD-10500", customer_name="Bjoern Weiss", postcode="50667"), "FD-10500"),
        (Claim("FD-10500", customer_name="BJORN WEISS", postcode="50667"), "FD-10500"),
        (
            Claim("FD-10432", email="wrong@example.com", customer_name="Anna Berg", postcode="LS1 4AB"),
            "FD-10432",
        ),
    ],
)
def test_proofs_that_hold(claim: Claim, number: str) -> None:
    proven = prove(claim, SHOP)
    assert proven is not None
    assert proven.order_number == number


@pytest.mark.parametrize(
    "claim",
    [
        Claim("FD-10432", email="bjorn@example.org"),
        Claim("FD-99999", email="anna.berg@example.com"),
        Claim("FD-10500", email="anna.berg@example.com"),
        Claim("FD-10432", customer_name="Anna Berg", postcode="50667"),
        Claim("FD-10432", customer_name="Anna", postcode="LS1 4AB"),
        Claim(customer_name="Björn Weiß", postcode="LS1 4AB"),
        Claim(customer_name="Anna Berg", postcode=""),
        Claim("FD-10432"),
        Claim(),
    ],
)
def test_proofs_that_do_not(claim: Claim) -> None:
    assert prove(claim, SHOP) is None


def test_what_the_shop_does_not_know_proves_nothing() -> None:
    blank = Customer("3", "", "", (Address("", "", "", ""),))
    shop = shop_of((blank, replace(SHIPPED, customer_id="3")))
    assert prove(Claim("FD-10432", email=""), shop) is None
    assert prove(Claim("FD-10432"), shop) is None


def test_two_people_of_one_name_at_one_postcode_need_an_order_number() -> None:
    junior = replace(ANNA, id="9", email="junior@example.com")
    shop = shop_of((ANNA, SHIPPED), (junior, replace(SHIPPED, number="FD-10433", customer_id="9")))
    named = Claim(customer_name="Anna Berg", postcode="LS1 4AB")
    assert prove(named, shop) is None
    assert prove(replace(named, order_number="FD-10433"), shop) is not None


def test_an_american_postcode_may_have_four_digits_more() -> None:
    home = Address("1 Elm Court", "Portland, OR", "97201", "US")
    shop = shop_of((replace(BJORN, addresses=(home,)), replace(PENDING, address=home)))
    claim = Claim("FD-10500", customer_name="Björn Weiß", postcode="97201-1234")
    assert prove(claim, shop) is not None
