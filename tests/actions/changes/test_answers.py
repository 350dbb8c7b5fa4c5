"""What is answered about a product, and which questions are answered in the middle of a change."""

from dataclasses import replace

import pytest

from actions.changes.answers import about, beside
from actions.changes.draft import Draft, Kind
from actions.changes.facts import Facts
from actions.changes.making import begin, go_on
from actions.changes.said import Said
from actions.changes.wording import tokens
from actions.shop.port import Customer, Item, Order, OrderState, PaymentKind, PaymentMethod, Transaction
from tests.actions.changes.shelf import BOOTS, HOME, LAMP, SHIRT, form_of, product
from tests.fakes.shop import POLICY, TODAY, shop_of

MUG = product("Enamel Mug", {})


@pytest.mark.parametrize(
    ("words", "response", "told"),
    [
        ("how many linen shirt options do you have", "utter_product_options", {"count": "8"}),
        ("how much is the shirt", "utter_product_options", {"prices": "£10.00 to £17.00"}),
        ("cheapest linen shirt and its options", "utter_product_cheapest", {"form": "navy, S"}),
        ("the cheapest white one", "utter_product_cheapest", {"form": "white, S", "price": "£14.00"}),
        ("what's the most expensive shirt", "utter_product_dearest", {"form": "white, XL"}),
        (
            "do you have it in white, size L",
            "utter_product_there",
            {"forms": "• white, L: £16.00"},
        ),
    ],
)
def test_a_question_about_a_product_has_its_answer(words: str, response: str, told: dict[str, str]) -> None:
    said, values = about(SHIRT, tokens(words), "GBP")
    assert said == response
    assert {name: values[name] for name in told} == told


def test_only_what_is_to_be_had_counts() -> None:
    white = [replace(v, available=v.options["colour"] == "navy") for v in SHIRT.variants]
    left = replace(SHIRT, variants=tuple(white))
    response, values = about(left, tokens("how many options"), "GBP")
    assert (response, values["count"]) == ("utter_product_options", "4")
    response, values = about(left, tokens("do you have it in white"), "GBP")
    assert (response, values["form"]) == ("utter_product_not_there", "white")
    assert "• colour: navy" in values["options"]
    none = replace(SHIRT, variants=tuple(replace(v, available=False) for v in SHIRT.variants))
    assert about(none, tokens("any left"))[0] == "utter_product_sold_out"


def test_what_comes_in_one_form_has_one_price() -> None:
    assert about(MUG, tokens("what is the mug"), "GBP")[0] == "utter_product_one"
    assert about(MUG, tokens("what is the mug"), "GBP")[1]["prices"] == "£10.00"
    assert about(MUG, tokens("what is the mug"))[1]["prices"] == "10.00"


VISA = PaymentMethod("card_1", PaymentKind.CARD, "visa", "4242")
ANNA = Customer("1", "Anna Berg", "anna@example.com", (HOME,), "", (VISA,))


def facts() -> Facts:
    """A customer who has bought a shirt and boots, not packed yet."""
    bought = [form_of(SHIRT, colour="navy", size="M"), form_of(BOOTS, size="8")]
    items = tuple(Item(v.id, v.product_id, v.product, v.options, 1, v.price) for v in bought)
    total = sum(item.price for item in items)
    paid = (Transaction(False, total, "card_1"),)
    order = Order("FD-10001", "1", OrderState.PAID, items, total, "GBP", HOME, transactions=paid)
    shop = shop_of((ANNA, order), products=[SHIRT, BOOTS, LAMP])
    return Facts(shop, POLICY, ANNA, TODAY)


def going(kind: Kind = Kind.CHANGE_ITEMS, **known: object) -> Draft:
    draft = Draft(kind, "FD-10001", **known)  # type: ignore[arg-type]
    return begin([draft], facts()).left[0]


@pytest.mark.parametrize(
    ("words", "response"),
    [
        ("which options are there?", "utter_product_options"),
        ("what colours do you have", "utter_product_options"),
        ("how much is it", "utter_product_options"),
        ("what's the cheapest", "utter_product_cheapest"),
        ("what is the cheapest white one", "utter_product_cheapest"),
        ("how many boots options are there", "utter_product_options"),
    ],
)
def test_in_a_change_the_answer_comes_and_the_question_stands(words: str, response: str) -> None:
    draft = going(places=(0,))
    progress = go_on([draft], Said(words), facts(), "key", "web:1")
    assert [told.response for told in progress.told] == [response]
    assert progress.left == [draft]
    assert progress.asked
    assert progress.asked.response == "utter_ask_target"
    assert progress.understood


@pytest.mark.parametrize("words", ["the cheapest", "what about the white one", "white please", "do it"])
def test_a_wish_is_no_question(words: str) -> None:
    assert beside(going(places=(0,)), Said(words), facts()) is None


def test_before_a_yes_the_money_is_told_once_more_and_nothing_is_done() -> None:
    white = form_of(SHIRT, colour="white", size="M").id
    here = facts()
    draft = begin([Draft(Kind.CHANGE_ITEMS, "FD-10001", (0,), {"0": white})], here).left[0]
    assert draft.asked == "confirm"
    progress = go_on([draft], Said("how much would that be?", "nlu_fallback"), here, "key", "web:1")
    assert [told.response for told in progress.told] == ["utter_change_once_more"]
    assert progress.asked
    assert progress.asked.response == "utter_confirm_change_items_to_pay"
    order = here.anew().order("FD-10001")
    assert order
    assert not order.items_changed


def test_a_change_that_has_nothing_to_do_with_forms_is_not_about_them() -> None:
    assert beside(going(Kind.CHANGE_ADDRESS), Said("which options are there?"), facts()) is None
