"""What words say about the form of a product, and which variant that is."""

from dataclasses import replace

import pytest

from actions.changes.options import Wanted, wanted, wanted_by
from actions.changes.variants import fitting
from actions.changes.wording import tokens
from actions.shop.port import Product
from tests.actions.changes.shelf import BOOTS, LAMP, PUZZLE, SHIRT, form_of, forms, product

NOW = {
    "dl": form_of(LAMP, colour="white", brightness="medium", **{"power source": "USB"}),
    "ls": form_of(SHIRT, colour="navy", size="M"),
    "jp": form_of(PUZZLE, pieces="1000", theme="art"),
    "hb": form_of(BOOTS, size="9", waterproof="no"),
}


@pytest.mark.parametrize(
    ("product", "words", "becomes"),
    [
        (LAMP, "the black one", {"colour": "black", "brightness": "medium", "power source": "USB"}),
        (LAMP, "a less bright one", {"brightness": "low"}),
        (LAMP, "a brighter one please", {"brightness": "high"}),
        (LAMP, "black instead of white", {"colour": "black"}),
        (LAMP, "one with a battery", {"power source": "battery"}),
        (SHIRT, "one size bigger", {"size": "L", "colour": "navy"}),
        (SHIRT, "size small", {"size": "S"}),
        (SHIRT, "in white, L", {"colour": "white", "size": "L"}),
        (SHIRT, "the smallest", {"size": "S"}),
        (PUZZLE, "500 more pieces", {"pieces": "1500", "theme": "art"}),
        (PUZZLE, "fewer pieces, with animals", {"pieces": "500", "theme": "animals"}),
        (BOOTS, "size 8", {"size": "8", "waterproof": "no"}),
        (BOOTS, "waterproof ones", {"size": "9", "waterproof": "yes"}),
    ],
)
def test_words_mean_one_variant_and_leave_the_rest_as_it_is(
    product: Product, words: str, becomes: dict[str, str]
) -> None:
    now = NOW[product.id]
    fit = fitting(wanted(tokens(words), product, now.options), product, now.options, now.id)
    assert len(fit.variants) == 1, [dict(variant.options) for variant in fit.variants]
    assert {**now.options, **becomes} == dict(fit.variants[0].options)
    assert fit.is_exact


def test_a_slip_in_a_short_word_is_no_guess_at_another() -> None:
    assert wanted(tokens("blux"), LAMP, NOW["dl"].options).is_empty


def test_the_cheapest_and_the_dearest_are_found_among_what_fits() -> None:
    now = NOW["ls"]
    cheapest = fitting(wanted(tokens("cheapest white one"), SHIRT, now.options), SHIRT, now.options, now.id)
    assert [variant.options["size"] for variant in cheapest.variants] == ["S"]
    dearest = fitting(wanted(tokens("the most expensive"), SHIRT, now.options), SHIRT, now.options, now.id)
    assert dict(dearest.variants[0].options) == {"colour": "white", "size": "XL"}


def test_what_is_liked_better_comes_first() -> None:
    now = NOW["dl"]
    fit = fitting(wanted(tokens("prefer battery over USB, black"), LAMP, now.options), LAMP, now.options)
    assert fit.variants[0].options["power source"] == "battery"


def test_what_is_said_later_counts_more_and_the_rest_still_counts() -> None:
    now = NOW["dl"]
    wish = wanted_by("black and bright\nbattery\nno, white", LAMP, now.options)
    assert wish.values["colour"] == ("white",)
    assert wish.values["power source"] == ("battery",)


def test_where_nothing_fits_the_nearest_is_told_to_be_only_near() -> None:
    there = (replace(variant, available=variant.options["size"] != "XL") for variant in SHIRT.variants)
    sold_out = Product(SHIRT.id, SHIRT.name, tuple(there))
    fit = fitting(wanted(tokens("XL in white"), sold_out, NOW["ls"].options), sold_out, NOW["ls"].options)
    assert not fit.is_exact
    assert {variant.options["colour"] for variant in fit.variants} == {"white"}


def test_what_is_refused_is_not_offered_and_what_comes_after_a_comma_is_not_refused() -> None:
    laptop = product("Laptop", *forms(processor=("i5", "i7"), colour=("silver", "black"), size=("13", "17")))
    wish = wanted(tokens("i5 not i7, silver or black"), laptop, {})
    assert wish.values == {"processor": ("i5",), "colour": ("silver", "black")}
    assert wish.unwanted == {("processor", "i7")}
    refused = fitting(Wanted({"size": ("15",)}, unwanted=wish.unwanted), laptop, {})
    assert {variant.options["processor"] for variant in refused.variants} == {"i5"}
    assert not wanted(tokens("if there's no i5 one in 15, then i7"), laptop, {}).unwanted
    changed = wanted(tokens("ok, i7 then"), laptop, {}).over(wish)
    assert not changed.unwanted
