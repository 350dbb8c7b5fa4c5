"""Questions about products: anybody's, and those about what somebody has bought."""

from typing import Any

import pytest

from actions.products import ActionAnswerProduct
from tests.actions.changes.shelf import LAMP, SHIRT, forms, product
from tests.actions.samples import ORDERS
from tests.actions.stage import Outcome, run, said
from tests.fakes.shop import shop_of

READER = product("E-Reader", *forms(storage=("8GB", "32GB"), colour=("black",)))
SPEAKER = product("Bluetooth Speaker", *forms(battery_life=("10 hours", "20 hours")))
SHOP = shop_of(*ORDERS, products=[SHIRT, LAMP, READER, SPEAKER])
PROVEN: dict[str, Any] = {
    "customer_id": "1",
    "verified": True,
    "order_number": "FD-10432",
    "proven_order": "FD-10432",
}


def asks(words: str, intent: str = "product_question", public: bool = False, **slots: Any) -> Outcome:
    message = said(intent, words, metadata={"public": public})
    return run(ActionAnswerProduct(lambda: SHOP), slots, [message])


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize(
    ("words", "intent", "response", "name"),
    [
        ("how many linen shirt options", "product_question", "utter_product_options", "Linen Shirt"),
        ("is the 32GB e-reader in stock", "stock_question", "utter_product_there", "E-Reader"),
        ("got the 32gb ereader?", "stock_question", "utter_product_there", "E-Reader"),
        ("how much is the bluetoth speaker", "faq", "utter_product_options", "Bluetooth Speaker"),
        ("cheapest desk lamp and its options", "product_question", "utter_product_cheapest", "Desk Lamp"),
    ],
)  # fmt: skip
def test_anybody_is_told_of_a_product_in_public_too(
    words: str, intent: str, response: str, name: str, public: bool
) -> None:
    outcome = asks(words, intent, public)
    assert outcome.responses == [response, "utter_product_more"]
    assert outcome.messages[0]["product"] == name
    assert outcome.slots == {"product": name}
    assert outcome.told["facts"] == {"product": name}


def test_what_is_wished_beside_it_is_not_asked_about() -> None:
    words = "How many linen shirt options do you have? I also want to return the e-reader and the speaker."
    outcome = asks(words)
    assert outcome.responses == ["utter_product_options", "utter_product_more"]
    assert outcome.messages[0]["product"] == "Linen Shirt"


def test_what_was_spoken_of_before_is_meant_where_nothing_is_named() -> None:
    outcome = asks("do you have it in white", "stock_question", product="Linen Shirt")
    assert outcome.responses == ["utter_product_there", "utter_product_more"]
    assert "white, S" in outcome.messages[0]["forms"]


@pytest.mark.parametrize("intent", ["product_question", "stock_question"])
def test_of_what_is_not_sold_the_product_page_knows(intent: str) -> None:
    assert asks("is the teapot dishwasher proof", intent).responses == [f"utter_{intent}"]
    assert asks("is it loud", intent).responses == [f"utter_{intent}"]


def test_too_many_that_fit_are_named() -> None:
    many = [product(f"{colour} Cup", {"size": "S"}) for colour in ("Red", "Blue", "Green", "White")]
    shop = shop_of(products=many)
    outcome = run(ActionAnswerProduct(lambda: shop), {}, [said("product_question", "how much is a cup")])
    assert outcome.responses == ["utter_product_which"]
    assert outcome.messages[0]["products"].count("Cup") == 4


@pytest.mark.parametrize(
    "words",
    ["what colour are my scarfs", "price of the scarf I bought", "the scarf in that order, what colour"],
)
def test_what_was_bought_is_told_to_whoever_has_proven_it(words: str) -> None:
    outcome = asks(words, **PROVEN)
    assert outcome.responses == ["utter_product_of_order"]
    told = outcome.messages[0]
    assert (told["order_number"], told["item"], told["price"]) == (
        "FD-10432",
        "2 × Wool Scarf (sand)",
        "£19.95",
    )
    assert told["options"] == "• colour: sand"


def test_to_nobody_else() -> None:
    assert asks("price of the scarf I bought").responses == ["utter_product_of_whose_order"]
    of_bjorns = asks("price of the scarf I bought", customer_id="2")
    assert of_bjorns.messages[0]["order_number"] == "FD-10500", "his own, and not the other customer's"


def test_and_never_in_public() -> None:
    outcome = asks("price of the scarf I bought", public=True, **PROVEN)
    assert outcome.responses == ["utter_not_in_public_without_link"]
    assert "utter_product_of_order" not in asks("what colour is my scarf", public=True, **PROVEN).responses
